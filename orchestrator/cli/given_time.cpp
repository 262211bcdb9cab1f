#include "orchestrator/cli/given_time.hpp"

#include "orchestrator/cli/clock_text.hpp"
#include "orchestrator/cli/workspace.hpp"

#include <time.h>

namespace firedrill::cli {

Result<Nanos> given_time(const std::string& option, const std::string& text,
                         const std::string& zone, Nanos now) {
    const int east = minutes_east(zone, now);
    const std::string full = text.size() > 8 ? text : day(now, east) + " " + text;
    tm parts{};
    for (const char* pattern : {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"}) {
        parts = {};
        const char* end = ::strptime(full.c_str(), pattern, &parts);
        if (end == nullptr || *end != '\0') continue;
        const Nanos local = std::chrono::seconds{::timegm(&parts)};
        return local - std::chrono::minutes{minutes_east(zone, local)};
    }
    return fail(Errc::usage, option + " " + text + " is not a time",
                "write 18:04, 18:04:30 or \"2027-01-09 18:04\"");
}

}  // namespace firedrill::cli
