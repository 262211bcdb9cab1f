// How many drills a second the simulation runs on one core, invariants and all; and how long the
// machine itself takes for a plan of 500 steps.
#include "core/drill/drill.hpp"
#include "tests/simulation/simulation.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace {

using namespace firedrill;

void simulated_drills(benchmark::State& state) {
    std::uint64_t seed = 0;
    std::int64_t records = 0;
    for (auto _ : state) records += static_cast<std::int64_t>(simulation::simulate(++seed).records);
    state.counters["drills/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
    state.counters["records/s"] =
        benchmark::Counter(static_cast<double>(records), benchmark::Counter::kIsRate);
}
BENCHMARK(simulated_drills)->Unit(benchmark::kMicrosecond);

/// 50 serial steps on each of 10 hosts, every intent and end applied and decided from.
void five_hundred_steps(benchmark::State& state) {
    plan::Plan plan;
    for (int round = 0; round < 50; ++round)
        for (int host = 0; host < 10; ++host) {
            plan::Step step{.id = fmt::format("s{}@h{}", round, host),
                            .host = fmt::format("h{}", host)};
            step.action = plan::Run{.argv = {"/bin/true"}};
            step.timeout = std::chrono::seconds{30};
            for (int other = 0; round > 0 && other < 10; ++other)
                step.needs.push_back(fmt::format("s{}@h{}", round - 1, other));
            plan.steps.push_back(std::move(step));
        }
    for (auto _ : state) {
        drill::Drill drill;
        std::int64_t seq = 0;
        const auto apply = [&](drill::Event event) {
            drill::apply(drill,
                         {.seq = ++seq, .at = {.mono = Nanos{seq}}, .event = std::move(event)});
        };
        apply(drill::DrillStarted{.drill = "d", .plan = plan});
        while (drill.status != drill::DrillStatus::ended)
            for (const auto& wish : decide(drill)) {
                if (const auto* execute = std::get_if<drill::Execute>(&wish)) {
                    apply(drill::AttemptIntended{execute->key});
                    apply(drill::AttemptEnded{execute->key, {.outcome = Outcome::succeeded}});
                } else if (const auto* end = std::get_if<drill::End>(&wish)) {
                    apply(drill::DrillEnded{end->ending, end->why});
                }
            }
    }
}
BENCHMARK(five_hundred_steps)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
