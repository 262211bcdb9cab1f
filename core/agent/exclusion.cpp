// Drills that exclude each other on this host: they serve the same service, or both change the
// host. The later one gets in only when nobody has spoken for the earlier one for its lease, and
// from then on the earlier one is refused: an orchestrator that wakes up finds that it has lost its
// place.
#include "core/agent/machine.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::agent::machine {

namespace {

bool changes_host(const plan::Plan& plan, const std::string& host) {
    return std::any_of(plan.steps.begin(), plan.steps.end(), [&](const plan::Step& step) {
        return step.performer == plan::Performer::agent && step.host == host &&
               plan::changes_something(step.action);
    });
}

const plan::Service* shared_service(const plan::Plan& a, const plan::Plan& b) {
    const auto shared = std::find_if(a.services.begin(), a.services.end(), [&](const auto& mine) {
        return std::any_of(b.services.begin(), b.services.end(),
                           [&](const auto& other) { return other.id == mine.id; });
    });
    return shared == a.services.end() ? nullptr : &*shared;
}

/// What both need; empty where they may be under way at once.
std::string common_ground(const State& state, const plan::Plan& a, const plan::Plan& b) {
    if (const plan::Service* service = shared_service(a, b)) return "service " + service->id;
    const bool both = changes_host(a, state.host) && changes_host(b, state.host);
    return both ? "host " + state.host : "";
}

/// It may still want something here.
bool is_open(const DrillView& drill) {
    return drill.plan != nullptr && !drill.finished && drill.superseded_by.empty();
}

bool is_spoken_for(const DrillView& drill, Nanos now) {
    const bool runs = std::any_of(drill.attempts.begin(), drill.attempts.end(),
                                  [](const auto& entry) { return entry.second.running(); });
    const bool heard = drill.renewed.count() > 0 && now < drill.renewed + contact_lease(drill);
    return runs || heard;
}

}  // namespace

bool has_begun(const DrillView& drill) {
    return !drill.started.empty() || !drill.attempts.empty();
}

Result<void> may_enter(const State& state, const std::string& drill, const plan::Plan& plan,
                       Nanos now) {
    for (const auto& [id, other] : state.drills) {
        if (id == drill || !is_open(other) || !has_begun(other)) continue;
        if (!is_spoken_for(other, now)) continue;
        const std::string ground = common_ground(state, plan, *other.plan);
        if (ground.empty()) continue;
        return fail(Errc::refused,
                    fmt::format("drill {} is under way here on {}; end it (firedrill abort {}), or "
                                "wait until nobody has renewed it for {}",
                                id, ground, id, to_text(contact_lease(other))));
    }
    return {};
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
