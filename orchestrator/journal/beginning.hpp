// How a drill begins in a store: what excludes it, its name, and that this process runs it. Of the
// drills that are to run at once each holds other services and changes other hosts.
//
// Decided under the store's lock, from the plans of the drills that run or have not ended: whoever
// begins leaves its plan before the journal has it.
#pragma once

#include "core/plan/plan.hpp"
#include "orchestrator/journal/locks.hpp"

#include <string>
#include <vector>

namespace firedrill::journal {

/// Drills that a process runs now, in the order of their names.
std::vector<std::string> running_drills(const Store& store);

/// Errc::refused while a drill runs, or began and has not ended, that holds one of this plan's
/// services (with all that they depend on), or changes one of its hosts.
Result<void> may_begin(const Store& store, const plan::Plan& plan);

struct Beginning {
    std::string drill;
    HeldLock lock;
};
/// "primary-loss-2027-01-09-1": scenario, day, and a number that is free. No name is given out
/// twice: agents may keep the plan of a start that died before the journal knew of it. The store's
/// reserve is whole then (Errc::no_room).
Result<Beginning> begin(const Store& store, const plan::Plan& plan, const std::string& day);

}  // namespace firedrill::journal
