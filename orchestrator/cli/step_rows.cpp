// The steps in the live view: what was done last, what goes on, what comes next.
#include "core/base/format.hpp"
#include "core/drill/reasons.hpp"
#include "orchestrator/cli/live_view.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/view_parts.hpp"
#include "orchestrator/cli/view_texts.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace firedrill::cli {

namespace {

namespace texts = view_texts;
using drill::StepStatus;

bool is_open(StepStatus status) {
    return status != StepStatus::pending && !drill::is_over(status);
}

bool is_for_a_person(StepStatus status) {
    return status == StepStatus::waiting || status == StepStatus::held;
}

std::string mark_of(const plan::Step& step) {
    if (!step.mark) return {};
    const std::string_view id = reports::mark_id(boost::describe::enum_to_string(*step.mark, ""));
    return step.phase >= plan::Phase::failback ? "" : std::string(id);
}

std::string done_note(const ViewInput& in, const plan::Step& step, const drill::StepState& state) {
    std::string out = say(in.language, texts::done);
    if (const std::string mark = mark_of(step); !mark.empty()) out += "   " + mark;
    if (step.point_of_no_return) out += ", " + say(in.language, texts::point);
    if (!state.option.empty()) out += "   " + state.option;
    if (!state.answers.empty())
        out += fmt::format("   {} ({})", state.answers.back().by.person,
                           boost::describe::enum_to_string(state.answers.back().by.proof, "?"));
    if (state.undo == drill::UndoStatus::done) out += ", " + say(in.language, texts::undone);
    return out;
}

std::string running_note(const ViewInput& in, const plan::Step& step) {
    const auto* wait = std::get_if<plan::WaitFor>(&step.action);
    if (wait == nullptr) return say(in.language, texts::running, seconds(step.timeout, 0));
    return say(in.language, texts::running_wait,
               say(in.language, wait->up ? texts::up : texts::down), seconds(wait->lasting, 0),
               seconds(step.timeout, 0));
}

std::string pending_note(const ViewInput& in, const plan::Step& step) {
    for (const auto& need : step.needs)
        if (!drill::is_over(in.drill.steps.at(need).status))
            return say(in.language, texts::waits_for, need);
    if (const auto* approve = std::get_if<plan::Approve>(&step.action))
        return say(in.language, texts::next_approval, approve->quorum);
    if (std::holds_alternative<plan::Manual>(step.action))
        return say(in.language, texts::next_by_hand);
    if (std::holds_alternative<plan::Decide>(step.action))
        return say(in.language, texts::next_decision);
    return say(in.language, texts::next);
}

std::string note_of(const ViewInput& in, const plan::Step& step, const drill::StepState& state) {
    const std::string why =
        state.why.empty() ? "" : ", " + drill::reason_in(in.language, state.why);
    switch (state.status) {
        case StepStatus::pending:
            return state.to_skip ? say(in.language, texts::to_be_skipped) + why
                                 : pending_note(in, step);
        case StepStatus::running: return running_note(in, step);
        case StepStatus::waiting: return say(in.language, texts::waiting);
        case StepStatus::delayed: return say(in.language, texts::retry) + why;
        case StepStatus::orphaned: return say(in.language, texts::asking);
        case StepStatus::checking: return say(in.language, texts::checking);
        case StepStatus::held: return say(in.language, texts::held) + why;
        case StepStatus::succeeded: return done_note(in, step, state) + why;
        case StepStatus::failed: return say(in.language, texts::failed) + why;
        case StepStatus::unknown: return say(in.language, texts::unknown) + why;
        case StepStatus::skipped: return say(in.language, texts::skipped) + why;
        case StepStatus::cancelled: return say(in.language, texts::not_executed);
    }
    return {};
}

std::string time_of(const ViewInput& in, const drill::StepState& state) {
    if (!state.began) return {};
    if (drill::is_over(state.status) && state.ended)
        return seconds(view::since(*state.began, *state.ended), 2) + " s";
    return seconds(view::since(*state.began, in.now), 1) + " s ";
}

std::string fit(std::string text, int columns) {
    return display_width(text) > columns ? pad_right(text, columns - 1) + " "
                                         : pad_right(text, columns);
}

std::string row(const ViewInput& in, const plan::Step& step) {
    const drill::StepState& state = in.drill.steps.at(step.id);
    const bool open = is_open(state.status);
    std::string line = (open ? "> " : "  ") + fit(say(in.language, reports::word(step.phase)), 11) +
                       fit(step.id, 24) + fit(view::performed_on(step), 14) +
                       pad_left(time_of(in, state), 9) + "  ";
    line += pad_right(note_of(in, step, state), std::max(8, in.columns - display_width(line)));
    while (!line.empty() && line.back() == ' ') line.pop_back();
    if (open)
        return paint(in.colour, is_for_a_person(state.status) ? Style::warn : Style::accent, line);
    const bool bad = state.status == StepStatus::failed || state.status == StepStatus::unknown;
    if (bad) return paint(in.colour, Style::bad, line);
    return paint(in.colour, state.status == StepStatus::pending ? Style::dim : Style::plain, line);
}

/// The middle of the window: the first open step, else the first that has not begun.
std::size_t focus(const drill::Drill& drill) {
    const auto& steps = drill.plan.steps;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (is_open(drill.steps.nth(i).status)) return i;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (!drill::is_over(drill.steps.nth(i).status)) return i;
    return steps.empty() ? 0 : steps.size() - 1;
}

}  // namespace

std::vector<std::string> step_rows(const ViewInput& in, int rows_max) {
    const auto& steps = in.drill.plan.steps;
    const auto rows = static_cast<std::size_t>(std::max(rows_max - 1, 1));
    const std::size_t middle = focus(in.drill);
    const std::size_t before = rows / 2;
    std::size_t first = middle > before ? middle - before : 0;
    if (first + rows > steps.size()) first = steps.size() > rows ? steps.size() - rows : 0;
    const std::size_t last = std::min(steps.size(), first + rows);
    std::vector<std::string> out;
    for (std::size_t i = first; i < last; ++i) out.push_back(row(in, steps[i]));
    if (last < steps.size())
        out.push_back(paint(in.colour, Style::dim,
                            "  " + say(in.language, texts::more, steps.size() - last)));
    return out;
}

}  // namespace firedrill::cli
