// The commands: each takes its options and gives an exit code. Main thread.
#pragma once

#include "orchestrator/cli/workspace.hpp"
#include "orchestrator/control/protocol.hpp"

#include <map>
#include <string>
#include <vector>

namespace firedrill::cli {

struct InitOptions {
    std::string directory;
    bool measure_only = false;
};
int init(const Global& global, const InitOptions& options);

int check(const Global& global);

/// "name=value" each.
using Inputs = std::vector<std::string>;

struct PlanOptions {
    std::string scenario;
    std::string variant;
    Inputs inputs;
    std::vector<std::string> approvals;  ///< files
    bool all = false;
};
int plan_scenario(const Global& global, const PlanOptions& options);

struct RunOptions {
    std::string scenario;
    std::string variant;
    Inputs inputs;
    std::string person;
    std::vector<std::string> approvals;  ///< files
    std::vector<std::string> services;   ///< typed, in production
    bool yes = false;
    bool plain = false;
    std::int64_t times = 1;  ///< drills, one after the other
};
int run(const Global& global, const RunOptions& options);
/// `scenario` names a backup test; empty: the capability table.
int test_backup(const Global& global, const RunOptions& options);

int status(const Global& global, const std::string& drill);

/// What became of asking the process that runs a drill to abort it.
enum class Asked { not_yet, answered, hangs };
struct AbortOptions {
    std::string drill;
    std::string person;
    std::string why;
    Asked asked = Asked::not_yet;
};
int abort(const Global& global, const AbortOptions& options);

struct StopAllOptions {
    std::string person;
    std::string why;
    bool lift = false;
};
int stop_all(const Global& global, const StopAllOptions& options);

struct ResumeOptions {
    std::string drill;
    std::string from;
    std::string person;
    std::vector<std::string> approvals;  ///< files
    bool plain = false;
};
int resume(const Global& global, const ResumeOptions& options);

struct RecoverOptions {
    std::string drill;
    std::string person;
    std::string why;
    bool list = false;
    bool goes_on = false;
};
int recover(const Global& global, const RecoverOptions& options);

struct SayOptions {
    control::Verb verb = control::Verb::note;
    std::string drill;
    std::string step;
    std::string option;
    std::string person;
    std::string why;
    std::string at;  ///< "18:04" or "2027-01-09 18:04[:05]" in the workspace's zone
    bool did_not_happen = false;
    std::string approval;            ///< file: the answer as its person signed it
    std::vector<std::string> where;  ///< of skip and retry: [DRILL] STEP
};
/// approve, refuse, confirm, choose, note, pause, continue, skip, retry.
int say_something(const Global& global, const SayOptions& options);

struct AgentOptions {
    std::vector<std::string> hosts;  ///< none: all
    bool accept_new_host = false;
    bool yes = false;
    bool probe = false;  ///< install: firedrill-probe too
    std::string policy;  ///< install: what the host allows, a file here; empty: none
    std::string policy_at = "/etc/firedrill/policy.yaml";  ///< and where it is there
    std::string account;  ///< install: what the agent gives root up for; empty: who ssh logs in as
};
/// `firedrill agent …`: which programs the workspace needs where; whether they answer; putting them
/// on a host; taking them away.
int agent_list(const Global& global);
int agent_ping(const Global& global, const AgentOptions& options);
int agent_install(const Global& global, const AgentOptions& options);
int agent_remove(const Global& global, const AgentOptions& options);

struct EnrolOptions {
    std::string host;
    std::string head;  ///< where the host finds the gate; empty: where it listens
};
/// Makes a token, and says what to type on the host.
int agent_enrol(const Global& global, const EnrolOptions& options);
/// Returns how many; the host cannot dial in any more.
int agent_revoke(const Global& global, const AgentOptions& options);
Result<int> revoke_certificates(const journal::Store& store, const std::string& host);

struct SignOptions {
    std::string plan;  ///< file
    std::string key;   ///< file
    std::string person;
    std::string from;  ///< as SayOptions::at, in the plan's zone; empty: now
    std::string valid = "24h";
    std::string drill;
    std::string step;
    std::string output;
    bool yes = false;
};
/// `firedrill key …`: a new key; the public key of a file; a signature under a plan. For an
/// approver's own machine: they need no workspace.
int key_new(const Global& global, const std::string& file);
int key_show(const Global& global, const std::string& file);
int key_sign(const Global& global, const SignOptions& options);

struct GateOptions {
    std::string listen;  ///< empty: as firedrill.yaml says
};
/// Lets agents dial in, until it is ended.
int gate(const Global& global, const GateOptions& options);

struct CalibrateOptions {
    std::int64_t outages = 60;
    std::int64_t writes = 500;
    std::string every = "10ms";
    std::optional<std::int64_t> seed;  ///< none: a new one
    bool last = false;                 ///< only show what the last one found
};
/// Known outages and losses before the real probe; not_met when an interval did not hold the truth.
int calibrate(const Global& global, const CalibrateOptions& options);

struct ReportOptions {
    std::string drill;
    std::string format = "html";
    std::string languages;
    std::string output;
    bool series = false;  ///< of all drills of the series that it is of: on the terminal
};
int report(const Global& global, const ReportOptions& options);

}  // namespace firedrill::cli
