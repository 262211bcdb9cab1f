// Damages to the evidence of a measured drill: what a lost file, a cut disk, a confused collector
// or a host that lies about its clock makes of it.
#pragma once

#include "tests/simulation/measured_drill.hpp"

#include <functional>
#include <string>
#include <vector>

namespace firedrill::simulation {

struct Mutation {
    const char* name;
    /// False: there is nothing in this drill to damage so.
    std::function<bool(Measured&, Chance&)> apply;
};

const std::vector<Mutation>& mutations();

}  // namespace firedrill::simulation
