#include "core/drill/snapshot.hpp"

#include "core/base/json.hpp"

namespace firedrill::drill {

BOOST_DESCRIBE_STRUCT(ProbeState, (), (up, since, since_time))
BOOST_DESCRIBE_STRUCT(Pause, (), (by, why, at, since))
BOOST_DESCRIBE_STRUCT(GuardState, (), (reading, value, since))
BOOST_DESCRIBE_STRUCT(Recovery, (), (by, store_lost, unreached, over))
BOOST_DESCRIBE_STRUCT(StepState, (),
                      (status, undo, attempt, check_attempt, undo_attempt, began, ended, report,
                       option, answers, why, said_by, under_way, ask, since, ask_since, due,
                       began_seq, ended_seq, failures, check_failures, undo_failures, never_seen,
                       touched, may_have_happened, cleared, undo_again, to_skip, told, presumed,
                       unheard))
BOOST_DESCRIBE_STRUCT(Drill, (),
                      (id, plan_hash, started_by, approvals_waived, epoch, status, ending, why,
                       started, now, probes, contact, reverted, recovery, start_name, pause,
                       waited_for_people, waited_in_pauses, waited_in_holds, last_seq, time,
                       machine_time, resumed, machine_time_resumed, lost, undo_after_point,
                       time_of))

namespace {

/// A new member does not compile until somebody has thought about it above and in state_hash.cpp.
[[maybe_unused]] void every_member_is_thought_of(const Drill& drill, const StepState& step) {
    [[maybe_unused]] const auto& [d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15,
                                  d16, d17, d18, d19, d20, d21, d22, d23, d24, d25, d26, d27, d28,
                                  d29, d30, d31, d32] =
        drill;  // all described, but for plan, steps, guards, index and approvals
    [[maybe_unused]] const auto& [s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15,
                                  s16, s17, s18, s19, s20, s21, s22, s23, s24, s25, s26, s27, s28,
                                  s29, s30, s31] = step;
}

Error unreadable(const std::string& why) {
    return fail(Errc::corrupt, "the snapshot cannot be used: " + why);
}

/// JSON has no keys but strings.
struct KeptGuard {
    std::int64_t position = 0;
    GuardState state;
};
BOOST_DESCRIBE_STRUCT(KeptGuard, (), (position, state))

std::vector<KeptGuard> guards_of(const Drill& drill) {
    std::vector<KeptGuard> out;
    for (const auto& [position, state] : drill.guards)
        out.push_back({.position = static_cast<std::int64_t>(position), .state = state});
    return out;
}

/// What the first record gives: plan, index, a state for each step.
Result<Drill> begun(const Record& first) {
    Drill drill;
    apply(drill, first);
    if (!drill.index) return unreadable("the drill does not begin with its start");
    return drill;
}

}  // namespace

std::string write_snapshot(const Drill& drill) {
    json::array steps;
    steps.reserve(drill.steps.size());
    for (const auto& [id, state] : drill.steps) steps.push_back(to_json(state));
    return canonical(json::object{{"drill", to_json(drill)},
                                  {"steps", std::move(steps)},
                                  {"guards", to_json(guards_of(drill))}});
}

Drill copy_without_plan(Drill& drill) {
    plan::Plan plan = std::exchange(drill.plan, {});
    Drill copy = drill;
    drill.plan = std::move(plan);
    return copy;
}

Result<Drill> read_snapshot(std::string_view text, const Record& first) {
    DRILL_TRY(value, parse_json(text));
    const auto* members = value.if_object();
    const auto* kept = members == nullptr ? nullptr : members->if_contains("drill");
    const auto* steps = members == nullptr ? nullptr : members->if_contains("steps");
    const auto* guards = members == nullptr ? nullptr : members->if_contains("guards");
    if (kept == nullptr || steps == nullptr || guards == nullptr)
        return unreadable("it is not one");
    DRILL_TRY(from, begun(first));
    DRILL_TRY(drill, from_json<Drill>(*kept));
    DRILL_TRY(states, from_json<std::vector<StepState>>(*steps));
    DRILL_TRY(kept_guards, from_json<std::vector<KeptGuard>>(*guards));
    if (drill.id != from.id || drill.plan_hash != from.plan_hash ||
        states.size() != from.steps.size())
        return unreadable("it is of another drill");
    drill.plan = std::move(from.plan);
    drill.index = std::move(from.index);
    drill.approvals = std::move(from.approvals);
    drill.steps = std::move(from.steps);
    for (std::size_t i = 0; i < states.size(); ++i) drill.steps.nth(i) = std::move(states[i]);
    for (const auto& guard : kept_guards)
        drill.guards[static_cast<std::size_t>(guard.position)] = guard.state;
    return std::move(drill);
}

}  // namespace firedrill::drill
