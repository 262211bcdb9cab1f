// How much strangers may make us remember. Nothing here stands in the way of a drill that is known.
#include "core/agent/machine.hpp"

namespace firedrill::agent::machine {

namespace {

constexpr std::size_t drills_max = 5'000;
constexpr std::size_t unseen_max = 50'000;
constexpr const char* remedy =
    "put the agent's state directory aside and start it with an empty one";

}  // namespace

Result<void> has_room_for(const State& state, const std::string& drill) {
    if (state.drills.size() < drills_max || state.drills.contains(drill)) return {};
    return fail(Errc::refused, "too many drills are kept here", remedy);
}

Result<void> has_room_for_unseen(const State& state, const std::string& drill) {
    DRILL_CHECK(has_room_for(state, drill));
    std::size_t unseen = 0;
    for (const auto& [id, view] : state.drills) unseen += view.tombstones.size();
    if (unseen < unseen_max) return {};
    return fail(Errc::refused, "too many attempts that never came are kept here", remedy);
}

}  // namespace firedrill::agent::machine
