// Figures as people read them: one spelling for terminal and reports. An interval is rounded
// outward and a bound up, so that what is shown still holds the truth. Integers only.
#pragma once

#include "core/base/time.hpp"

#include <cstdint>
#include <string>

namespace firedrill {

/// Terminals get only ASCII (the width of "±", "–" is ambiguous there); reports get real signs.
enum class Signs { ascii, print };

enum class Rounding { down, up, nearest };

/// Seconds with this many decimals (0..9), no unit: "151.89", "-0.21".
std::string seconds(Nanos time, int decimals, Rounding rounding = Rounding::nearest);

/// The same with a "+" (or "-", "−") always: "+148.09". A margin is rounded down.
std::string signed_seconds(Nanos time, int decimals, Rounding rounding = Rounding::down,
                           Signs signs = Signs::ascii);

/// "151.89 .. 151.91 s" (ascii), "151.89–151.91 s" (print): lo rounded down, hi up.
std::string seconds_interval(Interval time, int decimals = 2, Signs signs = Signs::ascii);

/// Half of the interval's width, rounded up: "+-4.8 ms", "+-30 s".
std::string bound(Interval time, Signs signs = Signs::ascii);
/// The same of a half width.
std::string bound(Nanos half_width, Signs signs = Signs::ascii);

/// For a sentence: "480 ms", "31.9 s", "2 min 31.9 s", "1 h 5 min". Rounded to nearest.
std::string spoken(Nanos time);

/// "00:02:34": hours, minutes, seconds, cut.
std::string elapsed(Nanos time);

/// "12,480".
std::string thousands(std::int64_t number);

/// Parts per million as "99.93 %", cut to this many decimals (0..4): 99.999 % never reads 100.
std::string percent(std::int64_t ppm, int decimals = 2);

/// The middle of an interval, rounded down to the nanosecond.
Nanos middle(Interval time);

}  // namespace firedrill
