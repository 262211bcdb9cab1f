// What the programs of a backup test print: when the newest restored record was made, and how much
// a load did. They come from users' programs, so anything may stand there.
#pragma once

#include "core/base/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace firedrill::drill {

struct Newest {
    Nanos at{};          ///< UTC since 1970
    Nanos resolution{};  ///< the true time may be later by up to this: one unit of the last digit
};
/// "1799489052", "1799489052.376" (seconds since 1970), or "2027-01-09T10:04:12.386+08:00" with a
/// blank for the T, and Z, +08:00, +0800 or +08. A time without a zone means nothing: empty.
std::optional<Newest> read_newest(std::string_view text);

struct Load {
    std::int64_t operations = 0;
    std::optional<Nanos> took;  ///< at least, as the program measured it itself
};
/// "12480", or "12480 4.98": operations, and the seconds that they took.
std::optional<Load> read_load(std::string_view text);

}  // namespace firedrill::drill
