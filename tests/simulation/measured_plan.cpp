#include "tests/simulation/measured_plan.hpp"

#include "tests/simulation/plan_maker.hpp"

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;
using plan::Mark;
using plan::Performer;
using plan::Phase;

class MeasuredMaker {
public:
    explicit MeasuredMaker(Chance chance) : chance_(chance) {}

    plan::Plan make() {
        frame();
        add(probe_step("probe-client", Phase::baseline, plan::StartProbe{"client"}));
        plan_.steps.back().undo = {plan::StopProbe{"client"}};
        if (chance_.percent(75))
            unplanned();
        else
            plan_.variant = plan::Variant::planned;
        failover();
        if (chance_.percent(60)) failback();
        reinstate();
        for (const auto& step : plan_.steps)
            if (std::ranges::find(plan_.phases, step.phase) == plan_.phases.end())
                plan_.phases.push_back(step.phase);
        return plan_;
    }

private:
    void frame() {
        plan_.workspace = plan_.scenario = "measured";
        plan_.environment = plan::Environment::test;
        plan_.form = plan::Form::live_switchover;
        for (const char* host : {primary, standby, client})
            plan_.hosts.push_back({.id = host, .site = "s"});
        plan_.connections = {{.id = "c", .kind = "postgresql", .url = "host=db1,db2"}};
        plan_.guards = {.max_hosts = 3, .max_duration = 2h, .auto_revert_after = 15s};
        plan_.evaluators = {"auditor"};
        service();
        const Nanos every = chance_.between(Nanos{40ms}, Nanos{300ms});
        plan_.probes.push_back(
            {.id = "client",
             .connection = "c",
             .host = client,
             .service = "orders",
             .every = every,
             .deadline = chance_.between(Nanos{120ms}, Nanos{400ms}),
             .write_log = plan::WriteLog{.connections = chance_.between(1, 3), .rate = {5'000}}});
        plan_.probes.push_back({.id = "neighbour", .connection = "c", .host = client});
    }

    void service() {
        constexpr plan::ClockStart starts[] = {
            plan::ClockStart::disruption, plan::ClockStart::disruption, plan::ClockStart::detection,
            plan::ClockStart::switch_start};
        constexpr plan::ClockEnd ends[] = {plan::ClockEnd::serving, plan::ClockEnd::reconnected,
                                           plan::ClockEnd::business_verified};
        plan_.services = {{.id = "orders",
                           .rto = chance_.between(Nanos{1s}, Nanos{40s}),
                           .clock_start = starts[chance_.below(4)],
                           .clock_end = ends[chance_.below(3)],
                           .sustained = chance_.between(Nanos{1s}, Nanos{2500ms})}};
        if (chance_.percent(80)) plan_.services[0].rpo = chance_.between(Nanos{0s}, Nanos{2s});
        if (chance_.percent(20)) plan_.services[0].rpo = Nanos{0};
        if (chance_.percent(50)) plan_.services[0].rpo_writes = chance_.between(0, 4);
    }

    void add(plan::Step step, std::optional<Mark> mark = std::nullopt) {
        step.group = step.id;
        step.timeout = chance_.between(Nanos{6s}, Nanos{20s});
        step.mark = mark;
        if (!plan_.steps.empty()) step.needs.push_back(plan_.steps.back().id);
        plan_.steps.push_back(std::move(step));
    }

    plan::Step agent_step(const char* id, Phase phase, const char* host, plan::Action action) {
        plan::Step step{.id = id, .phase = phase, .host = host};
        step.action = std::move(action);
        step.retries = chance_.below(3);
        step.check = plan::Run{.argv = {"/bin/check"}};
        return step;
    }

    plan::Step probe_step(const char* id, Phase phase, plan::Action action) {
        plan::Step step{.id = id, .phase = phase, .performer = Performer::probe, .host = client};
        step.action = std::move(action);
        step.idempotent = true;
        step.retries = 2;
        return step;
    }

    plan::Step person_step(const char* id, Phase phase, plan::Action action) {
        plan::Step step{.id = id, .phase = phase, .performer = Performer::person};
        step.action = std::move(action);
        return step;
    }

    void unplanned() {
        plan_.variant = plan::Variant::unplanned;
        const char* kinds[] = {"process.pause", "process.kill", "service.stop"};
        const std::string kind = kinds[chance_.below(3)];
        auto fault = agent_step("fault", Phase::disrupt, primary,
                                plan::Fault{.kind = kind, .lease = plan_.guards.auto_revert_after});
        fault.undo = {plan::Revert{.fault = "fault", .kind = kind}};
        add(std::move(fault), Mark::disrupted);
        if (chance_.percent(70))
            add(probe_step("noticed", Phase::detect, plan::WaitFor{"client", false, 1s}),
                Mark::detected);
        if (chance_.percent(50))
            add(person_step("go", Phase::declare,
                            plan::Approve{.role = "leading_group", .members = {"cio", "cfo"}}),
                Mark::approved);
    }

    void failover() {
        const bool planned = plan_.variant == plan::Variant::planned;
        auto fence =
            agent_step("fence", Phase::failover, primary, plan::Fence{.kind = "postgresql"});
        fence.undo = {plan::Release{.fence = "fence", .kind = "postgresql"}};
        fence.idempotent = chance_.percent(50);
        add(std::move(fence), planned ? std::optional(Mark::disrupted) : std::nullopt);
        auto promote =
            agent_step("promote", Phase::failover, standby, plan::Run{.argv = {"/bin/promote"}});
        promote.point_of_no_return = true;
        add(std::move(promote), Mark::promoted);
        smoke("smoke", Phase::failover, standby);
        add(probe_step("writes", Phase::verify, plan::VerifyWrites{"client"}));
        hold();
    }

    void hold() {
        if (chance_.percent(70))
            add(probe_step("hold", Phase::operate, plan::HoldService{.probe = "client"}));
    }

    void smoke(const char* id, Phase phase, const char* host) {
        if (chance_.percent(40))
            add(person_step(id, phase, plan::Manual{.assignee = "ops"}), Mark::business_verified);
        else if (chance_.percent(70))
            add(agent_step(id, phase, host, plan::Run{.argv = {"/bin/orders"}}),
                Mark::business_verified);
    }

    void failback() {
        auto rebuild =
            agent_step("rebuild", Phase::failback, primary, plan::Run{.argv = {"/bin/rebuild"}});
        rebuild.idempotent = true;
        if (plan_.variant == plan::Variant::unplanned) rebuild.resolves = "fault";
        add(std::move(rebuild));
        auto release = agent_step("release", Phase::failback, primary,
                                  plan::Release{.fence = "fence", .kind = "postgresql"});
        release.idempotent = true;
        add(std::move(release));
        add(agent_step("switch-back", Phase::failback, standby, plan::Run{.argv = {"/bin/stop"}}),
            Mark::disrupted);
        add(agent_step("promote-back", Phase::failback, primary,
                       plan::Run{.argv = {"/bin/promote"}}),
            Mark::promoted);
        smoke("smoke-back", Phase::failback, primary);
        add(probe_step("back-writes", Phase::failback, plan::VerifyWrites{"client"}));
        if (chance_.percent(70))
            add(probe_step("look", Phase::reinstate, plan::HoldService{.probe = "client"}));
    }

    void reinstate() {
        auto stop = probe_step("stop-client", Phase::reinstate, plan::StopProbe{"client"});
        stop.always = true;
        add(std::move(stop));
        plan::Step verify{
            .id = "verify", .phase = Phase::reinstate, .performer = Performer::engine};
        verify.action = plan::VerifyBaseline{};
        add(std::move(verify));
    }

    Chance chance_;
    plan::Plan plan_;
};

}  // namespace

plan::Plan make_measured_plan(Chance chance) {
    return MeasuredMaker(chance).make();
}

}  // namespace firedrill::simulation
