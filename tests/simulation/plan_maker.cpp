#include "tests/simulation/plan_maker.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;
using plan::Phase;

class Maker {
public:
    explicit Maker(Chance chance) : chance_(chance) {}

    plan::Plan make() {
        frame();
        some(Phase::prepare, 2);
        if (chance_.percent(70)) add(start_probe());
        if (chance_.percent(75)) fault();
        if (chance_.percent(50)) people();
        failover();
        some(Phase::operate, 1);
        if (chance_.percent(70)) failback();
        reinstate();
        for (const auto& step : plan_.steps)
            if (std::find(plan_.phases.begin(), plan_.phases.end(), step.phase) ==
                plan_.phases.end())
                plan_.phases.push_back(step.phase);
        return plan_;
    }

private:
    void frame() {
        plan_.workspace = plan_.scenario = "simulated";
        plan_.environment = plan::Environment::test;
        for (const char* host : {primary, standby, client})
            plan_.hosts.push_back({.id = host, .site = "s"});
        plan_.connections = {{.id = "c", .kind = "tcp", .url = "127.0.0.1:1"}};
        for (const char* probe : {"client", "neighbour"})
            plan_.probes.push_back({.id = probe, .connection = "c", .host = client});
        plan_.guards = {.max_hosts = 3,
                        .max_duration = chance_.percent(15) ? Nanos{1min} : Nanos{2h},
                        .auto_revert_after = 15s};
        if (chance_.percent(30))
            plan_.stop_conditions.push_back({.probe = "neighbour", .up = false, .lasting = 2s});
        plan_.evaluators = {"auditor"};
    }

    /// Serial by default; sometimes free, sometimes after another earlier step.
    plan::Step& add(plan::Step step) {
        step.group = step.id;
        step.timeout = chance_.between(Nanos{4s}, Nanos{40s});
        if (!plan_.steps.empty() && chance_.percent(80) && step.needs.empty()) {
            const auto& steps = plan_.steps;
            const bool last = chance_.percent(75);
            step.needs = {
                last
                    ? steps.back().id
                    : steps[static_cast<std::size_t>(chance_.below(static_cast<int>(steps.size())))]
                          .id};
        }
        plan_.steps.push_back(std::move(step));
        return plan_.steps.back();
    }

    plan::OnFailure on_failure(int not_stop) {
        if (chance_.percent(40)) return plan::OnFailure::hold;
        if (chance_.percent(20)) return plan::OnFailure::ask;
        if (!chance_.percent(not_stop)) return plan::OnFailure::stop;
        return chance_.percent(60) ? plan::OnFailure::carry_on : plan::OnFailure::undo;
    }

    plan::Step run(Phase phase, const char* host, std::string id) {
        plan::Step step{.id = std::move(id), .phase = phase, .host = host};
        step.action = plan::Run{.argv = {"/bin/act"}};
        if (chance_.percent(70)) step.undo = {plan::Run{.argv = {"/bin/undo"}}};
        if (chance_.percent(35)) step.check = plan::Run{.argv = {"/bin/check"}};
        step.idempotent = chance_.percent(25);
        step.retries = chance_.percent(40) ? chance_.between(1, 2) : 0;
        step.retry_delay = chance_.between(Nanos{0s}, Nanos{3s});
        step.critical = chance_.percent(4);
        step.on_failure = on_failure(25);
        return step;
    }

    void some(Phase phase, int count_max) {
        for (int i = chance_.below(count_max + 1); i > 0; --i)
            add(run(phase, chance_.percent(50) ? primary : standby,
                    fmt::format("run-{}", plan_.steps.size())));
    }

    plan::Step start_probe() {
        plan::Step step{.id = "probe-client",
                        .phase = Phase::baseline,
                        .performer = plan::Performer::probe,
                        .host = client};
        step.action = plan::StartProbe{.probe = "client"};
        step.undo = {plan::StopProbe{.probe = "client"}};
        return step;
    }

    void fault() {
        const char* kinds[] = {"process.pause", "process.pause", "process.kill", "service.stop"};
        const std::string kind = kinds[chance_.below(4)];
        plan::Step step{.id = "fault", .phase = Phase::disrupt, .host = primary};
        step.action = plan::Fault{.kind = kind, .lease = plan_.guards.auto_revert_after};
        step.undo = {plan::Revert{.fault = "fault", .kind = kind}};
        step.retries = chance_.below(2);
        step.on_failure = on_failure(0);
        add(std::move(step));
        some(Phase::detect, 1);
    }

    plan::Step person(Phase phase, std::string id, plan::Action action) {
        plan::Step step{.id = std::move(id), .phase = phase, .performer = plan::Performer::person};
        step.action = std::move(action);
        if (chance_.percent(30)) step.on_failure = plan::OnFailure::ask;
        return step;
    }

    void people() {
        if (chance_.percent(60))
            add(person(Phase::declare, "go",
                       plan::Approve{.role = "leading_group",
                                     .members = {"cio", "cfo", "ops"},
                                     .quorum = chance_.between(1, 2),
                                     .on_refused = chance_.percent(50) ? plan::OnRefused::stop
                                                                       : plan::OnRefused::undo}));
        if (chance_.percent(40)) {
            add(person(Phase::declare, "choose",
                       plan::Decide{.options = {"a", "b"}, .expected = "a"}));
            decided_ = true;
        }
        if (chance_.percent(40)) add(person(Phase::declare, "look", plan::Manual{}));
    }

    void maybe_when(plan::Step& step) {
        if (decided_ && chance_.percent(60))
            step.when = plan::When{.step = "choose",
                                   .value = chance_.percent(50) ? "a" : "b",
                                   .equal = chance_.percent(70)};
    }

    void failover() {
        if (chance_.percent(80)) fence();
        maybe_when(add(run(Phase::failover, standby, "route")));
        if (chance_.percent(80)) promote();
        maybe_when(add(run(Phase::failover, primary, "tidy")));
        if (chance_.percent(40)) add(person(Phase::failover, "smoke", plan::Manual{}));
    }

    void fence() {
        plan::Step step{.id = "fence", .phase = Phase::failover, .host = primary};
        step.action = plan::Fence{.kind = "postgresql"};
        step.undo = {plan::Release{.fence = "fence", .kind = "postgresql"}};
        step.idempotent = chance_.percent(50);
        step.retries = chance_.below(2);
        step.on_failure = chance_.percent(15) ? plan::OnFailure::carry_on : on_failure(0);
        add(std::move(step));
    }

    void promote() {
        plan::Step step{.id = "promote", .phase = Phase::failover, .host = standby};
        step.action = plan::Run{.argv = {"/bin/promote"}};
        step.point_of_no_return = true;
        if (chance_.percent(60)) step.check = plan::Run{.argv = {"/bin/check"}};
        step.retries = chance_.below(2);
        step.on_failure = on_failure(0);
        add(std::move(step));
    }

    bool has(const char* id) const { return plan::find_step(plan_, id) != nullptr; }

    void failback() {
        if (has("fault") || has("fence")) {
            plan::Step rebuild{.id = "rebuild", .phase = Phase::failback, .host = primary};
            rebuild.action = plan::Run{.argv = {"/bin/rebuild"}};
            rebuild.idempotent = true;
            if (has("fault")) rebuild.resolves = "fault";
            add(std::move(rebuild));
        }
        if (has("fence")) {
            plan::Step release{
                .id = "release", .phase = Phase::failback, .host = primary, .needs = {"rebuild"}};
            release.action = plan::Release{.fence = "fence", .kind = "postgresql"};
            release.idempotent = true;
            add(std::move(release));
        }
        some(Phase::failback, 2);
    }

    void reinstate() {
        if (has("probe-client")) {
            plan::Step stop{.id = "stop-client",
                            .phase = Phase::reinstate,
                            .performer = plan::Performer::probe,
                            .host = client};
            stop.action = plan::StopProbe{.probe = "client"};
            stop.idempotent = stop.always = true;
            add(std::move(stop));
        }
        plan::Step verify{
            .id = "verify", .phase = Phase::reinstate, .performer = plan::Performer::engine};
        verify.action = plan::VerifyBaseline{};
        add(std::move(verify));
    }

    Chance chance_;
    plan::Plan plan_;
    bool decided_ = false;
};

}  // namespace

plan::Plan make_plan(Chance chance) {
    return Maker(chance).make();
}

}  // namespace firedrill::simulation
