// apply_checked(), replay(): the journal must be one that this machine would have written.
#include "core/base/match.hpp"
#include "core/drill/drill.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace firedrill::drill {

namespace {

/// The wish that a record carried out, where decide() must have had it.
std::optional<Command> carried_out(const Event& event) {
    using Wish = std::optional<Command>;
    return match(
        event, [](const AttemptIntended& e) -> Wish { return Execute{e.key}; },
        [](const PersonAsked& e) -> Wish { return Ask{e.step}; },
        [](const GuardBreached& e) -> Wish { return Breach{e.guard, e.what}; },
        [](const FencePresumed& e) -> Wish { return Presume{e.step, e.host, e.fault, e.figures}; },
        [](const DrillEnded& e) -> Wish { return End{e.ending, e.why}; },
        [](const auto&) -> Wish { return std::nullopt; });
}

/// Whether both come to the same intent.
bool is_same(const Command& one, const Command& other) {
    if (one.index() != other.index()) return false;
    return match(
        one, [&](const Execute& c) { return c.key == std::get<Execute>(other).key; },
        [&](const Ask& c) { return c.step == std::get<Ask>(other).step; },
        [&](const auto&) { return to_text(one) == to_text(other); });
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
                                    [&](const Command& c) { return is_same(c, *wish); });
    if (wanted) return {};
    return fail(Errc::diverged,
                fmt::format("record {} says \"{}\", but what was wanted then is: {}", record.seq,
                            to_text(*wish), joined(commands)),
                "the journal was written by another version, or was changed");
}

}  // namespace

Result<void> apply_checked(Drill& drill, const Record& record) {
    DRILL_CHECK(check(drill, record));
    apply(drill, record);
    return {};
}

Result<Drill> replay(const std::vector<Record>& records, Drill drill) {
    for (const auto& record : records) DRILL_CHECK(apply_checked(drill, record));
    return drill;
}

}  // namespace firedrill::drill
