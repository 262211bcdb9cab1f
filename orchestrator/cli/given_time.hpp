// Times as people type them, in a time zone. Main thread.
#pragma once

#include "core/base/time.hpp"

#include <string>

namespace firedrill::cli {

/// "18:04", "18:04:30" (of the day of `now`) or "2027-01-09 18:04[:30]" in this zone, as UTC.
/// `option` is what people typed it behind.
Result<Nanos> given_time(const std::string& option, const std::string& text,
                         const std::string& zone, Nanos now);

}  // namespace firedrill::cli
