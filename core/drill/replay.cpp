// replay(): the journal must be one that this machine would have written.
#include "core/base/match.hpp"
#include "core/drill/drill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace firedrill::drill {

namespace {

/// The wish that a record carried out, where decide() must have had it.
std::optional<std::string> carried_out(const Event& event) {
    return match(
        event,
        [](const AttemptIntended& e) { return std::optional(to_text(Command{Execute{e.key}})); },
        [](const PersonAsked& e) { return std::optional(to_text(Command{Ask{e.step}})); },
        [](const GuardBreached& e) {
            return std::optional(to_text(Command{Breach{e.guard, e.what}}));
        },
        [](const FencePresumed& e) {
            return std::optional(to_text(Command{Presume{e.step, e.host, e.fault, e.figures}}));
        },
        [](const DrillEnded& e) { return std::optional(to_text(Command{End{e.ending, e.why}})); },
        [](const auto&) { return std::optional<std::string>{}; });
}

std::string joined(const std::vector<Command>& commands) {
    std::string out;
    for (const auto& command : commands) out += (out.empty() ? "" : ", ") + to_text(command);
    return out.empty() ? "nothing" : out;
}

Result<void> check(const Drill& drill, const Record& record) {
    const auto wish = carried_out(record.event);
    if (!wish) return {};
    const auto commands = decide(drill);
    const bool wanted = std::any_of(commands.begin(), commands.end(),
                                    [&](const Command& c) { return to_text(c) == *wish; });
    if (wanted) return {};
    return fail(Errc::diverged,
                fmt::format("record {} says \"{}\", but what was wanted then is: {}", record.seq,
                            *wish, joined(commands)),
                "the journal was written by another version, or was changed");
}

}  // namespace

Result<Drill> replay(const std::vector<Record>& records) {
    Drill drill;
    for (const auto& record : records) {
        DRILL_CHECK(check(drill, record));
        apply(drill, record);
    }
    return drill;
}

}  // namespace firedrill::drill
