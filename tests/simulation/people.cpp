// The people of the simulation who are asked by a step: members of roles, strangers, evaluators
// who should keep out of it.
#include "tests/simulation/orchestrator.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;
using drill::Answer;

}  // namespace

void Orchestrator::ask_person(const std::string& id) {
    if (drill_.steps.at(id).status == drill::StepStatus::held)
        person_steers(id);
    else if (stage_.swarm.waived)
        waive(id);
    else
        person_answers(id);
}

void Orchestrator::waive(const std::string& id) {
    const auto& action = step(id).action;
    const bool approves = std::holds_alternative<plan::Approve>(action);
    const bool decides = std::holds_alternative<plan::Decide>(action);
    put(drill::PersonAnswered{.step = id,
                              .answer = decides    ? Answer::chose
                                        : approves ? Answer::approved
                                                   : Answer::confirmed,
                              .option = decides ? "a" : "",
                              .by = {.person = "ops", .proof = drill::Proof::waived}});
}

/// One after the other, until the question is settled.
void Orchestrator::person_answers(const std::string& id) {
    if (stage_.swarm.strikes(Fault::nobody_answers)) return;
    later(chance_.between(Nanos{1s}, Nanos{6s}), [this, id] {
        const auto answer = draw_answer(step(id));
        const auto is_open = [&] {
            return is_up() && drill_.steps.at(id).status == drill::StepStatus::waiting;
        };
        if (!is_open()) return;
        if (!busy_ && drill::may_answer(drill_, id, answer.answer, answer.by, answer.option))
            put(answer);
        if (is_open()) person_answers(id);
    });
}

drill::PersonAnswered Orchestrator::draw_answer(const plan::Step& at) {
    const char* people[] = {"cio", "cfo", "cio", "cfo", "ops", "auditor"};
    const bool strange = stage_.swarm.strikes(Fault::stranger_answers);
    drill::PersonAnswered answer{.step = at.id,
                                 .by = {.person = people[chance_.below(strange ? 6 : 4)]}};
    if (std::holds_alternative<plan::Approve>(at.action)) answer.answer = Answer::approved;
    if (std::holds_alternative<plan::Decide>(at.action)) {
        answer.answer = Answer::chose;
        answer.option = chance_.percent(50) ? "a" : "b";
    }
    if (stage_.swarm.strikes(Fault::answer_refused)) answer.answer = Answer::refused;
    return answer;
}

}  // namespace firedrill::simulation
