// A plan as `firedrill plan` prints it: steps, hosts, timeouts, undo, approvals, footprint. Pure.
#pragma once

#include "core/plan/plan.hpp"

#include <string>

namespace firedrill::plan {

struct DescribeOptions {
    Language language = Language::en;
    bool all = false;     ///< also the steps after phase verify
    bool colour = false;  ///< a terminal; words say the same without it
};

/// Ends with a line feed. `hash` is hash(plan), which the caller has anyway.
std::string describe(const Plan& plan, const std::string& hash, const DescribeOptions& options);

/// "T0" … "T13".
std::string point_of(Mark mark);

}  // namespace firedrill::plan
