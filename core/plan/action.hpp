// What a step does. An agent (or probe) receives the whole plan and takes the action from it:
// an EXEC names a step, never a command. Plain values; canonical JSON through Boost.Describe.
//
// `${{ steps.ID.output }}` may stand inside one argument of Run; the agent replaces it with a
// value that never reaches a shell. All other placeholders are gone after compiling.
#pragma once

#include "core/base/text.hpp"
#include "core/base/time.hpp"
#include "core/plan/comparison.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace firedrill::plan {

/// Who performs an action.
enum class Performer {
    agent,   ///< firedrill-agent on the step's host
    probe,   ///< firedrill-probe on the step's host
    engine,  ///< the orchestrator itself
    person,  ///< somebody who is asked
};
BOOST_DESCRIBE_ENUM(Performer, agent, probe, engine, person)

using Parameters = std::map<std::string, std::string>;

/// Starts a program: argv[0] is an absolute path or a name in /usr/local/bin, /usr/bin, /bin.
struct Run {
    static constexpr std::string_view tag = "run";
    std::vector<std::string> argv;
    std::map<std::string, std::string> environment;  ///< added to the clean one
    std::optional<Parameters> secrets;  ///< more of it: the first lines of these files on the host
    std::string directory = "/";
    bool reads_only = false;  ///< only looks: the host does not count as changed
    /// The output of a success is a figure of the drill: lsn_old_primary (where the old primary's
    /// log ends) or lsn_promoted (where the new primary's own log begins).
    std::optional<std::string> fact;
};
BOOST_DESCRIBE_STRUCT(Run, (), (argv, environment, secrets, directory, reads_only, fact))

/// Feeds `text` to an interpreter's standard input; the agent's policy must allow it.
struct Script {
    static constexpr std::string_view tag = "script";
    std::vector<std::string> interpreter;
    std::string text;
    std::map<std::string, std::string> environment;
    std::optional<Parameters> secrets;  ///< as of a Run
};
BOOST_DESCRIBE_STRUCT(Script, (), (interpreter, text, environment, secrets))

/// Breaks something. Reverts by itself when the lease ends, except where the kind says it never
/// restarts by itself (process.kill, service.stop, host.power_off): then it stays outstanding until
/// undone or resolved. Kinds and parameters:
///   process.kill   pidfile (first line is the pid) | match (exact argv[0] basename)  signal=KILL
///   process.pause  the same; SIGSTOP, reverted by SIGCONT
///   service.stop   stop (shell-free words), start (words, for the undo)
///   network.partition  peers, port, direction (partition.hpp); the kernel keeps the lease
///   disk.fill      directory, size or leave, beside_receipts (fill.hpp); held by the agent
///   cpu.load       cores; a process that dies with the agent
///   memory.load    size or leave (fill.hpp); the same
///   network.delay  interface, delay, jitter, peers; network.loss  interface, loss, peers
///                  (netem.hpp); ended by the agent
///   interface.down interface; the agent brings it up, with its addresses and routes
///   dns.failure    resolvers, answer (partition.hpp); the kernel keeps the lease
///   file.remove    path, directory; moved aside (target.hpp), moved back by the agent
///   file.permissions  path, mode, directory; the agent gives the mode back
///   host.power_off no parameters: the command is the agent's own
struct Fault {
    static constexpr std::string_view tag = "fault";
    std::string kind;
    Parameters with;
    Nanos lease{};  ///< guards.auto_revert_after
};
BOOST_DESCRIBE_STRUCT(Fault, (), (kind, with, lease))

/// Whether a fault of this kind ends by itself with its lease.
constexpr bool reverts_by_itself(std::string_view kind) {
    return kind != "process.kill" && kind != "service.stop" && kind != "host.power_off";
}

/// Whether the kernel holds the lease of such a fault: it ends with no program alive, and each
/// heartbeat extends it there.
constexpr bool is_kernel_held(std::string_view kind) {
    return kind == "network.partition" || kind == "dns.failure";
}

/// Makes sure that a host no longer serves; sticky: never released by itself. Kinds:
///   postgresql  data (data directory): stops the server, creates standby.signal so that a later
///               start is read-only; post-condition: no postmaster lives, standby.signal is durable
///   address     address with its prefix length, interface: withdrawn; no interface holds it
///   port        port, except (peers): closed in the kernel for everybody but them and the host
///   storage     mount: unmounted; nobody on this host sees it any more
///   command     set, verify, release (words): a fence of the user's own, proven by `verify`
struct Fence {
    static constexpr std::string_view tag = "fence";
    std::string kind;
    Parameters with;
};
BOOST_DESCRIBE_STRUCT(Fence, (), (kind, with))

/// Lifts the fence that step `fence` set on this host.
struct Release {
    static constexpr std::string_view tag = "release";
    std::string fence;
    std::string kind;
    Parameters with;
};
BOOST_DESCRIBE_STRUCT(Release, (), (fence, kind, with))

/// Reverts the fault that step `fault` injected on this host: the generated undo of a fault.
struct Revert {
    static constexpr std::string_view tag = "revert";
    std::string fault;
    std::string kind;
    Parameters with;
};
BOOST_DESCRIBE_STRUCT(Revert, (), (fault, kind, with))

/// Records facts (item -> value) about a host, to be compared at the end.
/// By an agent: files (paths, content digests), processes (exact names, count per command line).
/// By a probe: roles, tables, replication slots, settings of `connections`.
struct Snapshot {
    static constexpr std::string_view tag = "snapshot";
    std::vector<std::string> files;
    std::vector<std::string> processes;
    std::vector<std::string> connections;
};
BOOST_DESCRIBE_STRUCT(Snapshot, (), (files, processes, connections))

struct StartProbe {
    static constexpr std::string_view tag = "start_probe";
    std::string probe;
};
BOOST_DESCRIBE_STRUCT(StartProbe, (), (probe))

/// Ends a probe; its samples and its write log become artifacts. `clean_up` drops its drill rows.
struct StopProbe {
    static constexpr std::string_view tag = "stop_probe";
    std::string probe;
    bool clean_up = true;
};
BOOST_DESCRIBE_STRUCT(StopProbe, (), (probe, clean_up))

/// Succeeds when the probe has been up (or down) without a break for `lasting`.
struct WaitFor {
    static constexpr std::string_view tag = "wait_for";
    std::string probe;
    bool up = true;
    Nanos lasting{};
};
BOOST_DESCRIBE_STRUCT(WaitFor, (), (probe, up, lasting))

/// Pauses drill writes, waits until none is under way, reads all rows back in one snapshot, and
/// goes on. Ledger and rows become artifacts. Fails if a write is lost, duplicated or unexpected
/// only where `expect_no_loss`; the verdict on RPO is made from the artifacts.
struct VerifyWrites {
    static constexpr std::string_view tag = "verify_writes";
    std::string probe;
};
BOOST_DESCRIBE_STRUCT(VerifyWrites, (), (probe))

/// Runs at the backup for `lasting`; fails if the share of good probes is below success_ppm.
struct HoldService {
    static constexpr std::string_view tag = "hold_service";
    std::string probe;
    Nanos lasting{};
    std::int64_t success_ppm = 990'000;
};
BOOST_DESCRIBE_STRUCT(HoldService, (), (probe, lasting, success_ppm))

/// Compares the snapshot steps of phase baseline with new snapshots: `before[i]` with `after[i]`
/// (step ids). Performed by the engine. `expected` are item prefixes that may differ.
struct VerifyBaseline {
    static constexpr std::string_view tag = "verify_baseline";
    std::vector<std::string> before;
    std::vector<std::string> after;
    std::vector<std::string> expected;
};
BOOST_DESCRIBE_STRUCT(VerifyBaseline, (), (before, after, expected))

/// Somebody does something and confirms it.
struct Manual {
    static constexpr std::string_view tag = "manual";
    Text text;
    std::string assignee;  ///< person, role or department
    std::string document;  ///< "OM-01#3.2"
};
BOOST_DESCRIBE_STRUCT(Manual, (), (text, assignee, document))

enum class OnRefused { stop, undo };
BOOST_DESCRIBE_ENUM(OnRefused, stop, undo)

/// `quorum` different members of `role` agree. A refusal ends the drill as on_refused says.
struct Approve {
    static constexpr std::string_view tag = "approve";
    std::string role;
    std::string subject;
    std::vector<std::string> members;  ///< person ids of the role when the plan was compiled
    int quorum = 1;
    OnRefused on_refused = OnRefused::undo;
};
BOOST_DESCRIBE_STRUCT(Approve, (), (role, subject, members, quorum, on_refused))

/// Somebody chooses; later steps ask with `when`.
struct Decide {
    static constexpr std::string_view tag = "decide";
    Text question;
    std::vector<std::string> options;
    std::string by;
    std::string expected;  ///< the option that the plan foresees; --yes takes it
};
BOOST_DESCRIBE_STRUCT(Decide, (), (question, options, by, expected))

using Action =
    std::variant<Run, Script, Fault, Fence, Release, Revert, Snapshot, StartProbe, StopProbe,
                 WaitFor, VerifyWrites, HoldService, VerifyBaseline, CompareTables, CompareQueries,
                 CompareKeys, ListTree, CompareTrees, Manual, Approve, Decide>;

std::string_view tag_of(const Action& action);
/// Compares the data of two places.
bool compares_data(const Action& action);
/// Changes a host, a service or a database (as opposed to looking, asking and measuring).
bool changes_something(const Action& action);

}  // namespace firedrill::plan
