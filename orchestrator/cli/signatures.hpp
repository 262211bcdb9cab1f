// The signatures under a plan that are at hand: files that were named, and those in the folder
// `approvals` of the workspace. Whether they suffice says the policy of each host. Blocking.
#pragma once

#include "core/base/json.hpp"
#include "core/plan/approval.hpp"
#include "core/plan/plan.hpp"
#include "orchestrator/cli/workspace.hpp"

#include <string>
#include <vector>

namespace firedrill::cli {

/// Whom and what a signature must fit, beside the plan.
struct SignaturesWanted {
    const plan::Plan& plan;
    std::string hash;
    std::string drill;    ///< empty: it has no name yet
    std::string starter;  ///< who starts it, and so does not approve it; empty: not known yet
    Nanos wall{};
};

struct Signatures {
    std::vector<plan::Approval> there;
    /// Of this plan, and yet they do not count: who, and why.
    std::vector<std::pair<std::string, std::string>> others;
};

/// refused or invalid_input where a named file does not count; those of the folder are only told.
Result<Signatures> gather_signatures(const Workspace& workspace, const SignaturesWanted& wanted,
                                     const std::vector<std::string>& files);

/// Whether this person may sign this plan with this public key.
Result<void> may_sign(const plan::Plan& plan, const std::string& person, const std::string& key,
                      Language language);

/// In production nothing that changes a host begins without.
bool wants_signatures(const plan::Plan& plan);
/// People whose key the plan knows, and who do not evaluate.
std::vector<std::string> who_can_sign(const plan::Plan& plan, const std::string& starter);

/// refused where there is none, and one is wanted.
Result<void> some_signature(const SignaturesWanted& wanted, const Signatures& given,
                            Language language);

/// For `firedrill plan`; empty where nobody wants any.
std::string shown_signatures(const plan::Plan& plan, const Signatures& given, Language language);
json::object signatures_to_json(const plan::Plan& plan, const Signatures& given);

}  // namespace firedrill::cli
