// What a person types on a host to end what a drill left there, when no program does it. Pure.
//
// The commands are those of the plan: the undo of the step, the `start` words of service.stop, the
// number of the process that was paused. Where the plan knows no way back there is none here.
#pragma once

#include "core/plan/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::plan {

/// The word as bash reads it back, on one line and free of control characters whatever it holds.
std::string shell_quoted(std::string_view word);
std::string shell_line(const std::vector<std::string>& words);

/// Whether a fence of this kind can be prepared beforehand, so that it holds over a boot.
constexpr bool can_be_armed(std::string_view kind) {
    return kind == "postgresql";
}

/// The fence that must hold before this fault may end: after a promotion an old primary that comes
/// back would be a second one. Of several on its host one that can be armed, else the first. Null
/// where the plan promotes nothing or fences another host.
const Step* fence_before(const Plan& plan, std::string_view fault_step);

/// Ends the fault of this step, in this order. `found` is what the agent saw before it broke it
/// (pid). A fault that may end only behind a fence is left to the agent's own revert, which fences
/// first; `state` is its state directory where that is not the usual one.
std::vector<std::string> commands_to_mend(const Plan& plan, const Step& fault,
                                          const Parameters& found, std::string_view state = {});

/// Lifts the fence; for when no other host has taken over. `found` is what the agent told when it
/// set it ("table", "source" …).
std::vector<std::string> commands_to_release(std::string_view kind, const Parameters& with,
                                             const Parameters& found = {});

/// The agent's revert for the person at the host.
std::string revert_command(std::string_view state = {});

}  // namespace firedrill::plan
