// Makes a failure small: from the faults that struck to the fewest that still break the promise,
// and one line that shows it again.
#pragma once

#include "tests/simulation/simulation.hpp"

#include <functional>
#include <string>

namespace firedrill::simulation {

/// Delta debugging: whole kinds of faults first, then halves, then one by one. Of what is left
/// nothing can be taken away. `fails` must hold for `schedule`.
Schedule reduce(Schedule schedule, const std::function<bool(const Schedule&)>& fails);

/// The same for the first promise that this seed broke.
Schedule reduce(std::uint64_t seed, const Seams& seams, const Result& result);

/// Of the tree that is tested.
std::string commit();

bool breaks(const Result& result, const std::string& invariant);

/// What broke, with the seed, the commit, the faults that remain, and how to see it again.
std::string told(std::uint64_t seed, const Result& result, const Schedule& remain);

}  // namespace firedrill::simulation
