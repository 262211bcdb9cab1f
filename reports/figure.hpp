// Numbers to figures: the number and its one text, rounded outward (core/base/format.hpp).
#pragma once

#include "core/base/format.hpp"
#include "reports/report.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace firedrill::reports {

/// "83.03–83.08 s"; unknown without a value.
Figure interval_figure(const std::optional<Interval>& measured);
/// One exact length, milliseconds: "151.904 s", "−0.010 s".
Figure exact_figure(Nanos length);
/// With a sign: "+148.09 s", rounded towards the worse.
Figure margin_figure(const std::optional<Nanos>& margin);
/// A stated target or plan: "300 s", "0 s".
Figure stated_figure(const std::optional<Nanos>& target);
/// Half an interval's width, rounded up: "±9.6 ms".
Figure bound_figure(Interval interval);
Figure count_figure(std::int64_t lo, std::int64_t hi);
Figure bytes_figure(const std::optional<std::int64_t>& bytes);
/// Parts per million as "94.9 %"; unknown when `whole` is 0.
Figure share_figure(std::int64_t part, std::int64_t whole);

Moment moment(Nanos utc, int minutes_east);
/// "UTC+8", "UTC-3:30".
std::string zone_name(int minutes_east);

/// What acts is made visible (core/base/visible.hpp).
std::string clean(std::string_view text);
Text clean(const Text& text);

}  // namespace firedrill::reports
