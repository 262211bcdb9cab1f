// What the administrator of this host allows, whoever asks. An orchestrator that was taken over has
// valid credentials; it gets no more than this.
//
// Whatever is not named is denied. What ends a fault is never refused here (permission.cpp says
// what counts as that). Values in, allowed or a reason out. Pure; no thread rule.
#pragma once

#include "core/agent/value_rule.hpp"
#include "core/base/attempt.hpp"
#include "core/plan/approval.hpp"
#include "core/plan/plan.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace firedrill::agent {

/// A program with its arguments. argv[0] is one absolute path, byte for byte.
struct CommandGrant {
    std::vector<ValueRule> argv;
    std::optional<ValueRule> more;  ///< each of up to more_max arguments behind those
    std::size_t more_max = 0;
    std::map<std::string, ValueRule> environment;
    std::map<std::string, ValueRule> secrets;   ///< variable -> files whose content it may have
    std::vector<std::string> directories{"/"};  ///< it may be started in one of them
    bool reads_only = false;  ///< it only looks, says the administrator: allowed at any hour
};

/// A script is allowed by what it says, not by who sends it.
struct ScriptGrant {
    std::string sha256;  ///< of its text
    std::vector<std::string> interpreter;
};

/// A kind of fault or fence.
struct KindGrant {
    std::string kind;
    std::map<std::string, ValueRule> with;
    std::set<std::string> may_be_absent;  ///< parameters without which the effect may be wider
    std::optional<Nanos> max_lease;
};

/// From a time of day to another; one that ends before it begins ends on the next day.
struct Window {
    std::set<int> days;  ///< on which it begins; 0 is Monday
    int from = 0;        ///< minutes of the day
    int to = 0;
};
struct Hours {
    int offset = 0;  ///< minutes east of UTC
    std::vector<Window> windows;
};

/// Whose signatures under a plan count here.
struct Approver {
    std::string person;
    std::string key;  ///< public
};
struct Approvers {
    int quorum = 1;  ///< so many different people
    std::vector<Approver> keys;
};

/// Refused whatever the rest says. A second net, not the first: see value_rule.hpp.
struct Never {
    std::vector<std::string> paths;     ///< they and what is below them
    std::vector<std::string> commands;  ///< absolute paths, or names in whatever directory
    std::vector<std::string> kinds;
};

struct Policy {
    std::string file;  ///< where it stands, for people
    plan::Environment environment = plan::Environment::production;
    std::set<std::string> services;
    std::set<std::string> verbs;     ///< tags of actions
    std::vector<std::string> files;  ///< snapshots may look at what is at or below them
    std::vector<CommandGrant> commands;
    std::vector<ScriptGrant> scripts;
    std::vector<KindGrant> faults;
    std::vector<KindGrant> fences;
    Never never;
    std::optional<Hours> hours;          ///< none: always
    std::optional<Approvers> approvers;  ///< none: nothing is signed; in production nothing changes
    Nanos max_lease{};
    Nanos max_duration{};
};

/// What a step is judged by.
struct Asked {
    const plan::Plan& plan;
    const plan::Step& step;
    Part part = Part::act;
    /// What stands for `${{ steps.ID.output }}`; null: not known yet, judged when it is.
    const Values* values = nullptr;
    Nanos wall{};  ///< UTC, of this host
};

/// What concerns the drill as a whole: environment, services, durations.
Result<void> permits_plan(const Policy& policy, const plan::Plan& plan);

/// An act is permitted only together with its undo, and with the fence that must come before its
/// fault may end: both may have to happen when nobody is there to ask.
Result<void> permits(const Policy& policy, const Asked& asked);

/// One action of it.
Result<void> permits_action(const Policy& policy, const Asked& asked, const plan::Action& action);

/// Whether this part of the step changes the host, by the administrator's word and not by the
/// plan's: it needs the signatures. What is refused anyway counts as changing.
bool changes_host(const Policy& policy, const Asked& asked);
/// Whether some part of some step of firedrill-agent on this host (empty: on any) does.
bool changes_host(const Policy& policy, const plan::Plan& plan, std::string_view host);

/// What signatures are judged by.
struct Signed {
    const std::vector<plan::Approval>& approvals;
    plan::Occasion occasion;
    std::map<std::string, std::string> used;  ///< ids that have served another drill: which
};
/// Whether enough of those whom the policy names have signed this plan.
Result<void> is_signed(const Policy& policy, const Signed& given, Language language);

/// Whether something may begin at this moment.
bool is_open(const Hours& hours, Nanos wall);

struct Objection {
    std::string step;
    Part part = Part::act;
    Error error;
};
/// The steps of firedrill-agent on this host (empty: on every host) that would be refused.
std::vector<Objection> objections(const Policy& policy, const plan::Plan& plan,
                                  std::string_view host, Nanos wall);

}  // namespace firedrill::agent
