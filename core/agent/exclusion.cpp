// Drills that exclude each other on this host: they hold the same service (one that they drill, or
// one that it depends on), or both change the host. The later one gets in only when nobody has
// spoken for the earlier one for its lease, and from then on the earlier one is refused: an
// orchestrator that wakes up finds that it has lost its place.
//
// A plan that is offered before its drill starts takes the place for a moment: of two drills that
// start at once, each on another agent first, none gets all agents, and none starts.
#include "core/agent/machine.hpp"
#include "core/plan/holdings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace firedrill::agent::machine {

namespace {

/// Some heartbeats: a pre-flight that died keeps nobody waiting.
constexpr Nanos start_lease = std::chrono::seconds{5};

bool changes_host(const plan::Plan& plan, const std::string& host) {
    return std::ranges::binary_search(plan::hosts_changed(plan), host);
}

/// What both need; empty where they may be under way at once.
std::string common_ground(const State& state, const plan::Plan& a, const plan::Plan& b) {
    if (const auto service = plan::shared_service(a, b)) return "service " + *service;
    return changes_host(a, state.host) && changes_host(b, state.host) ? "host " + state.host : "";
}

/// It may still want something here.
bool is_open(const DrillView& drill) {
    return drill.plan != nullptr && !drill.finished && drill.superseded_by.empty();
}

/// How long a drill keeps its place when nobody speaks for it.
Nanos place_lease(const DrillView& drill) {
    return has_begun(drill) ? contact_lease(drill) : start_lease;
}

bool has_running(const DrillView& drill) {
    return std::any_of(drill.attempts.begin(), drill.attempts.end(),
                       [](const auto& entry) { return entry.second.running(); });
}

bool is_spoken_for(const DrillView& drill, Nanos now) {
    return drill.renewed.count() > 0 && now < drill.renewed + place_lease(drill);
}

/// What still runs, or is being ended, has its place, also when its drill is over.
bool has_its_place(const DrillView& drill, Nanos now) {
    return drill.plan != nullptr &&
           (has_running(drill) || (is_open(drill) && is_spoken_for(drill, now)));
}

std::string why_not(const std::string& id, const DrillView& other, const std::string& ground) {
    if (other.finished)
        return fmt::format(
            "drill {} is over, and still ends an attempt here on {}; try again in "
            "some seconds",
            id, ground);
    return fmt::format(
        "drill {} is under way here on {}; end it (firedrill abort {}), or wait "
        "until nobody has renewed it for {}",
        id, ground, id, to_text(place_lease(other)));
}

}  // namespace

bool has_begun(const DrillView& drill) {
    return !drill.started.empty() || !drill.attempts.empty();
}

std::optional<Obstacle> obstacle(const State& state, const std::string& drill,
                                 const plan::Plan& plan, Nanos now) {
    for (const auto& [id, other] : state.drills) {
        if (id == drill || !has_its_place(other, now)) continue;
        const std::string ground = common_ground(state, plan, *other.plan);
        if (ground.empty()) continue;
        return Obstacle{.drill = id, .why = why_not(id, other, ground)};
    }
    return std::nullopt;
}

void supersede_others(const State& state, const std::string& drill, const plan::Plan& plan,
                      Directives& out) {
    for (const auto& [id, other] : state.drills)
        if (id != drill && is_open(other) && !common_ground(state, plan, *other.plan).empty())
            out.push_back(Keep{DrillSuperseded{.drill = id, .by = drill}});
}

Result<void> holds_its_place(const DrillView& drill) {
    if (drill.superseded_by.empty()) return {};
    return fail(Errc::refused,
                fmt::format("drill {} has taken its place here; firedrill resume takes it up again "
                            "when that one is over",
                            drill.superseded_by));
}

}  // namespace firedrill::agent::machine
