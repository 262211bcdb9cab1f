// A policy and a plan for tests: what is allowed is small, and everything else is one change away.
#pragma once

#include "core/agent/agent.hpp"

#include <string>
#include <vector>

namespace firedrill::test {

using namespace std::chrono_literals;

inline agent::Policy a_policy() {
    using namespace agent;
    Policy out;
    out.file = "/etc/firedrill/policy.yaml";
    out.environment = plan::Environment::test;
    out.services = {"trading"};
    out.verbs = {"run", "script", "fault", "fence", "snapshot"};
    out.files = {"/srv/conf"};
    CommandGrant stop;
    stop.argv = {OneOf{{"/usr/bin/systemctl"}}, OneOf{{"stop", "start"}}, OneOf{{"db"}}};
    CommandGrant copy;
    copy.argv = {OneOf{{"/usr/bin/cp"}}, Below{{"/srv/from"}}, Below{{"/srv/to"}}};
    copy.more = Chars{.chars = *expand_chars("a-z0-9."), .max = 8};
    copy.more_max = 2;
    copy.environment = {{"LANG", OneOf{{"C", "zh_CN.UTF-8"}}}};
    copy.directories = {"/", "/srv"};
    CommandGrant look;
    look.argv = {OneOf{{"/usr/bin/id"}}};
    look.reads_only = true;
    out.commands = {stop, copy, look};
    KindGrant fill{.kind = "disk.fill",
                   .with = {{"directory", Below{{"/srv/drill"}}},
                            {"size", Numbers{.min = 1, .max = 1 << 30, .unit = Unit::bytes}}},
                   .max_lease = 5min};
    KindGrant cut{.kind = "network.partition",
                  .with = {{"peers", Within{{"10.2.0.0/16", "fd00:2::/32"}}},
                           {"port", Numbers{.min = 5432, .max = 5433}},
                           {"direction", OneOf{{"in", "out", "both"}}}},
                  .may_be_absent = {"direction"}};
    KindGrant service{.kind = "service.stop"};
    KindGrant pause{.kind = "process.pause", .with = {{"match", OneOf{{"postgres"}}}}};
    out.faults = {fill, cut, service, pause};
    out.fences = {{.kind = "postgresql", .with = {{"data", Below{{"/var/lib/postgresql"}}}}}};
    out.never = {.paths = {"/srv/from/keys"}, .commands = {"rm"}, .kinds = {"process.kill"}};
    out.max_lease = 10min;
    out.max_duration = 4h;
    return out;
}

inline plan::Step a_step(const std::string& id, plan::Action action) {
    plan::Step step;
    step.id = step.group = id;
    step.host = "db1";
    step.action = std::move(action);
    step.timeout = 20s;
    return step;
}

inline plan::Plan a_plan(std::vector<plan::Step> steps) {
    plan::Plan out;
    out.workspace = out.scenario = "test";
    out.environment = plan::Environment::test;
    out.languages = Languages::en;
    out.hosts.push_back({.id = "db1", .has_agent = true});
    out.services.push_back({.id = "trading"});
    out.phases = {plan::Phase::prepare};
    out.guards.auto_revert_after = 30s;
    out.guards.max_duration = 1h;
    out.steps = std::move(steps);
    return out;
}

/// Why the policy refuses this action as a step of a plan that is otherwise in order; "" if it
/// does not.
inline std::string refusal(const agent::Policy& policy, plan::Action action, Nanos wall = {}) {
    const plan::Plan plan = a_plan({a_step("s", std::move(action))});
    static const agent::Values none;
    const auto permitted = agent::permits(
        policy, {.plan = plan, .step = plan.steps.front(), .values = &none, .wall = wall});
    return permitted ? "" : permitted.error().what;
}

inline plan::Run a_run(std::vector<std::string> argv) {
    return {.argv = std::move(argv)};
}

inline plan::Fault a_fault(std::string kind, plan::Parameters with, Nanos lease = 30s) {
    return {.kind = std::move(kind), .with = std::move(with), .lease = lease};
}

}  // namespace firedrill::test
