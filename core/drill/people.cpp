// What people's answers mean for their step. Who may answer what stands in approvals.cpp.
#include "core/base/text.hpp"
#include "core/drill/machine.hpp"
#include "core/drill/reasons.hpp"

#include <set>

namespace firedrill::drill::machine {

namespace {

int people_who_agree(const StepState& state) {
    std::set<std::string> people;
    for (const auto& answer : state.answers) people.insert(answer.by.person);
    return static_cast<int>(people.size());
}

void refused(Place at, const PersonAnswered& answer) {
    const std::string why =
        answer.why.empty()
            ? say(Language::en, reasons::refused_by, answer.by.person)
            : say(Language::en, reasons::refused_by_because, answer.by.person, answer.why);
    const auto* approve = std::get_if<plan::Approve>(&at.step.action);
    if (approve == nullptr) return fail(at, StepStatus::failed, why);
    come_to_end(at, StepStatus::failed);
    at.state.why = why;
    begin_stop(at.drill, {.ending = Ending::refused,
                          .why = say(Language::en, reasons::step_refused, at.step.id),
                          .undo_after_point = approve->on_refused == plan::OnRefused::undo});
}

std::string chosen(const plan::Step& step, const PersonAnswered& answer) {
    const auto* decide = std::get_if<plan::Decide>(&step.action);
    if (decide == nullptr || !answer.option.empty()) return answer.option;
    if (!decide->expected.empty()) return decide->expected;
    return decide->options.empty() ? std::string{} : decide->options.front();
}

void agreed(Place at, const PersonAnswered& answer) {
    if (!is_for_person(at.step)) {
        at.state.cleared = true;
        at.state.status = StepStatus::pending;
        return;
    }
    at.state.option = chosen(at.step, answer);
    succeed(at);
}

}  // namespace

int answers_needed(const plan::Step& step) {
    const auto* approve = std::get_if<plan::Approve>(&step.action);
    const int quorum = approve == nullptr ? 1 : approve->quorum;
    return step.critical && is_for_person(step) ? std::max(quorum, 2) : quorum;
}

void asked(Place at) {
    if (at.state.status == StepStatus::held) at.state.told = true;
    if (at.state.status != StepStatus::pending) return;
    at.state.status = StepStatus::waiting;
    if (at.state.began && at.state.began_seq != 0) return;  // asked again after a restart
    at.state.began = at.drill.now;
    at.state.began_seq = at.drill.last_seq;
    at.state.since = at.drill.time;
}

void answered(Place at, const PersonAnswered& answer) {
    if (!may_answer(at.drill, at.step.id, answer.answer, answer.by, answer.option)) return;
    at.state.answers.push_back(answer);
    if (answer.answer == Answer::refused) return refused(at, answer);
    const bool waived = answer.by.proof == Proof::waived;
    if (waived || people_who_agree(at.state) >= answers_needed(at.step)) agreed(at, answer);
}

}  // namespace firedrill::drill::machine
