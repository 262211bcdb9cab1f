// Gives up root: this process keeps it as the helper, its child goes on without it.
//
//   firedrill-agent (root: the helper, no door of its own)
//    └─ firedrill-agent (the account: door, line, receipts, decisions, programs of the plan)
#pragma once

#include "agents/agent/helped_performer.hpp"
#include "agents/resident/options.hpp"
#include "agents/resident/rules.hpp"

namespace firedrill::agent::helper {

/// Returns in the child only, which is the account of `options` by then and ends with the helper.
/// The helper ends with the child, and with its exit code. Call it before anything is opened and
/// before there is a second thread. Errors: not root, no such account, no policy, a directory that
/// is somebody else's.
Result<Ends> separate_privileges(const resident::Options& options,
                                 const resident::ReadPolicy& read_policy);

}  // namespace firedrill::agent::helper
