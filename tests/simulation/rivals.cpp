#include "tests/simulation/rivals.hpp"

#include "tests/simulation/fate.hpp"
#include "tests/simulation/promises.hpp"
#include "tests/simulation/rival.hpp"
#include "tests/simulation/rivals_agent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

constexpr Nanos chaos_ends = 3min;
constexpr Nanos must_have_ended = 40min;
/// Late messages arrive, cut-off programs start again.
constexpr Nanos settles = 3min;

constexpr Fault faults[] = {
    Fault::message_dropped,      Fault::message_duplicated,
    Fault::message_delayed,      Fault::message_reordered,
    Fault::message_very_late,    Fault::half_open,
    Fault::requests_vanish,      Fault::answers_vanish,
    Fault::clock_drifts,         Fault::host_suspended,
    Fault::process_stopped,      Fault::orchestrator_killed,
    Fault::old_orchestrator,     Fault::agent_killed,
    Fault::receipt_failed_holds, Fault::receipt_failed_lost,
    Fault::receipt_hangs,        Fault::step_fails,
    Fault::step_hangs,           Fault::aborted,
};

/// Between one rival and one host.
struct Line {
    struct Cut {
        Occurrence cause;
        Nanos until{};
        bool requests = true;
        bool answers = true;
        bool counted = false;
    };
    Nanos request_free{};
    Nanos answer_free{};
    std::vector<Cut> cuts;
};

class Rivals {
public:
    Rivals(std::uint64_t seed, const Setup& setup)
        : swarm_(seed, setup.only, std::nullopt),
          truth_(timeline_, swarm_),
          stage_{.swarm = swarm_, .seams = setup.seams, .timeline = timeline_, .truth = truth_},
          chance_(Chance(seed).fork(100)),
          network_(Chance(seed).fork(101)) {
        if (setup.tells) truth_.keep_story();
        if (chance_.percent(10)) swarm_.disable_all();
        const int hosts = chance_.between(2, rival_hosts_max);
        for (int host = 0; host < hosts; ++host)
            add_host(host, Chance(seed).fork(110).fork(at(host)));
        int number = 0;
        for (auto& plan : make_rival_plans(Chance(seed).fork(102), hosts)) {
            tell_plan(number, plan);
            add_rival(number, std::move(plan), Chance(seed).fork(120).fork(at(number)));
            ++number;
        }
    }

    RivalsResult run() {
        plan_faults();
        for (auto& agent : agents_) agent->start();
        const bool together = chance_.percent(60);
        for (auto& rival : rivals_)
            rival->start(together ? chance_.between(Nanos{0s}, Nanos{2s})
                                  : chance_.between(Nanos{0s}, Nanos{60s}));
        timeline_.at(chaos_ends, [this] { calm_down(); });
        while (timeline_.now() < must_have_ended && !all_over() && timeline_.step()) {
        }
        const Nanos ended = timeline_.now();
        if (!all_over()) truth_.violate(promise::rivals_end, to_text(ended));
        calm_down();
        while (timeline_.now() < ended + settles && timeline_.step()) {
        }
        return result(ended);
    }

private:
    static std::size_t at(int number) { return static_cast<std::size_t>(number); }

    void add_host(int host, Chance chance) {
        const Nanos origin = chance.between(Nanos{1h}, Nanos{400h});
        hosts_.push_back(std::make_unique<SimulatedHost>(SimulatedHost{
            .name = rival_host(host), .clock = SimulatedClock(origin, 1'800'000'000s)}));
        agents_.push_back(std::make_unique<RivalsAgent>(
            stage_, *hosts_.back(), chance.fork(1),
            [this, host](int rival, const std::string& drill, const wire::Message& message) {
                answer(host, rival, drill, message);
            }));
    }

    void add_rival(int number, RivalPlan plan, Chance chance) {
        homes_.push_back(std::make_unique<SimulatedHost>(
            SimulatedHost{.name = fmt::format("r{}", number), .clock = SimulatedClock::honest()}));
        rivals_.push_back(
            std::make_unique<Rival>(stage_, *homes_.back(), number, std::move(plan), chance,
                                    [this](int rival, int host, const wire::Message& message) {
                                        request(rival, host, message);
                                    }));
    }

    void tell_plan(int number, const RivalPlan& plan) {
        truth_.tell(fmt::format("r{} holds services {:06b}, changes hosts {:04b}, goes to {:04b}",
                                number, plan.ground.services, plan.ground.changes,
                                plan.ground.hosts));
    }

    bool vanishes(Line& line, bool request) {
        bool vanishes = false;
        for (Line::Cut& cut : line.cuts) {
            if (timeline_.now() >= cut.until || !(request ? cut.requests : cut.answers)) continue;
            if (!std::exchange(cut.counted, true)) swarm_.fired(cut.cause.fault, cut.cause.number);
            vanishes = true;
        }
        return vanishes;
    }

    /// Also copies that come by themselves are heard: no connection protects the agent here.
    template <class F>
    void carry(Line& line, bool request, Nanos& free, F deliver) {
        if (vanishes(line, request)) return;
        const Fate fate = fate_of_request(swarm_, network_, timeline_.now(), free);
        for (const Nanos when : fate.astray) timeline_.at(when, deliver);
        if (fate.due) timeline_.at(*fate.due, std::move(deliver));
    }

    void request(int rival, int host, const wire::Message& message) {
        Line& line = lines_[at(rival)][at(host)];
        carry(line, true, line.request_free,
              [=, this] { agents_[at(host)]->receive(rival, message); });
    }

    void answer(int host, int rival, const std::string& drill, const wire::Message& message) {
        Line& line = lines_[at(rival)][at(host)];
        carry(line, false, line.answer_free,
              [=, this] { rivals_[at(rival)]->receive(host, drill, message); });
    }

    int any_rival(Chance& chance) const { return chance.below(static_cast<int>(rivals_.size())); }
    int any_host(Chance& chance) const { return chance.below(static_cast<int>(hosts_.size())); }

    void plan_faults() {
        for (std::uint32_t number = 1; number <= 3; ++number) {
            for (const auto fault :
                 {Fault::half_open, Fault::requests_vanish, Fault::answers_vanish})
                plan_cut(fault, number);
            plan_sleep(Fault::process_stopped, number);
            plan_sleep(Fault::host_suspended, number);
        }
        for (std::uint32_t number = 1; number <= hosts_.size(); ++number)
            if (auto chance = swarm_.planned(Fault::clock_drifts, number)) {
                hosts_[number - 1]->clock.drift(chance->between(-500, 500));
                swarm_.fired(Fault::clock_drifts, number);
            }
        for (std::uint32_t number = 1; number <= 3; ++number) plan_abort(number);
    }

    void plan_abort(std::uint32_t number) {
        auto chance = swarm_.planned(Fault::aborted, number);
        if (!chance) return;
        const int rival = any_rival(*chance);
        timeline_.at(chance->between(Nanos{2s}, Nanos{60s}), [this, rival, number] {
            if (rivals_[at(rival)]->abort()) swarm_.fired(Fault::aborted, number);
        });
    }

    void plan_cut(Fault fault, std::uint32_t number) {
        auto chance = swarm_.planned(fault, number);
        if (!chance) return;
        const Nanos begins = chance->between(Nanos{500ms}, Nanos{60s});
        const Nanos until = begins + chance->between(Nanos{2s}, Nanos{90s});
        Line& line = lines_[at(any_rival(*chance))][at(any_host(*chance))];
        timeline_.at(begins, [&line, fault, number, until] {
            line.cuts.push_back({.cause = {fault, number},
                                 .until = until,
                                 .requests = fault != Fault::answers_vanish,
                                 .answers = fault != Fault::requests_vanish});
        });
    }

    /// An orchestrator or an agent that stands still, or a host that sleeps: in part for longer
    /// than any place is kept.
    void plan_sleep(Fault fault, std::uint32_t number) {
        auto planned = swarm_.planned(fault, number);
        if (!planned) return;
        timeline_.at(planned->between(Nanos{500ms}, Nanos{60s}), [=, this] {
            Chance chance = *planned;
            const Nanos length = chance.between(Nanos{1s}, Nanos{90s});
            const bool rival = fault == Fault::process_stopped && chance.percent(70);
            if (rival && !put_to_sleep(*rivals_[at(any_rival(chance))], length)) return;
            if (!rival && fault == Fault::process_stopped)
                if (!put_to_sleep(*agents_[at(any_host(chance))], length)) return;
            if (fault == Fault::host_suspended) suspend(*hosts_[at(any_host(chance))], length);
            swarm_.fired(fault, number);
        });
    }

    void suspend(SimulatedHost& host, Nanos length) const {
        host.sleeps_until = std::max(host.sleeps_until, timeline_.now() + length);
    }

    static bool put_to_sleep(Program& program, Nanos length) {
        if (program.is_up()) program.stand_still(length);
        return program.is_up();
    }

    void calm_down() {
        swarm_.calm_down();
        for (auto& lines : lines_)
            for (Line& line : lines) line.cuts.clear();
    }

    bool all_over() const {
        return std::ranges::all_of(rivals_, [](const auto& rival) { return rival->is_over(); });
    }

    RivalsResult result(Nanos ended) const {
        RivalsResult out{.violations = truth_.violations(),
                         .hash = truth_.hash(),
                         .fired = swarm_.all_fired(),
                         .situations = truth_.situations(),
                         .drills = static_cast<int>(rivals_.size()),
                         .reboots = stage_.reboots,
                         .torn = stage_.torn,
                         .ended = ended,
                         .story = truth_.story()};
        for (const auto& rival : rivals_) {
            out.to_their_end += rival->ran_to_its_end();
            out.resumes += rival->resumes();
        }
        return out;
    }

    Timeline timeline_;
    Swarm swarm_;
    RivalsTruth truth_;
    RivalsStage stage_;
    Chance chance_;
    Chance network_;
    std::vector<std::unique_ptr<SimulatedHost>> hosts_;
    std::vector<std::unique_ptr<SimulatedHost>> homes_;  ///< of the rivals
    std::vector<std::unique_ptr<RivalsAgent>> agents_;
    std::vector<std::unique_ptr<Rival>> rivals_;
    std::array<std::array<Line, rival_hosts_max>, 4> lines_;
};

}  // namespace

RivalsResult simulate_rivals(std::uint64_t seed, const Setup& setup) {
    return Rivals(seed, setup).run();
}

std::span<const Fault> faults_of_rivals() {
    return faults;
}

}  // namespace firedrill::simulation
