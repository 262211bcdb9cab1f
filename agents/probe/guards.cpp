#include "agents/probe/guards.hpp"

namespace firedrill::probe {

namespace {

using measure::Answered;

std::optional<measure::Window> window_of(const plan::StopCondition& condition,
                                         const plan::Probe& probe) {
    if (!condition.limit) return std::nullopt;
    const plan::Limit& limit = *condition.limit;
    measure::WindowSettings settings{
        .every = probe.every, .over = limit.over, .allowed_ppm = limit.above_ppm};
    if (limit.watch == plan::Watch::latency) {
        settings.slow_from = limit.above;
        settings.allowed_ppm = 1'000'000 - limit.quantile_ppm;
    }
    return measure::Window(settings);
}

bool is_of_samples(const plan::StopCondition& condition) {
    if (!condition.limit) return true;
    return condition.limit->watch == plan::Watch::errors ||
           condition.limit->watch == plan::Watch::latency;
}

}  // namespace

Guards::Guards(const plan::Plan& plan, const plan::Probe& probe) {
    for (std::size_t i = 0; i < plan.stop_conditions.size(); ++i) {
        const plan::StopCondition& condition = plan.stop_conditions[i];
        if (condition.probe != probe.id || !is_of_samples(condition)) continue;
        guards_.push_back({.condition = static_cast<std::int64_t>(i) + 1,
                           .window = window_of(condition, probe),
                           .samples = 0,
                           .over = std::nullopt});
    }
}

std::vector<std::size_t> Guards::take(const measure::ProbeSample& sample) {
    std::vector<std::size_t> changed;
    if (sample.answered == Answered::prober_late) return changed;
    for (std::size_t i = 0; i < guards_.size(); ++i) {
        Guard& guard = guards_[i];
        if (!guard.window) {
            ++guard.samples;
            continue;
        }
        guard.window->add(sample);
        const bool over = guard.window->too_much();
        if (guard.over == over || guard.window->samples() == 0) continue;
        guard.over = over;
        changed.push_back(i);
    }
    return changed;
}

wire::GuardReading Guards::reading(std::size_t position) const {
    const Guard& guard = guards_[position];
    if (!guard.window) return {.condition = guard.condition, .samples = guard.samples};
    return {.condition = guard.condition,
            .samples = guard.window->samples(),
            .value = guard.window->value(),
            .over = guard.over.value_or(false)};
}

}  // namespace firedrill::probe
