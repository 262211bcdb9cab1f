// The plan's references resolved to positions once, so that decide() looks nothing up by name.
#pragma once

#include "core/plan/plan.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace firedrill::drill {

/// Whether a person carries the step out: approve, manual, decide.
bool is_for_person(const plan::Step& step);

struct PlanIndex {
    struct Node {
        std::vector<std::uint32_t> needs;
        std::optional<std::uint32_t> when;
        bool person = false;
        bool leased_fault = false;  ///< a fault that its lease would end anyway
        bool fence = false;
    };
    std::vector<Node> nodes;            ///< by position in the plan
    std::vector<std::uint32_t> fences;  ///< steps with a Fence
    std::vector<std::uint32_t> points;  ///< steps marked point_of_no_return
};

PlanIndex make_index(const plan::Plan& plan);

}  // namespace firedrill::drill
