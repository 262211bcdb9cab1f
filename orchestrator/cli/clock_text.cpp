#include "orchestrator/cli/clock_text.hpp"

namespace firedrill::cli {

namespace {

std::string local_iso(Nanos wall, int minutes_east) {
    return to_iso(wall + std::chrono::minutes{minutes_east});  // 2027-01-09T18:04:12.386Z
}

}  // namespace

std::string time_of_day(Nanos wall, int minutes_east, int decimals) {
    const std::string iso = local_iso(wall, minutes_east);
    const std::size_t length = decimals == 0 ? 8 : 9 + static_cast<std::size_t>(decimals);
    return iso.substr(11, length);
}

std::string day(Nanos wall, int minutes_east) {
    return local_iso(wall, minutes_east).substr(0, 10);
}

}  // namespace firedrill::cli
