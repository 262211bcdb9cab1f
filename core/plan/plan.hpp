// A compiled drill: everything that will happen, frozen by its hash. The journal keeps it, agents
// verify it and take steps from it, the report is made from it; nothing refers back to the YAML.
//
// Invariants (checked by validate()): step ids unique; `needs` name earlier steps; every phase of
// `phases` is known; every host, probe, service named exists; at most limits below.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"
#include "core/base/time.hpp"
#include "core/model/backup_test.hpp"
#include "core/plan/action.hpp"
#include "core/plan/connection.hpp"
#include "core/plan/ssh.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::plan {

enum class Environment { lab, test, production };
BOOST_DESCRIBE_ENUM(Environment, lab, test, production)
enum class Form { tabletop, walkthrough, simulation, isolated_test, live_switchover };
BOOST_DESCRIBE_ENUM(Form, tabletop, walkthrough, simulation, isolated_test, live_switchover)
enum class Variant { planned, unplanned };
BOOST_DESCRIBE_ENUM(Variant, planned, unplanned)
enum class Phase {
    prepare,
    baseline,
    disrupt,
    detect,
    declare,
    failover,
    verify,
    operate,
    failback,
    reinstate
};
BOOST_DESCRIBE_ENUM(Phase, prepare, baseline, disrupt, detect, declare, failover, verify, operate,
                    failback, reinstate)

/// Named points of measurement.md C2. In phase failback and later a mark belongs to the second
/// outage. serving, reconnected and last_good come from the samples unless a step binds them.
enum class Mark {
    disrupted,
    detected,
    verified,
    assessed,
    declared,
    proposed,
    approved,
    switch_started,
    promoted,
    serving,
    reconnected,
    business_verified,
    reconciled,
    backfilled
};
BOOST_DESCRIBE_ENUM(Mark, disrupted, detected, verified, assessed, declared, proposed, approved,
                    switch_started, promoted, serving, reconnected, business_verified, reconciled,
                    backfilled)

/// YAML: stop | continue | undo | ask. `stop` ends the drill as an abort does.
enum class OnFailure {
    stop,
    carry_on,
    undo,
    ask,   ///< a person says how to go on
    hold,  ///< nothing is written: as stop, but what may have happened is for a person to say
};
BOOST_DESCRIBE_ENUM(OnFailure, stop, carry_on, undo, ask, hold)

/// Whether a finished Run is a success. All stated conditions must hold.
struct Expect {
    std::vector<int> exit{0};
    std::optional<std::string> output;     ///< equals the trimmed standard output
    std::optional<std::string> matches;    ///< ECMAScript regex found in it
    std::optional<std::int64_t> at_least;  ///< the output is an integer in these bounds
    std::optional<std::int64_t> at_most;
    bool operator==(const Expect&) const = default;
};
BOOST_DESCRIBE_STRUCT(Expect, (), (exit, output, matches, at_least, at_most))

/// Empty, or one comparison of what an earlier step produced.
struct When {
    std::string step;  ///< its option (decide), else its outcome: succeeded, failed, skipped
    std::string value;
    bool equal = true;
    bool operator==(const When&) const = default;
};
BOOST_DESCRIBE_STRUCT(When, (), (step, value, equal))

struct Step {
    std::string id;     ///< "promote", "promote/check" inside a playbook, "check@db2" per host
    std::string group;  ///< the scenario's own step: "promote" for "promote/check@db2"
    Phase phase = Phase::prepare;
    Text title;
    Performer performer = Performer::agent;
    std::string host;  ///< empty for engine and person
    Action action;
    std::vector<std::string> needs;
    std::optional<When> when;
    Nanos timeout{};  ///< of one attempt; always > 0
    Nanos planned{};  ///< how long the plan expects it to take; 0 = not stated
    int retries = 0;  ///< further attempts after a known failure
    Nanos retry_delay{};
    bool poll = false;  ///< `until`: repeat the action each retry_delay until `expect` holds
    Expect expect;
    std::optional<Action> check;  ///< read-only: succeeds if the effect is there
    Expect check_expect;          ///< of `check`; `expect` is of the action alone
    std::vector<Action> undo;     ///< in this order; empty = nothing to undo
    bool idempotent = false;      ///< may be repeated after an unknown outcome
    bool point_of_no_return = false;
    bool critical = false;  ///< four eyes
    bool always = false;    ///< runs also while the drill stops (ends probes)
    std::optional<Mark> mark;
    std::optional<std::string> resolves;  ///< the fault step that is no longer outstanding after it
    OnFailure on_failure = OnFailure::stop;
};
BOOST_DESCRIBE_STRUCT(Step, (),
                      (id, group, phase, title, performer, host, action, needs, when, timeout,
                       planned, retries, retry_delay, poll, expect, check, check_expect, undo,
                       idempotent, point_of_no_return, critical, always, mark, resolves,
                       on_failure))

enum class ClockStart { disruption, detection, declaration, switch_start };
BOOST_DESCRIBE_ENUM(ClockStart, disruption, detection, declaration, switch_start)
enum class ClockEnd { serving, reconnected, business_verified };
BOOST_DESCRIBE_ENUM(ClockEnd, serving, reconnected, business_verified)

/// A service in scope with its targets, copied from the catalogue.
struct Service {
    std::string id;
    Text title;
    int priority = 0;
    std::optional<Nanos> rto;
    ClockStart clock_start = ClockStart::disruption;
    ClockEnd clock_end = ClockEnd::business_verified;
    std::optional<Nanos> rpo;                ///< age of data that may be lost
    std::optional<std::int64_t> rpo_writes;  ///< acknowledged writes that may be lost
    std::optional<Nanos> mtpd;
    std::int64_t success_ppm = 990'000;          ///< of min_service_level
    Nanos sustained = std::chrono::seconds{30};  ///< W: how long it must hold
    std::vector<std::string> needs;  ///< all services that it depends on, near and far; sorted
};
BOOST_DESCRIBE_STRUCT(Service, (),
                      (id, title, priority, rto, clock_start, clock_end, rpo, rpo_writes, mtpd,
                       success_ppm, sustained, needs))

struct WriteLog {
    int connections = 4;
    Rate rate{10'000};
};
BOOST_DESCRIBE_STRUCT(WriteLog, (), (connections, rate))

struct Probe {
    std::string id;
    std::string connection;
    std::string host;                       ///< vantage point
    std::string service;                    ///< empty for a neighbour that is only watched
    Nanos every = std::chrono::seconds{1};  ///< I
    Nanos deadline = std::chrono::milliseconds{250};  ///< R
    std::optional<WriteLog> write_log;
};
BOOST_DESCRIBE_STRUCT(Probe, (), (id, connection, host, service, every, deadline, write_log))

/// How the orchestrator reaches the programs on a host.
struct Host {
    std::string id;
    std::string site;
    std::string site_kind;
    std::vector<std::string> roles;
    std::string via = "local";  ///< transport
    std::string address;
    std::string user;        ///< local: run the agent as this user when the orchestrator is root
    std::string socket;      ///< of an installed agent; empty: the usual one, or the lab starts one
    std::optional<Ssh> ssh;  ///< via ssh
    bool has_agent = false;  ///< some step needs firedrill-agent there
    bool has_probe = false;  ///< some step needs firedrill-probe there
};
BOOST_DESCRIBE_STRUCT(Host, (),
                      (id, site, site_kind, roles, via, address, user, socket, ssh, has_agent,
                       has_probe))

/// What a stop condition looks at, unless it is the state of its probe.
enum class Watch {
    errors,        ///< the share of bad answers
    latency,       ///< a quantile of the answers' times, from when a slot was due
    lag,           ///< how far a standby is behind its primary
    second_fault,  ///< something broke that this drill did not break
};
BOOST_DESCRIBE_ENUM(Watch, errors, latency, lag, second_fault)

/// A figure that must not be exceeded.
struct Limit {
    Watch watch = Watch::errors;
    std::int64_t above_ppm = 0;     ///< errors
    Nanos above{};                  ///< latency, lag
    std::int64_t quantile_ppm = 0;  ///< latency: 950'000 means p95
    Nanos over{};                   ///< errors, latency: the window
    std::string standby;            ///< lag: connection to the standby
    bool operator==(const Limit&) const = default;
};
BOOST_DESCRIBE_STRUCT(Limit, (), (watch, above_ppm, above, quantile_ppm, over, standby))

struct StopCondition {
    std::string probe;  ///< who looks; lag: also where the primary is. Empty: second_fault
    bool up = false;    ///< without a limit: breach when the probe is up (or down) for `lasting`
    Nanos lasting{};
    std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(StopCondition, (), (probe, up, lasting, limit))

struct Guards {
    int max_hosts = 2;          ///< hosts on which something may change
    Nanos max_duration{};       ///< machine time
    Nanos auto_revert_after{};  ///< lease of faults
};
BOOST_DESCRIBE_STRUCT(Guards, (), (max_hosts, max_duration, auto_revert_after))

struct Risk {
    std::string id;
    std::string category;
    std::string kind;
    Text title;
    int likelihood = 0;
    int impact = 0;
};
BOOST_DESCRIBE_STRUCT(Risk, (), (id, category, kind, title, likelihood, impact))

struct Person {
    std::string id;
    Text title;
    std::string department;
    std::string backup;
    std::optional<std::string> key;  ///< public key, of whoever can sign
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, title, department, backup, key))

struct Role {
    std::string id;
    std::vector<std::string> members;
    int quorum = 1;
};
BOOST_DESCRIBE_STRUCT(Role, (), (id, members, quorum))

/// What the drill leaves on a database while it runs, and how it goes away.
struct Footprint {
    std::string connection;
    std::string schema;
    std::int64_t rows_estimated = 0;
    std::int64_t bytes_estimated = 0;
    int connections = 0;
    std::string rights;  ///< "CREATE on the database"
    std::string removed_by;
};
BOOST_DESCRIBE_STRUCT(Footprint, (),
                      (connection, schema, rows_estimated, bytes_estimated, connections, rights,
                       removed_by))

struct Plan {
    int format = 1;
    std::string workspace;
    Text institution;
    Environment environment = Environment::production;
    std::string timezone;
    Languages languages = Languages::both;
    std::string scenario;
    Text title;
    Form form = Form::live_switchover;
    Variant variant = Variant::unplanned;
    std::map<std::string, std::string> inputs;
    Text purpose;
    Text scope;
    std::vector<Text> assumptions;
    std::vector<Text> simulated_parts;
    std::vector<Text> success_criteria;
    std::vector<std::string> objectives;
    bool announced = true;
    std::string business = "synthetic";
    std::string continuity_plan;
    Text could_go_wrong;
    Text rollback;
    std::vector<Risk> risks;
    std::optional<Text> other_event;
    std::vector<Service> services;
    std::string commander;
    std::vector<std::string> evaluators;
    std::vector<std::string> players;
    std::vector<Person> people;
    std::vector<Role> roles;
    std::vector<Host> hosts;
    std::vector<Connection> connections;
    std::vector<Probe> probes;
    std::vector<StopCondition> stop_conditions;
    Guards guards;
    std::vector<Footprint> footprint;
    std::vector<Phase> phases;        ///< in the variant's order; only those with a step
    std::vector<Step> steps;          ///< in plan order: phases in order, `needs` point backwards
    std::vector<Mark> unbound_marks;  ///< clocks that no step binds
    std::optional<model::BackupTest> backup;  ///< this is no drill, but a test of a backup
};
BOOST_DESCRIBE_STRUCT(Plan, (),
                      (format, workspace, institution, environment, timezone, languages, scenario,
                       title, form, variant, inputs, purpose, scope, assumptions, simulated_parts,
                       success_criteria, objectives, announced, business, continuity_plan,
                       could_go_wrong, rollback, risks, other_event, services, commander,
                       evaluators, players, people, roles, hosts, connections, probes,
                       stop_conditions, guards, footprint, phases, steps, unbound_marks, backup))

inline constexpr std::size_t steps_max = 2'000;
inline constexpr std::size_t hosts_max = 1'000;

/// The canonical bytes of a plan (core/base/json.hpp); its hash is their SHA-256.
std::string canonical_bytes(const Plan& plan);
std::string hash(const Plan& plan);
/// Reads what canonical_bytes wrote and validates it: plans arrive from outside.
Result<Plan> read_plan(std::string_view bytes);
Result<void> validate(const Plan& plan);

const Step* find_step(const Plan& plan, std::string_view id);
const Probe* find_probe(const Plan& plan, std::string_view id);
const Connection* find_connection(const Plan& plan, std::string_view id);

/// Whether `output` of a program that ended with `exit` fulfils `expect`; the error says what not.
Result<void> meets(const Expect& expect, int exit, std::string_view output);

}  // namespace firedrill::plan
