// The small drill, stopped by a person: before the point of no return, so that it undoes, or after
// it, so that it goes back by failback. Each function takes the drill to its end from wherever a
// death left it.
#pragma once

#include "tests/crash/stage.hpp"

namespace firedrill::crash {

enum class Stop {
    before_point,  ///< while step "hold" runs and the service is paused
    after_point,   ///< when step "promote" has succeeded
};

/// In this process: starts or resumes, stops, and in the end goes on from failback if need be.
Rig::Ran run_and_stop(Rig rig, const plan::Plan& plan, const std::string& drill, Stop stop);

/// Ended as if nobody had died: what was done is undone once in reverse order, or the way back was
/// gone; no fault and no program is left, nothing was done twice.
void check_stopped(const Stage& stage, const std::string& drill, Stop stop, const Rig::Ran& ran);

}  // namespace firedrill::crash
