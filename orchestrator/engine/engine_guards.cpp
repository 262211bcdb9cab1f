// Engine: what is heard of the stop conditions that probes watch, and what is not.
#include "orchestrator/engine/engine.hpp"
#include "orchestrator/links/now.hpp"

namespace firedrill::engine {

namespace {

using namespace std::chrono_literals;

constexpr Nanos listening = 200ms;

}  // namespace

void Engine::guard_changed(const wire::GuardChanged& changed) {
    const auto position = static_cast<std::size_t>(changed.condition - 1);
    const auto& conditions = drill_.plan.stop_conditions;
    if (changed.drill != offer_.drill || position >= conditions.size() ||
        conditions[position].probe != changed.probe || !conditions[position].limit)
        return;
    const auto known = guard_over_.find(changed.condition);
    if (known != guard_over_.end() && known->second == changed.over) return;
    guard_over_[changed.condition] = changed.over;
    put(drill::GuardChanged{.condition = changed.condition,
                            .reading = changed.over ? drill::Reading::over : drill::Reading::within,
                            .value = changed.value,
                            .boot = changed.boot,
                            .at = changed.at});
}

/// Goes on until the drill's run ends. Of a process that stood still only one such pause counts.
void Engine::listen_to_guards() {
    const Nanos began = now_mono();
    ear_.expires_after(listening);
    ear_.async_wait([this, began](const boost::system::error_code& ec) {
        if (ec || !running_) return;
        guards_fell_silent(std::min(now_mono() - began, 2 * listening));
        listen_to_guards();
    });
}

void Engine::guards_fell_silent(Nanos gone) {
    if (drill_.status != drill::DrillStatus::running) return;
    for (const std::size_t position :
         silence_.pass(gone, drill::guards_at_work(drill_), drill_.plan))
        put(drill::GuardChanged{.condition = static_cast<std::int64_t>(position) + 1,
                                .reading = drill::Reading::silent});
}

}  // namespace firedrill::engine
