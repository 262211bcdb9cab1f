#include "core/base/match.hpp"
#include "core/drill/command.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

namespace firedrill::drill {

std::string to_text(const Command& command) {
    return match(
        command, [](const Execute& c) { return "execute " + firedrill::to_text(c.key); },
        [](const Query& c) { return "query " + firedrill::to_text(c.key); },
        [](const Cancel& c) { return "cancel " + firedrill::to_text(c.key); },
        [](const Ask& c) { return "ask " + c.step; },
        [](const WakeAt& c) {
            return fmt::format("wake {} at {}", c.timer, firedrill::to_text(c.mono));
        },
        [](const Breach& c) { return fmt::format("breach {}: {}", c.guard, c.what); },
        [](const Presume& c) {
            return fmt::format("presume {} after {} without contact to {}", c.step,
                               firedrill::to_text(c.figures.wait), c.host);
        },
        [](const End& c) {
            const char* ending = boost::describe::enum_to_string(c.ending, "?");
            return c.why.empty() ? fmt::format("end {}", ending)
                                 : fmt::format("end {}: {}", ending, c.why);
        });
}

}  // namespace firedrill::drill
