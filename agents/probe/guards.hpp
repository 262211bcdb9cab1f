// The stop conditions that one running probe watches: where its samples are, so that a breach
// needs no way to the orchestrator to be seen. Changes are told at once, readings on request. One
// thread.
#pragma once

#include "core/measure/window.hpp"
#include "core/plan/plan.hpp"
#include "core/wire/message.hpp"

#include <optional>
#include <string>
#include <vector>

namespace firedrill::probe {

class Guards {
public:
    Guards(const plan::Plan& plan, const plan::Probe& probe);

    /// Positions of the conditions that are over their limit now and were not, or the reverse.
    std::vector<std::size_t> take(const measure::ProbeSample& sample);
    /// Whether anything is known of the condition.
    bool known(std::size_t guard) const { return guards_[guard].over.has_value(); }
    std::size_t size() const { return guards_.size(); }
    wire::GuardReading reading(std::size_t guard) const;

private:
    struct Guard {
        std::int64_t condition = 0;             ///< in the plan, from 1
        std::optional<measure::Window> window;  ///< absent: the probe's state is what counts
        std::int64_t samples = 0;               ///< without a window
        std::optional<bool> over;
    };
    std::vector<Guard> guards_;
};

}  // namespace firedrill::probe
