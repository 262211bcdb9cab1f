#include "orchestrator/engine/silence.hpp"

#include "core/plan/stop_condition.hpp"

#include <algorithm>

namespace firedrill::engine {

namespace {

using namespace std::chrono_literals;

constexpr int readings_missing = 3;
/// Before the first reading its probe may have to be reached anew.
constexpr Nanos begin_patience = 5s;

}  // namespace

void Silence::heard(const wire::GuardReading& reading) {
    if (reading.condition < 1 || reading.samples <= 0) return;
    Ear& ear = ears_[static_cast<std::size_t>(reading.condition - 1)];
    if (ear.samples == reading.samples) return;
    ear = {.quiet = Nanos{}, .samples = reading.samples};
}

std::vector<std::size_t> Silence::pass(Nanos gone, const std::vector<std::size_t>& at_work,
                                       const plan::Plan& plan) {
    std::erase_if(ears_, [&](const auto& entry) {
        return !std::ranges::binary_search(at_work, entry.first);
    });
    std::vector<std::size_t> silent;
    for (const std::size_t position : at_work) {
        Ear& ear = ears_[position];
        ear.quiet += gone;
        const Nanos allowed =
            readings_missing * plan::reading_period(plan, plan.stop_conditions[position]) +
            (ear.samples < 0 ? begin_patience : Nanos{});
        if (ear.quiet < allowed || std::exchange(ear.told, true)) continue;
        silent.push_back(position);
    }
    return silent;
}

}  // namespace firedrill::engine
