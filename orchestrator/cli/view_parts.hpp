// Parts of the live view that have rules of their own. Pure.
#pragma once

#include "orchestrator/cli/live_view.hpp"

#include <string>
#include <vector>

namespace firedrill::cli::view {

/// Monotonic within a boot, by wall time otherwise.
Nanos since(const Instant& earlier, const Instant& later);

/// The first step with this mark before phase failback that succeeded; nullptr if none has.
const drill::StepState* marked_step(const drill::Drill& drill, plan::Mark mark);

/// Hosts on which something was changed so far.
int hosts_changed(const drill::Drill& drill);

/// Who is waited for, how to answer, and what follows; empty when nobody is.
/// A pause, and the first held step with the commands that go on; empty if there are none.
std::vector<std::string> steering_block(const ViewInput& in);
std::vector<std::string> waiting_block(const ViewInput& in);

/// Host, or who is asked.
std::string performed_on(const plan::Step& step);

}  // namespace firedrill::cli::view
