// Mutants: each plants one defect between the simulation and the machines and must be killed by an
// invariant of the world. A checker that no mutant needs is not known to check anything.
#include "tests/simulation/simulation.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdio>

namespace firedrill::simulation {

namespace {

struct Mutant {
    const char* name;
    const char* invariant;  ///< by which it must be killed
    Seams seams;
};

template <class T>
bool keeps(const agent::Directive& directive) {
    const auto* keep = std::get_if<agent::Keep>(&directive);
    return keep != nullptr && std::holds_alternative<T>(keep->record);
}

template <class T>
Seams never_keeps() {
    return {.respond_output = [](auto& directives) {
        std::erase_if(directives, [](const auto& d) { return keeps<T>(d); });
    }};
}

/// Lets `f` change each AttemptEnded before it is applied.
template <class F>
Seams changed_end(F f) {
    return {.apply = [f](drill::Record& record) {
        if (auto* ended = std::get_if<drill::AttemptEnded>(&record.event)) f(*ended);
        return true;
    }};
}

Seams every_step(void (*change)(plan::Step&)) {
    return {.plan = [change](plan::Plan& plan) {
        for (auto& step : plan.steps) change(step);
    }};
}

template <class T>
const T* message(const agent::Input& input) {
    const auto* received = std::get_if<agent::Received>(&input);
    return received == nullptr ? nullptr : std::get_if<T>(&received->message);
}

Seams first_step_undone_first() {
    return {.decide = [](const drill::Drill& drill, std::vector<drill::Command>& commands) {
        for (auto& command : commands) {
            auto* execute = std::get_if<drill::Execute>(&command);
            if (execute == nullptr || execute->key.part != Part::undo) continue;
            for (const auto& [id, state] : drill.steps)
                if (state.undo == drill::UndoStatus::armed && !state.under_way) {
                    execute->key.step = id;
                    execute->key.attempt = state.undo_attempt + 1;
                    execute->closes = state.attempt;
                    break;
                }
        }
    }};
}

Seams all_undone_at_once() {
    return {.decide = [](const drill::Drill& drill, std::vector<drill::Command>& commands) {
        if (drill.status != drill::DrillStatus::undoing) return;
        for (const auto& [id, state] : drill.steps) {
            if (state.undo != drill::UndoStatus::armed || state.under_way) continue;
            const AttemptKey key{drill.id, id, state.undo_attempt + 1, Part::undo};
            const auto same = [&](const drill::Command& command) {
                const auto* execute = std::get_if<drill::Execute>(&command);
                return execute != nullptr && execute->key == key;
            };
            if (!std::any_of(commands.begin(), commands.end(), same))
                commands.insert(commands.begin(), drill::Execute{key, state.attempt});
        }
    }};
}

Seams held_tried_again() {
    return {.decide = [](const drill::Drill& drill, std::vector<drill::Command>& commands) {
        for (const auto& [id, state] : drill.steps) {
            if (state.status != drill::StepStatus::held || !state.told) continue;
            const AttemptKey key{drill.id, id, state.attempt + 1, Part::act};
            commands.insert(commands.begin(), drill::Execute{key, state.attempt});
        }
    }};
}

std::vector<Mutant> mutants_of_the_drill() {
    return {
        {"needs are forgotten", promise::needs,
         every_step([](plan::Step& step) { step.needs.clear(); })},
        {"the last step is not undone first", promise::reverse, first_step_undone_first()},
        {"everything is undone at once", promise::one_undo, all_undone_at_once()},
        {"the point of no return is overlooked", promise::kept_after_point,
         every_step([](plan::Step& step) { step.point_of_no_return = false; })},
        {"one member is a quorum", promise::approval, every_step([](plan::Step& step) {
             if (auto* approve = std::get_if<plan::Approve>(&step.action)) approve->quorum = 1;
         })},
        {"a refusal counts as consent",
         promise::approval,
         {.apply =
              [](drill::Record& record) {
                  auto* answer = std::get_if<drill::PersonAnswered>(&record.event);
                  if (answer != nullptr && answer->answer == drill::Answer::refused)
                      answer->answer = drill::Answer::approved;
                  return true;
              }}},
        {"four eyes are not asked for", promise::approval,
         every_step([](plan::Step& step) { step.critical = false; })},
        {"`when` is not looked at", promise::left_out,
         every_step([](plan::Step& step) { step.when.reset(); })},
        {"evaluators may answer",
         promise::evaluators,
         {.plan =
              [](plan::Plan& plan) {
                  plan.evaluators.clear();
                  for (auto& step : plan.steps)
                      if (auto* approve = std::get_if<plan::Approve>(&step.action))
                          approve->members.push_back("auditor");
              }}},
        {"what may have happened is repeated", promise::effect_once,
         every_step([](plan::Step& step) { step.idempotent = true; })},
        {"an unknown outcome counts as nothing", promise::undone, changed_end([](auto& ended) {
             if (ended.report.outcome != Outcome::unknown) return;
             ended.report.outcome = Outcome::failed;
             ended.report.refused = true;
         })},
        {"a failed promotion is believed", promise::kept_after_point, changed_end([](auto& ended) {
             if (ended.key.step == "promote" && ended.report.outcome == Outcome::failed)
                 ended.report.refused = true;
         })},
        {"the check is read the wrong way round", promise::effect_once,
         changed_end([](auto& ended) {
             if (ended.key.part != Part::check) return;
             ended.report.outcome =
                 ended.report.outcome == Outcome::succeeded ? Outcome::failed : Outcome::succeeded;
         })},
        {"a failed fence is good enough", promise::fenced, changed_end([](auto& ended) {
             if (ended.key.step == "fence") ended.report.outcome = Outcome::succeeded;
         })},
        {"an abort is overheard",
         promise::abort_obeyed,
         {.apply =
              [](drill::Record& record) {
                  return !std::holds_alternative<drill::AbortRequested>(record.event);
              }}},
        {"a pause is overheard",
         promise::pause,
         {.apply =
              [](drill::Record& record) {
                  return !std::holds_alternative<drill::PauseRequested>(record.event);
              }}},
        {"what is held is tried again by itself", promise::effect_once, held_tried_again()},
        {"an undo that failed counts as done", promise::listed, changed_end([](auto& ended) {
             if (ended.key.part == Part::undo) ended.report.outcome = Outcome::succeeded;
         })},
        {"what came before an undo is not closed",
         promise::undone,
         {.decide =
              [](const drill::Drill&, std::vector<drill::Command>& commands) {
                  for (auto& command : commands)
                      if (auto* execute = std::get_if<drill::Execute>(&command))
                          execute->closes = 0;
              }}},
    };
}

template <class T>
Seams never_wants() {
    return {.decide = [](const drill::Drill&, std::vector<drill::Command>& commands) {
        std::erase_if(commands, [](const auto& c) { return std::holds_alternative<T>(c); });
    }};
}

std::vector<Mutant> mutants_of_the_orchestrator() {
    return {
        {"a request goes out before the commit",
         promise::intent_first,
         {.acts_before_commit = true}},
        {"a replay overlooks the ends of attempts",
         promise::replay,
         {.replayed =
              [](drill::Record& record) {
                  return !std::holds_alternative<drill::AttemptEnded>(record.event);
              }}},
        {"durations come from the wall clock",
         promise::wall_clock,
         {.apply =
              [](drill::Record& record) {
                  record.at.mono = record.at.wall;
                  return true;
              }}},
        {"an abort cancels nothing", promise::quiet, never_wants<drill::Cancel>()},
        {"a breached guard is overlooked", promise::guard, never_wants<drill::Breach>()},
    };
}

std::vector<Mutant> mutants_of_the_agent() {
    return {
        {"tombstones are forgotten", promise::undone, never_keeps<agent::Tombstoned>()},
        {"receipts are not looked at",
         promise::key_once,
         {.respond_input =
              [](agent::State& state, agent::Input& input) {
                  if (message<wire::Execute>(input) == nullptr) return;
                  for (auto& [id, drill] : state.drills) {
                      drill.attempts.clear();
                      drill.tombstones.clear();
                  }
              }}},
        {"a query is answered \"never seen\"",
         promise::effect_once,
         {.respond_output =
              [](std::vector<agent::Directive>& directives) {
                  for (auto& directive : directives)
                      if (auto* reply = std::get_if<agent::Reply>(&directive))
                          if (const auto* running =
                                  std::get_if<wire::StillRunning>(&reply->message))
                              reply->message = wire::NeverSeen{running->key};
              }}},
        {"an interrupted attempt counts as failed",
         promise::effect_once,
         {.respond_output =
              [](std::vector<agent::Directive>& directives) {
                  for (auto& directive : directives)
                      if (auto* reply = std::get_if<agent::Reply>(&directive))
                          if (auto* ended = std::get_if<wire::Ended>(&reply->message))
                              if (ended->report.reason == "interrupted")
                                  ended->report.outcome = Outcome::failed;
              }}},
        {"epochs are not compared",
         promise::epochs,
         {.respond_input =
              [](agent::State& state, agent::Input&) {
                  for (auto& [id, drill] : state.drills) drill.epoch = 0;
              }}},
        {"faults are not armed", promise::way_back, never_keeps<agent::FaultArmed>()},
        {"an outcome is told without a receipt", promise::receipt_first,
         never_keeps<agent::AttemptFinished>()},
        {"leases do not end",
         promise::lease_ends,
         {.respond_output =
              [](std::vector<agent::Directive>& directives) {
                  std::erase_if(directives, [](const auto& d) {
                      return std::holds_alternative<agent::SelfRevert>(d);
                  });
              }}},
        {"a fault is mended before its fence",
         promise::into_fence,
         {.respond_output =
              [](std::vector<agent::Directive>& directives) {
                  for (auto& directive : directives)
                      if (auto* revert = std::get_if<agent::SelfRevert>(&directive))
                          revert->fence_first.reset();
              }}},
        {"steps run while another attempt of them runs",
         promise::no_overlap,
         {.respond_input =
              [](agent::State& state, agent::Input& input) {
                  if (message<wire::Execute>(input) == nullptr) return;
                  for (auto& [id, drill] : state.drills)
                      for (auto& [key, attempt] : drill.attempts)
                          if (attempt.running()) attempt.report = AttemptReport{};
              }}},
    };
}

/// Runs seeds until the invariant is broken; the seed, or 0.
std::uint64_t killed_by_seed(const Mutant& mutant, std::uint64_t seeds) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const Result result = simulate(seed, mutant.seams);
        for (const auto& violation : result.violations)
            if (violation.invariant == mutant.invariant) return seed;
    }
    return 0;
}

void check_killed(const std::vector<Mutant>& mutants) {
    for (const auto& mutant : mutants) {
        const std::uint64_t seed = killed_by_seed(mutant, 30'000);
        INFO("mutant: " << mutant.name << ", should be killed by: " << mutant.invariant);
        CHECK(seed != 0);
        std::printf("%-48s killed by seed %-6llu %s\n", mutant.name,
                    static_cast<unsigned long long>(seed), mutant.invariant);
    }
}

}  // namespace

TEST_CASE("mutants of the drill's machine are killed") {
    check_killed(mutants_of_the_drill());
}

TEST_CASE("mutants of the orchestrator are killed") {
    check_killed(mutants_of_the_orchestrator());
}

TEST_CASE("mutants of the agent's machine are killed") {
    check_killed(mutants_of_the_agent());
}

}  // namespace firedrill::simulation
