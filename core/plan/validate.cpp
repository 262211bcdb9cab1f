// validate(): a plan may come from another machine, so nothing in it is believed.
#include "core/base/match.hpp"
#include "core/plan/plan.hpp"
#include "core/plan/stop_condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace firedrill::plan {

namespace {

constexpr std::size_t id_bytes_max = 200;
constexpr std::int64_t rate_max = 100'000'000;  // 100,000 a second

Error bad(std::string what) {
    return fail(Errc::invalid_input, "plan: " + std::move(what));
}

struct Names {
    std::set<std::string_view> hosts, probes, connections, services, earlier;
};

bool is_id(std::string_view id) {
    if (id.empty() || id.size() > id_bytes_max) return false;
    return std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.' || c == '/' || c == '@';
    });
}

template <class T>
Result<void> collect(const std::vector<T>& items, const char* what,
                     std::set<std::string_view>& out) {
    for (const auto& item : items) {
        if (!is_id(item.id)) return bad(fmt::format("bad {} id \"{}\"", what, item.id));
        if (!out.insert(item.id).second)
            return bad(fmt::format("two {}s are called \"{}\"", what, item.id));
    }
    return {};
}

Result<void> check_needs(const Plan& plan) {
    for (const Service& service : plan.services)
        for (const std::string& need : service.needs)
            if (!is_id(need)) return bad(fmt::format("bad service id \"{}\"", need));
    return {};
}

bool has_placeholder(const Parameters& with) {
    return std::any_of(with.begin(), with.end(), [](const auto& item) {
        return item.second.find("${{") != item.second.npos;
    });
}

bool has_placeholder(const std::vector<std::string>& argv) {
    return std::any_of(argv.begin(), argv.end(),
                       [](const auto& word) { return word.find("${{") != word.npos; });
}

Result<void> needs_probe(const Names& names, const std::string& probe) {
    if (!names.probes.contains(probe)) return bad(fmt::format("unknown probe \"{}\"", probe));
    return {};
}

Result<void> needs_program(const std::vector<std::string>& argv) {
    if (argv.empty() || argv.front().empty()) return bad("a program without a name");
    return {};
}

/// Renewed every second while somebody is there: nobody needs longer to notice that nobody is.
constexpr Nanos lease_max = std::chrono::hours{24};
constexpr Nanos time_max = std::chrono::hours{24 * 366};

Result<void> is_lease(Nanos lease) {
    if (lease >= Nanos{0} && lease <= lease_max) return {};
    return bad("a fault that would act for more than 24h after contact was lost");
}

Result<void> fixed_values(std::string_view kind, const Parameters& with) {
    if (kind.empty()) return bad("a destructive action without a kind");
    if (has_placeholder(with)) return bad("a destructive action takes no values of the run");
    return {};
}

Result<void> is_earlier(const Names& names, const std::string& step) {
    if (!names.earlier.contains(step)) return bad(fmt::format("\"{}\" is no earlier step", step));
    return {};
}

Result<void> check_snapshot(const Names& names, const Snapshot& snapshot) {
    for (const auto& connection : snapshot.connections)
        if (!names.connections.contains(connection))
            return bad(fmt::format("unknown connection \"{}\"", connection));
    return {};
}

Result<void> check_baseline(const Names& names, const VerifyBaseline& verify) {
    if (verify.before.size() != verify.after.size()) return bad("snapshots without their pair");
    for (const auto& step : verify.before) DRILL_CHECK(is_earlier(names, step));
    for (const auto& step : verify.after) DRILL_CHECK(is_earlier(names, step));
    return {};
}

Result<void> check_pair(const Names& names, const std::string& first, const std::string& second) {
    for (const auto& connection : {first, second})
        if (!names.connections.contains(connection))
            return bad(fmt::format("unknown connection \"{}\"", connection));
    return {};
}

/// More would be no drill's, and the probe keeps them all in memory.
constexpr std::size_t compared_max = 200;

template <class Comparison>
Result<void> check_pace(const Comparison& compare) {
    const auto milli = compare.rate ? compare.rate->per_second_milli : rate_max;
    if (milli < 1000) return bad("a comparison of less than one row a second");
    return {};
}

Result<void> check_tables(const Names& names, const CompareTables& compare) {
    DRILL_CHECK(check_pair(names, compare.first, compare.second));
    if (compare.tables.empty() || compare.tables.size() > compared_max)
        return bad("a comparison of no table, or of too many");
    return check_pace(compare);
}

Result<void> check_queries(const Names& names, const CompareQueries& compare) {
    DRILL_CHECK(check_pair(names, compare.first, compare.second));
    if (compare.queries.empty() || compare.queries.size() > compared_max)
        return bad("a comparison of no queries, or of too many");
    return {};
}

Result<void> check_keys(const Names& names, const CompareKeys& compare) {
    DRILL_CHECK(check_pair(names, compare.first, compare.second));
    return check_pace(compare);
}

Result<void> check_tree(const ListTree& list) {
    if (!list.path.starts_with('/') || list.path.find("${{") != std::string::npos)
        return bad("a tree without an absolute path");
    return {};
}

Result<void> check_trees(const Names& names, const CompareTrees& compare) {
    DRILL_CHECK(is_earlier(names, compare.first));
    return is_earlier(names, compare.second);
}

Result<void> check_approve(const Approve& approve) {
    const std::set<std::string> members(approve.members.begin(), approve.members.end());
    if (approve.quorum < 1 || static_cast<std::size_t>(approve.quorum) > members.size())
        return bad(fmt::format("quorum {} of {} members", approve.quorum, members.size()));
    return {};
}

Result<void> check_decide(const Decide& decide) {
    const auto& options = decide.options;
    if (options.empty()) return bad("a decision without options");
    if (!decide.expected.empty() &&
        std::find(options.begin(), options.end(), decide.expected) == options.end())
        return bad(fmt::format("\"{}\" is none of the options", decide.expected));
    return {};
}

Result<void> check_action(const Names& names, const Action& action) {
    return match(
        action,  //
        [&](const Run& run) { return needs_program(run.argv); },
        [&](const Script& script) { return needs_program(script.interpreter); },
        [&](const Fault& fault) {
            const auto lease = is_lease(fault.lease);
            return lease ? fixed_values(fault.kind, fault.with) : lease;
        },
        [&](const Fence& fence) { return fixed_values(fence.kind, fence.with); },
        [&](const Release& release) { return fixed_values(release.kind, release.with); },
        [&](const Revert& revert) { return fixed_values(revert.kind, revert.with); },
        [&](const Snapshot& snapshot) { return check_snapshot(names, snapshot); },
        [&](const StartProbe& start) { return needs_probe(names, start.probe); },
        [&](const StopProbe& stop) { return needs_probe(names, stop.probe); },
        [&](const WaitFor& wait) { return needs_probe(names, wait.probe); },
        [&](const VerifyWrites& verify) { return needs_probe(names, verify.probe); },
        [&](const HoldService& hold) { return needs_probe(names, hold.probe); },
        [&](const VerifyBaseline& verify) { return check_baseline(names, verify); },
        [&](const CompareTables& compare) { return check_tables(names, compare); },
        [&](const CompareQueries& compare) { return check_queries(names, compare); },
        [&](const CompareKeys& compare) { return check_keys(names, compare); },
        [](const ListTree& list) { return check_tree(list); },
        [&](const CompareTrees& compare) { return check_trees(names, compare); },
        [](const Manual&) { return Result<void>{}; },
        [](const Approve& approve) { return check_approve(approve); },
        [](const Decide& decide) { return check_decide(decide); });
}

Result<void> check_place(const Names& names, const Step& step) {
    const bool on_host = step.performer == Performer::agent || step.performer == Performer::probe;
    if (on_host && !names.hosts.contains(step.host))
        return bad(fmt::format("unknown host \"{}\"", step.host));
    if (!on_host && !step.host.empty()) return bad("a host that performs nothing");
    return {};
}

Result<void> check_numbers(const Step& step) {
    if (step.timeout <= Nanos{0}) return bad("no timeout");
    if (std::max({step.timeout, step.planned, step.retry_delay}) > time_max)
        return bad("a time of more than a year");
    if (step.planned < Nanos{0} || step.retry_delay < Nanos{0} || step.retries < 0 ||
        step.retries > 1000)
        return bad("a number out of range");
    if (step.poll && step.retry_delay <= Nanos{0}) return bad("polls without a pause");
    return {};
}

Result<void> check_links(const Names& names, const Step& step) {
    for (const auto& need : step.needs) DRILL_CHECK(is_earlier(names, need));
    if (step.when) DRILL_CHECK(is_earlier(names, step.when->step));
    if (step.resolves) DRILL_CHECK(is_earlier(names, *step.resolves));
    return {};
}

Result<void> check_step(const Names& names, const Step& step) {
    DRILL_CHECK(check_place(names, step));
    DRILL_CHECK(check_numbers(step));
    DRILL_CHECK(check_links(names, step));
    DRILL_CHECK(check_action(names, step.action));
    if (const auto* run = std::get_if<Run>(&step.action);
        run != nullptr && step.point_of_no_return && has_placeholder(run->argv))
        return bad("the point of no return takes no values of the run");
    if (step.check) DRILL_CHECK(check_action(names, *step.check));
    // An undo may name its own step (Revert, Release): it runs after it.
    for (const auto& undo : step.undo) DRILL_CHECK(check_action(names, undo));
    return {};
}

Result<void> check_phases(const Plan& plan) {
    std::size_t at = 0;
    for (const auto& step : plan.steps) {
        while (at < plan.phases.size() && plan.phases[at] != step.phase) ++at;
        if (at == plan.phases.size()) return bad(fmt::format("step \"{}\": phase order", step.id));
    }
    const std::set<Phase> distinct(plan.phases.begin(), plan.phases.end());
    if (distinct.size() != plan.phases.size()) return bad("a phase stands twice");
    return {};
}

Result<void> check_steps(const Plan& plan, Names& names) {
    for (const auto& step : plan.steps) {
        if (!is_id(step.id)) return bad(fmt::format("bad step id \"{}\"", step.id));
        if (names.earlier.contains(step.id))
            return bad(fmt::format("two steps are called \"{}\"", step.id));
        if (const auto checked = check_step(names, step); !checked)
            return fail(checked.error().code,
                        fmt::format("{} (step \"{}\")", checked.error().what, step.id));
        names.earlier.insert(step.id);
    }
    return check_phases(plan);
}

constexpr Nanos every_min = std::chrono::milliseconds{1};

Result<void> check_probe(const Names& names, const Probe& probe) {
    if (!names.connections.contains(probe.connection) || !names.hosts.contains(probe.host) ||
        (!probe.service.empty() && !names.services.contains(probe.service)))
        return bad(fmt::format("probe \"{}\" names something unknown", probe.id));
    if (probe.every < every_min || probe.every > time_max || probe.deadline <= Nanos{0} ||
        probe.deadline > time_max)
        return bad(fmt::format("probe \"{}\": interval or deadline out of range", probe.id));
    if (probe.write_log && (probe.write_log->connections < 1 || probe.write_log->connections > 64 ||
                            probe.write_log->rate.per_second_milli <= 0 ||
                            probe.write_log->rate.per_second_milli > rate_max))
        return bad(fmt::format("probe \"{}\": write log out of range", probe.id));
    return {};
}

Result<void> check_stop_condition(const Plan& plan, const Names& names, const StopCondition& stop) {
    const bool unwatched = stop.limit && stop.limit->watch == Watch::second_fault;
    if (!unwatched) DRILL_CHECK(needs_probe(names, stop.probe));
    if (stop.limit && stop.limit->watch == Watch::lag &&
        !names.connections.contains(stop.limit->standby))
        return bad(fmt::format("a stop condition names the connection \"{}\", which is unknown",
                               stop.limit->standby));
    if (const auto objection = objection_to(stop, find_probe(plan, stop.probe)))
        return bad(fmt::format("stop condition on \"{}\": {}", stop.probe, objection->what.en));
    return {};
}

}  // namespace

Result<void> validate(const Plan& plan) {
    if (plan.format != 1)
        return bad(fmt::format("format {} is not known here; use a newer version", plan.format));
    if (plan.steps.size() > steps_max || plan.hosts.size() > hosts_max ||
        plan.probes.size() > steps_max)
        return bad("more steps, hosts or probes than the limit");
    DRILL_CHECK(is_lease(plan.guards.auto_revert_after));
    Names names;
    DRILL_CHECK(collect(plan.hosts, "host", names.hosts));
    DRILL_CHECK(collect(plan.connections, "connection", names.connections));
    DRILL_CHECK(collect(plan.services, "service", names.services));
    DRILL_CHECK(check_needs(plan));
    DRILL_CHECK(collect(plan.probes, "probe", names.probes));
    for (const auto& probe : plan.probes) DRILL_CHECK(check_probe(names, probe));
    for (const auto& stop : plan.stop_conditions)
        DRILL_CHECK(check_stop_condition(plan, names, stop));
    return check_steps(plan, names);
}

}  // namespace firedrill::plan
