// A small drill told record by record, for the texts of the terminal.
#pragma once

#include "core/drill/drill.hpp"
#include "core/plan/plan.hpp"

#include <string>
#include <vector>

namespace firedrill {

inline constexpr Nanos story_start = std::chrono::seconds{1'799'489'000};  // 2027-01-09 UTC

inline plan::Step story_step(std::string id, plan::Phase phase, std::string host,
                             plan::Action action) {
    plan::Step step;
    step.id = step.group = std::move(id);
    step.phase = phase;
    step.host = std::move(host);
    step.action = std::move(action);
    step.timeout = std::chrono::seconds{30};
    return step;
}

inline std::vector<plan::Step> story_steps() {
    using plan::Phase;
    auto check = story_step("check", Phase::prepare, "db2", plan::Run{.argv = {"/bin/true"}});
    auto kill = story_step("kill", Phase::disrupt, "db1", plan::Fault{.kind = "process.kill"});
    kill.undo = {plan::Revert{.fault = "kill", .kind = "process.kill"}};
    kill.mark = plan::Mark::disrupted;
    auto noticed = story_step(
        "noticed", Phase::detect, "client1",
        plan::WaitFor{.probe = "client", .up = false, .lasting = std::chrono::seconds{2}});
    noticed.performer = plan::Performer::probe;
    noticed.mark = plan::Mark::detected;
    auto go = story_step(
        "go", Phase::declare, "",
        plan::Approve{.role = "leading_group", .subject = "handling_plan", .members = {"cio"}});
    go.performer = plan::Performer::person;
    go.timeout = std::chrono::minutes{10};
    auto fence = story_step("fence", Phase::failover, "db1", plan::Fence{.kind = "postgresql"});
    auto promote = story_step("promote", Phase::failover, "db2", plan::Run{.argv = {"/bin/true"}});
    promote.needs = {"fence"};
    promote.point_of_no_return = true;
    promote.mark = plan::Mark::promoted;
    auto smoke = story_step("smoke", Phase::failover, "",
                            plan::Manual{.text = {.en = "Business confirms", .zh = "业务部确认"},
                                         .assignee = "business"});
    smoke.performer = plan::Performer::person;
    smoke.needs = {"promote"};
    smoke.mark = plan::Mark::business_verified;
    return {check, kill, noticed, go, fence, promote, smoke};
}

inline plan::Plan story_plan() {
    using plan::Phase;
    plan::Plan plan;
    plan.scenario = "primary-loss";
    plan.environment = plan::Environment::lab;
    plan.title = {.en = "Loss of the primary", .zh = "主库故障"};
    plan.people = {{.id = "cio", .title = {.en = "CIO", .zh = "首席信息官"}}};
    plan.roles = {{.id = "leading_group", .members = {"cio"}}};
    plan.guards = {.max_hosts = 2, .max_duration = std::chrono::minutes{20}};
    plan.services = {{.id = "order-entry",
                      .title = {.en = "Order entry", .zh = "委托"},
                      .rto = std::chrono::minutes{5}}};
    plan.hosts = {{.id = "db1", .has_agent = true},
                  {.id = "db2", .has_agent = true},
                  {.id = "client1", .has_probe = true}};
    plan.connections = {{.id = "ledger", .kind = "tcp", .url = "127.0.0.1:1"}};
    plan.probes = {
        {.id = "client", .connection = "ledger", .host = "client1", .service = "order-entry"}};
    plan.steps = story_steps();
    plan.phases = {Phase::prepare, Phase::disrupt, Phase::detect, Phase::declare, Phase::failover};
    return plan;
}

class Story {
public:
    Story() {
        drill::DrillStarted started{.drill = "primary-loss-2027-01-09-1",
                                    .plan_hash = "ee26",
                                    .plan = story_plan(),
                                    .by = {.person = "ops.lead", .proof = drill::Proof::os_user}};
        happens(Nanos{0}, std::move(started));
        for (const char* host : {"client1", "db1", "db2"})
            happens(std::chrono::milliseconds{10},
                    drill::ContactMade{.host = host, .version = "0.1.0"});
    }
    Story& happens(Nanos after, drill::Event event) {
        time_ += after;
        records.push_back({.seq = static_cast<std::int64_t>(records.size()) + 1,
                           .at = now(),
                           .event = std::move(event)});
        drill::apply(drill, records.back());
        return *this;
    }
    Story& performs(const std::string& step, Nanos took, AttemptReport report = {}) {
        const AttemptKey key{.drill = drill.id, .step = step};
        happens(Nanos{0}, drill::AttemptIntended{.key = key});
        if (report.outcome == Outcome::unknown && report.reason.empty())
            report.outcome = Outcome::succeeded;
        report.ended = took;
        return happens(took, drill::AttemptEnded{.key = key, .report = std::move(report)});
    }
    Story& begins(const std::string& step) {
        return happens(Nanos{0}, drill::AttemptIntended{.key = {.drill = drill.id, .step = step}});
    }
    Instant now(Nanos later = {}) const {
        return {
            .host = "o", .boot = "b", .mono = time_ + later, .wall = story_start + time_ + later};
    }

    drill::Drill drill;
    std::vector<drill::Record> records;

private:
    Nanos time_{};
};

}  // namespace firedrill
