#include "tests/simulation/simulation.hpp"

#include "core/base/json.hpp"
#include "tests/simulation/disturbances.hpp"
#include "tests/simulation/guard_watch.hpp"
#include "tests/simulation/plan_maker.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

constexpr Nanos chaos_ends = 5min;
constexpr Nanos must_have_ended = 45min;
/// Late messages arrive, leases run out, cut-off programs start again.
constexpr Nanos settles = 3min;
constexpr std::size_t records_max = 20'000;

SimulatedHost make_host(const char* name, Chance chance, const Seams& seams) {
    if (seams.settled) return {.name = name, .clock = SimulatedClock::honest()};
    const Nanos origin = chance.between(Nanos{1h}, Nanos{400h});
    const Nanos wall = 1'800'000'000s + chance.between(Nanos{0s}, Nanos{2h});
    return {.name = name, .clock = SimulatedClock(origin, wall)};
}

/// Crashes alone are no excuse for an undo that is given up.
bool hinders_undo(Fault fault) {
    const bool crashes = fault == Fault::agent_killed || fault == Fault::orchestrator_killed ||
                         fault == Fault::orchestrator_power_lost;
    return !crashes && fault < Fault::step_fails ? fault != Fault::wall_jumped
                                                 : fault == Fault::undo_fails;
}

/// Whether deadlines that were promised cannot be held any more.
bool hinders_promptness(Fault fault) {
    return fault < Fault::step_fails
               ? fault != Fault::wall_jumped && fault != Fault::message_duplicated
               : fault == Fault::undo_fails || fault == Fault::revert_fails;
}

/// The orchestrator is away, or its journal keeps it.
bool keeps_from_deciding(Fault fault) {
    return fault == Fault::host_suspended || fault == Fault::process_stopped ||
           (fault >= Fault::orchestrator_killed && fault <= Fault::journal_full);
}

class Simulation {
public:
    Simulation(std::uint64_t seed, const Setup& setup, std::optional<Fault> without)
        : seams_(setup.seams),
          swarm_(seed, setup.only, without),
          plan_(std::make_shared<const plan::Plan>(made_plan(Chance(seed).fork(2)))),
          world_(plan_, timeline_, seams_),
          stage_{.swarm = swarm_,
                 .seams = seams_,
                 .timeline = timeline_,
                 .world = world_,
                 .plan = plan_,
                 .tells = setup.tells},
          hosts_{make_host("orch", Chance(seed).fork(40), seams_),
                 make_host(primary, Chance(seed).fork(41), seams_),
                 make_host(standby, Chance(seed).fork(42), seams_),
                 make_host(client, Chance(seed).fork(43), seams_)},
          network_(stage_, Chance(seed).fork(4)),
          orchestrator_(stage_, hosts_[0], network_, Chance(seed).fork(3)) {
        if (seams_.swarm) seams_.swarm(swarm_);
        if (const auto valid = plan::validate(*plan_); swarm_.real_offer && !valid)
            world_.violate(promise::valid_plans, describe(valid.error()));
        if (setup.tells) tell_plan();
        network_.set_up(orchestrator_);
        for (std::uint64_t i = 1; i <= 3; ++i) add_host(hosts_[i], Chance(seed).fork(10 + i));
    }

    Result run() {
        Disturbances(disturbances_).plan();
        timeline_.at(chaos_ends, [this] {
            swarm_.calm_down();
            network_.heal();
        });
        network_.start();
        orchestrator_.start();
        while (timeline_.now() < must_have_ended && orchestrator_.records().size() < records_max &&
               !orchestrator_.is_over() && timeline_.step()) {
        }
        ended_ = timeline_.now();
        if (!orchestrator_.is_over()) world_.violate(promise::ends, to_text(ended_));
        settle();
        check();
        if (seams_.settled) seams_.settled(orchestrator_.drill(), orchestrator_.records());
        return result();
    }

private:
    plan::Plan made_plan(Chance chance) const {
        plan::Plan plan = make_plan(chance);
        if (seams_.made) seams_.made(plan);
        return plan;
    }

    void tell_plan() {
        world_.keep_story();
        for (const auto& step : plan_->steps) world_.tell(canonical(to_json(step)));
    }

    void add_host(SimulatedHost& host, Chance chance) {
        auto agent = std::make_unique<Resident>(stage_, host, network_, plan::Performer::agent,
                                                chance.fork(1));
        std::unique_ptr<Resident> probe;
        if (host.name == client)
            probe = std::make_unique<Resident>(stage_, host, network_, plan::Performer::probe,
                                               chance.fork(2));
        network_.add(std::move(agent), std::move(probe));
    }

    void settle() {
        swarm_.calm_down();
        network_.heal();
        network_.stop();
        const Nanos until = timeline_.now() + settles;
        while (timeline_.now() < until && orchestrator_.records().size() < records_max &&
               timeline_.step()) {
        }
    }

    void check() {
        const auto& fired = swarm_.all_fired();
        const auto none = [&](bool (*hinders)(Fault)) {
            return std::none_of(fired.begin(), fired.end(),
                                [&](const Occurrence& it) { return hinders(it.fault); });
        };
        if (orchestrator_.is_over()) {
            world_.check_end(orchestrator_.drill());
            if (none(hinders_undo)) world_.check_all_undos(orchestrator_.drill());
        }
        world_.check_records(orchestrator_.records());
        if (none(hinders_promptness)) world_.check_promptness();
        if (none(keeps_from_deciding)) check_guard();
    }

    /// A drill that stops for another reason has nothing more to breach.
    void check_guard() {
        if (plan_->stop_conditions.empty() || !world_.neighbour()) return;
        GuardWatch watch(plan_->stop_conditions.front().lasting);
        drill::Drill drill;
        for (const auto& record : orchestrator_.records()) {
            const bool runs = drill.status == drill::DrillStatus::running;
            if (watch.is_late(record) && runs)
                return world_.violate(promise::guard, to_text(record.at.mono));
            drill::apply(drill, record);
        }
    }

    Result result() {
        const drill::Drill& drill = orchestrator_.drill();
        return {.violations = world_.violations(),
                .hash = fmt::format("{:016x} {} {} {}", world_.hash(), drill.time.count(),
                                    drill.machine_time.count(), drill.waited_for_people.count()),
                .records = orchestrator_.records().size(),
                .restarts = orchestrator_.restarts(),
                .ended = ended_,
                .ending = drill.ending.value_or(drill::Ending::aborted),
                .past_point = past_point_of_no_return(drill),
                .resumed = drill.resumed > Nanos{},
                .fired = swarm_.all_fired(),
                .story = world_.story()};
    }

    Timeline timeline_;
    const Seams& seams_;
    Swarm swarm_;
    std::shared_ptr<const plan::Plan> plan_;
    World world_;
    Stage stage_;
    std::vector<SimulatedHost> hosts_;
    Network network_;
    Orchestrator orchestrator_;
    Disturbances disturbances_{stage_, network_, orchestrator_, hosts_};
    Nanos ended_{};
};

bool has(const Schedule& fired, Fault fault) {
    return std::any_of(fired.begin(), fired.end(),
                       [&](const auto& it) { return it.fault == fault; });
}

}  // namespace

Result simulate(std::uint64_t seed, const Setup& setup) {
    Result result = Simulation(seed, setup, std::nullopt).run();
    // over a reboot only the wall clock says how long the orchestrator was away
    if (setup.seams.settled || !has(result.fired, Fault::wall_jumped) ||
        has(result.fired, Fault::orchestrator_power_lost))
        return result;
    Setup quiet = setup;
    quiet.tells = false;
    result.has_twin = true;
    const Result twin = Simulation(seed, quiet, Fault::wall_jumped).run();
    if (twin.hash != result.hash)
        result.violations.push_back({promise::wall_clock, twin.hash + ", not " + result.hash});
    return result;
}

Result simulate(std::uint64_t seed, const Seams& seams) {
    return simulate(seed, {.seams = seams, .only = {}});
}

}  // namespace firedrill::simulation
