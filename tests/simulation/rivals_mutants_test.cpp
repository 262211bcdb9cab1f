// Mutants of what keeps rival drills apart: each plants one defect between the simulation and the
// agents' machine and must be killed by an invariant of P7.
#include "tests/simulation/promises.hpp"
#include "tests/simulation/rivals.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

struct Mutant {
    const char* name;
    const char* invariant;  ///< by which it must be killed
    Seams seams;
    std::uint64_t from = 1;  ///< none before this seed shows it: it is rare
};

template <class T>
const T* message(const agent::Input& input) {
    const auto* received = std::get_if<agent::Received>(&input);
    return received == nullptr ? nullptr : std::get_if<T>(&received->message);
}

/// Changes what is known of each other drill when a plan is offered.
Seams others_seen(std::function<void(agent::DrillView&)> change) {
    return {.respond_input = [change](agent::State& state, agent::Input& input) {
        const auto* offer = message<wire::OfferPlan>(input);
        if (offer == nullptr) return;
        for (auto& [id, drill] : state.drills)
            if (id != offer->drill) change(drill);
    }};
}

Seams other_plans_seen(std::function<void(plan::Plan&)> change) {
    return others_seen([change](agent::DrillView& drill) {
        if (drill.plan == nullptr) return;
        auto changed = std::make_shared<plan::Plan>(*drill.plan);
        change(*changed);
        drill.plan = std::move(changed);
    });
}

Seams never_superseded() {
    return {.respond_output = [](std::vector<agent::Directive>& directives) {
        std::erase_if(directives, [](const auto& directive) {
            const auto* keep = std::get_if<agent::Keep>(&directive);
            return keep && std::holds_alternative<agent::DrillSuperseded>(keep->record);
        });
    }};
}

/// Nothing of the drill that offers its plan is known to have begun.
Seams begun_forgotten() {
    return {.respond_input = [](agent::State& state, agent::Input& input) {
        const auto* offer = message<wire::OfferPlan>(input);
        if (offer == nullptr || !state.drills.contains(offer->drill)) return;
        state.drills[offer->drill].attempts.clear();
        state.drills[offer->drill].started.clear();
    }};
}

/// A heartbeat with a higher epoch takes up a drill that is over, whoever has its place.
Seams reopened_by_heartbeat() {
    auto reopened = std::make_shared<std::optional<agent::EpochRaised>>();
    return {.respond_input =
                [reopened](agent::State& state, agent::Input& input) {
                    reopened->reset();
                    const auto* renew = message<wire::Renew>(input);
                    if (renew == nullptr || !state.drills.contains(renew->drill)) return;
                    agent::DrillView& drill = state.drills[renew->drill];
                    if (!drill.finished || renew->epoch <= drill.epoch) return;
                    drill.finished = false;
                    *reopened = {.drill = renew->drill, .epoch = renew->epoch};
                },
            .respond_output =
                [reopened](std::vector<agent::Directive>& directives) {
                    if (*reopened) directives.insert(directives.begin(), agent::Keep{**reopened});
                }};
}

Seams another_is_named() {
    return {.respond_output = [](std::vector<agent::Directive>& directives) {
        for (auto& directive : directives)
            if (auto* reply = std::get_if<agent::Reply>(&directive))
                if (auto* refused = std::get_if<wire::Refused>(&reply->message))
                    if (!refused->by.empty()) refused->by = "somebody";
    }};
}

std::vector<Mutant> mutants_of_the_place() {
    return {
        {"the agent knows no other drill", promise::apart,
         others_seen([](auto& drill) { drill = {}; })},
        {"it looks at hosts only", promise::apart,
         other_plans_seen([](auto& plan) { plan.services.clear(); })},
        {"it looks at services, not at what they need", promise::apart,
         other_plans_seen([](auto& plan) {
             for (auto& service : plan.services) service.needs.clear();
         })},
        {"it looks at services only", promise::apart,
         other_plans_seen([](auto& plan) { plan.steps.clear(); })},
        {"what still runs keeps no place", promise::apart, others_seen([](auto& drill) {
             for (auto& [key, attempt] : drill.attempts)
                 if (attempt.running()) attempt.report = AttemptReport{};
         }),
         2813},
        {"what is over and still ends keeps no place", promise::apart, others_seen([](auto& drill) {
             if (drill.finished) drill.attempts.clear();
         }),
         3045},
        {"a heartbeat reopens a drill that is over", promise::apart, reopened_by_heartbeat(), 1172},
        {"heartbeats keep no place", promise::place_kept,
         others_seen([](auto& drill) { drill.renewed = {}; })},
        {"a plan in pre-flight has no place", promise::one_passes, others_seen([](auto& drill) {
             if (drill.started.empty() && drill.attempts.empty()) drill.renewed = {};
         })},
        {"who lost the place is not marked", promise::place_first, never_superseded()},
        {"who lost the place comes back as it was", promise::came_back, begun_forgotten()},
        {"epochs are not compared",
         promise::token,
         {.respond_input =
              [](agent::State& state, agent::Input&) {
                  for (auto& [id, drill] : state.drills) drill.epoch = 0;
              }}},
        {"every service is in the way", promise::no_hindrance, other_plans_seen([](auto& plan) {
             for (const char* id : {"service-0", "service-1", "service-2", "service-3"})
                 plan.services.push_back({.id = id});
         })},
        {"somebody else is named", promise::rivals_end, another_is_named()},
    };
}

/// Runs seeds until the invariant is broken; the seed, or 0.
std::uint64_t killed_by_seed(const Mutant& mutant, std::uint64_t seeds) {
    for (std::uint64_t seed = mutant.from; seed < mutant.from + seeds; ++seed) {
        const RivalsResult result =
            simulate_rivals(seed, {.seams = mutant.seams, .only = {}, .tells = false});
        if (std::ranges::any_of(result.violations, [&](const auto& violation) {
                return violation.invariant == mutant.invariant;
            }))
            return seed;
    }
    return 0;
}

}  // namespace

TEST_CASE("mutants of what keeps rivals apart are killed") {
    for (const auto& mutant : mutants_of_the_place()) {
        const std::uint64_t seed = killed_by_seed(mutant, 20'000);
        INFO("mutant: " << mutant.name << ", should be killed by: " << mutant.invariant);
        CHECK(seed != 0);
        std::printf("%-48s killed by seed %-6llu %s\n", mutant.name,
                    static_cast<unsigned long long>(seed), mutant.invariant);
    }
}

}  // namespace firedrill::simulation
