// A Job: one action that core/agent decided to start, with all that its performer may need.
//
// Everything here belongs to the program's one thread (one io_context); nothing locks.
#pragma once

#include "agents/resident/artifact_store.hpp"
#include "agents/resident/cancellation.hpp"
#include "core/base/attempt.hpp"
#include "core/plan/approval.hpp"
#include "core/plan/plan.hpp"
#include "core/wire/message.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace firedrill::resident {

/// Sends a message to the connected orchestrator; dropped when none is connected.
using Notify = std::function<void(wire::Message)>;

struct Job {
    AttemptKey key;
    std::shared_ptr<const plan::Plan> plan;
    std::vector<plan::Approval> approvals = {};  ///< signatures under it that are kept here
    plan::Step step;
    plan::Action action;  ///< the one to perform now: of the step, its check or its undo
    Nanos timeout{};      ///< the performer ends by itself within it (plus its grace)
    std::map<std::string, std::string> values;  ///< "steps.ID.output" -> text, for one argument
    /// Fault: what prepare() found. Revert: the `found` of the armed fault.
    plan::Parameters found;
    std::shared_ptr<Cancellation> cancel;
    Notify notify;
    ArtifactStore& artifacts;
};

}  // namespace firedrill::resident
