#include "tests/core/assess/story.hpp"

namespace story {
namespace {

using plan::Mark;
using plan::Performer;
using plan::Phase;

plan::Step step(std::string id, Phase phase, Performer performer, std::string host,
                plan::Action action, std::optional<Mark> mark = std::nullopt) {
    return {.id = id,
            .group = id,
            .phase = phase,
            .performer = performer,
            .host = std::move(host),
            .action = std::move(action),
            .timeout = 60s,
            .mark = mark};
}

plan::Step agent(std::string id, Phase phase, std::string host,
                 std::optional<Mark> mark = std::nullopt) {
    return step(std::move(id), phase, Performer::agent, std::move(host), plan::Run{{"/bin/true"}},
                mark);
}

plan::Step probe(std::string id, Phase phase, plan::Action action,
                 std::optional<Mark> mark = std::nullopt) {
    return step(std::move(id), phase, Performer::probe, "client1", std::move(action), mark);
}

plan::Plan common() {
    plan::Plan out;
    out.scenario = "loss";
    out.environment = plan::Environment::lab;
    out.services = {{.id = "orders", .rto = 60s, .rpo = 0s, .rpo_writes = 0, .sustained = 2s}};
    out.hosts = {{.id = "db1"}, {.id = "db2"}, {.id = "client1"}};
    out.connections = {{.id = "ledger", .kind = "postgresql"}};
    out.probes = {{.id = "client",
                   .connection = "ledger",
                   .host = "client1",
                   .service = "orders",
                   .every = 100ms,
                   .deadline = 250ms,
                   .write_log = plan::WriteLog{}}};
    return out;
}

plan::Step approval() {
    return step("go", Phase::declare, Performer::person, "",
                plan::Approve{.role = "leading_group", .members = {"cio"}}, Mark::approved);
}

void add_end(plan::Plan& out) {
    out.steps.push_back(probe("back-writes", Phase::failback, plan::VerifyWrites{"client"}));
    out.steps.push_back(probe("stop-client", Phase::reinstate, plan::StopProbe{"client"}));
}

void add_branch(plan::Plan& out) {
    plan::Probe branch = out.probes.front();
    branch.id = "branch";
    branch.write_log.reset();
    out.probes.push_back(branch);
    out.steps.push_back(probe("stop-branch", Phase::reinstate, plan::StopProbe{"branch"}));
}

const std::vector<Interval> both_outages{{at(1020.1), at(1032.4)}, {at(1050.1), at(1051.9)}};

void tell_failback(Story& s) {
    s.attempt("rebuild", 1045, 1047);
    s.attempt("switch-back", 1050.0, 1050.4);
    s.attempt("promote-back", 1050.5, 1051.5);
    s.attempt("smoke-back", 1053.5, 1054);
    if (s.runs("back-writes", 1056)) s.attempt("back-writes", 1056, 1056.2, s.verification(1056));
}

}  // namespace

plan::Plan unplanned_plan() {
    plan::Plan out = common();
    out.steps = {
        probe("probe-client", Phase::baseline, plan::StartProbe{"client"}),
        step("kill", Phase::disrupt, Performer::agent, "db1", plan::Fault{"process.kill", {}, 60s},
             Mark::disrupted),
        probe("noticed", Phase::detect, plan::WaitFor{"client", false, 1s}, Mark::detected),
        approval(),
        step("fence", Phase::failover, Performer::agent, "db1", plan::Fence{"postgresql", {}}),
        agent("promote", Phase::failover, "db2", Mark::promoted),
        agent("smoke", Phase::failover, "client1", Mark::business_verified),
        probe("writes", Phase::verify, plan::VerifyWrites{"client"}),
        agent("rebuild", Phase::failback, "db1"),
        agent("switch-back", Phase::failback, "db2", Mark::disrupted),
        agent("promote-back", Phase::failback, "db1", Mark::promoted),
        agent("smoke-back", Phase::failback, "client1", Mark::business_verified),
    };
    for (auto& one : out.steps) {
        if (one.id == "promote") one.point_of_no_return = true;
        if (one.id == "rebuild") one.resolves = "kill";
    }
    add_end(out);
    return out;
}

plan::Plan planned_plan() {
    plan::Plan out = common();
    out.variant = plan::Variant::planned;
    out.steps = {
        probe("probe-client", Phase::baseline, plan::StartProbe{"client"}),
        approval(),
        agent("level", Phase::failover, "db1"),
        agent("stop", Phase::failover, "db1", Mark::disrupted),
        agent("promote", Phase::failover, "db2", Mark::promoted),
        agent("smoke", Phase::failover, "client1", Mark::business_verified),
        probe("writes", Phase::verify, plan::VerifyWrites{"client"}),
        agent("rebuild", Phase::failback, "db1"),
    };
    add_end(out);
    return out;
}

plan::Plan measure_only_plan() {
    plan::Plan out = common();
    out.steps = {
        probe("probe-client", Phase::baseline, plan::StartProbe{"client"}),
        step("switch", Phase::failover, Performer::person, "",
             plan::Manual{.text = {.en = "Promote db2"}, .assignee = "cio"}, Mark::promoted),
        step("smoke", Phase::failover, Performer::person, "",
             plan::Manual{.text = {.en = "Check orders"}, .assignee = "cio"},
             Mark::business_verified),
        probe("writes", Phase::verify, plan::VerifyWrites{"client"}),
        step("back", Phase::failback, Performer::person, "",
             plan::Manual{.text = {.en = "Go back"}, .assignee = "cio"}, Mark::promoted),
    };
    add_end(out);
    return out;
}

Story tell(Options options) {
    // Asynchronous: what was sent in the last 140 ms before the fault does not survive.
    if (!options.survives)
        options.survives = [](const measure::Write& w) {
            return w.outcome == measure::WriteClass::ack &&
                   (w.session != 1 || w.sent <= at(1019.905));
        };
    Story s(std::move(options));
    s.plan = unplanned_plan();
    if (s.options().other_view) add_branch(s.plan);
    s.start();
    s.attempt("probe-client", 1005, 1010);
    s.attempt("kill", 1020.050, 1020.052);
    s.attempt("noticed", 1020.2, 1021.1);
    s.ask("go", 1021.2, 1031.2, drill::Answer::approved);
    s.attempt("fence", 1031.3, 1031.5);
    s.attempt("promote", 1031.6, 1032.4);
    s.attempt("smoke", 1035.5, 1036.0);
    if (s.runs("writes", 1036.5)) s.attempt("writes", 1036.5, 1036.8, s.verification(1036.5));
    tell_failback(s);
    s.attempt("stop-client", 1058, 1058.5, s.stopped(s.samples(1010, 1058, both_outages)));
    if (const auto& down = s.options().other_view)
        s.attempt("stop-branch", 1058.6, 1059,
                  s.stopped(s.samples(1010, 1058, *down, "branch"), "branch"));
    s.end(1060);
    return s;
}

Story tell_planned(Options options) {
    if (!options.survives)
        options.survives = [](const measure::Write& w) {
            return w.outcome == measure::WriteClass::ack;
        };
    Story s(std::move(options));
    s.plan = planned_plan();
    s.start();
    s.attempt("probe-client", 1005, 1010);
    s.ask("go", 1011, 1013, drill::Answer::approved);
    s.attempt("level", 1019, 1019.5);
    s.attempt("stop", 1020.050, 1021.0);
    s.attempt("promote", 1031.6, 1032.4);
    s.attempt("smoke", 1035.5, 1036.0);
    if (s.runs("writes", 1036.5)) s.attempt("writes", 1036.5, 1036.8, s.verification(1036.5));
    tell_failback(s);
    s.attempt("stop-client", 1058, 1058.5, s.stopped(s.samples(1010, 1058, both_outages)));
    s.end(1060);
    return s;
}

Story tell_measure_only(Options options) {
    if (!options.survives)
        options.survives = [](const measure::Write& w) {
            return w.outcome == measure::WriteClass::ack;
        };
    Story s(std::move(options));
    s.plan = measure_only_plan();
    s.start();
    s.attempt("probe-client", 1005, 1010);
    s.ask("switch", 1020.5, 1033, drill::Answer::confirmed);
    s.ask("smoke", 1033.1, 1036, drill::Answer::confirmed);
    if (s.runs("writes", 1036.5)) s.attempt("writes", 1036.5, 1036.8, s.verification(1036.5));
    s.ask("back", 1045, 1053, drill::Answer::confirmed);
    if (s.runs("back-writes", 1056)) s.attempt("back-writes", 1056, 1056.2, s.verification(1056));
    s.attempt("stop-client", 1058, 1058.5, s.stopped(s.samples(1010, 1058, both_outages)));
    s.end(1060);
    return s;
}

}  // namespace story
