#include "orchestrator/cli/view_parts.hpp"

#include "core/base/format.hpp"
#include "core/drill/reasons.hpp"
#include "orchestrator/cli/clock_text.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/status_text.hpp"
#include "orchestrator/cli/view_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace firedrill::cli::view {

namespace {

namespace texts = view_texts;

std::string subject_of(const ViewInput& in, const plan::Step& step, const drill::StepState& state) {
    if (const auto* approve = std::get_if<plan::Approve>(&step.action))
        return say(in.language, texts::approve_subject, approve->subject, approve->quorum,
                   state.answers.size());
    if (const auto* manual = std::get_if<plan::Manual>(&step.action))
        return manual->text.in(in.language);
    if (const auto* decide = std::get_if<plan::Decide>(&step.action))
        return decide->question.in(in.language);
    return step.title.empty() ? step.id : step.title.in(in.language);
}

std::string names(const ViewInput& in, const plan::Step& step) {
    const auto* approve = std::get_if<plan::Approve>(&step.action);
    std::string out;
    if (approve != nullptr)
        for (const auto& member : approve->members) {
            std::string name = member;
            for (const auto& person : in.drill.plan.people)
                if (person.id == member && !person.title.empty())
                    name = fmt::format("{} ({})", person.title.in(in.language), member);
            out += (out.empty() ? "" : ", ") + name;
        }
    return out.empty() ? performed_on(step) : out;
}

std::string how_to_answer(const ViewInput& in, const plan::Step& step) {
    if (const auto* decide = std::get_if<plan::Decide>(&step.action))
        return say(in.language, texts::how_choose, in.drill.id, step.id,
                   fmt::format("{}", fmt::join(decide->options, ", ")));
    const bool approve = std::holds_alternative<plan::Approve>(step.action);
    return say(in.language, approve ? texts::how_approve : texts::how_confirm, in.drill.id,
               step.id);
}

/// The next two steps that change something.
std::string what_follows(const ViewInput& in, const std::string& asked) {
    std::string out;
    int count = 0;
    bool behind = false;
    for (const auto& step : in.drill.plan.steps) {
        if (behind && plan::changes_something(step.action) && count < 2) {
            ++count;
            std::string name = step.id + (step.host.empty() ? "" : " " + step.host);
            if (step.point_of_no_return) name = say(in.language, texts::point_of_no_return, name);
            out += (out.empty() ? "" : ", ") + name;
        }
        behind = behind || step.id == asked;
    }
    return out;
}

std::string labelled(const ViewInput& in, const Message& label, const std::string& text) {
    return "  " + pad_right(say(in.language, label), 6) + "  " + text;
}

}  // namespace

Nanos since(const Instant& earlier, const Instant& later) {
    const Nanos gone =
        earlier.boot == later.boot ? later.mono - earlier.mono : later.wall - earlier.wall;
    return std::max(gone, Nanos{0});
}

const drill::StepState* marked_step(const drill::Drill& drill, plan::Mark mark) {
    for (const auto& step : drill.plan.steps) {
        if (step.mark != mark || step.phase >= plan::Phase::failback) continue;
        const auto& state = drill.steps.at(step.id);
        if (state.status == drill::StepStatus::succeeded && state.began && state.ended)
            return &state;
    }
    return nullptr;
}

int hosts_changed(const drill::Drill& drill) {
    std::set<std::string> hosts;
    for (const auto& step : drill.plan.steps)
        if (step.performer == plan::Performer::agent && plan::changes_something(step.action) &&
            drill.steps.at(step.id).attempt > 0)
            hosts.insert(step.host);
    return static_cast<int>(hosts.size());
}

std::string performed_on(const plan::Step& step) {
    if (const auto* approve = std::get_if<plan::Approve>(&step.action)) return approve->role;
    if (const auto* manual = std::get_if<plan::Manual>(&step.action)) return manual->assignee;
    if (const auto* decide = std::get_if<plan::Decide>(&step.action)) return decide->by;
    return step.host;
}

std::vector<std::string> steering_block(const ViewInput& in) {
    std::vector<std::string> out;
    const auto because = [&](const std::string& why) {
        return why.empty() ? std::string{} : say(in.language, texts::because, why);
    };
    if (const auto& pause = in.drill.pause) {
        out.push_back(paint(in.colour, Style::warn,
                            say(in.language, texts::is_paused, pause->by.person,
                                seconds(since(pause->at, in.now), 0), because(pause->why))));
        out.push_back(labelled(in, texts::how, say(in.language, texts::how_continue, in.drill.id)));
    }
    // one is enough to be answered; firedrill status has them all
    if (const auto held = drill::held_steps(in.drill); !held.empty()) {
        const std::string& id = held.front();
        out.push_back(paint(in.colour, Style::warn,
                            say(in.language, texts::is_held, id,
                                drill::reason_in(in.language, in.drill.steps.at(id).why))));
        for (const Message& command : ways_on(in.drill, id))
            out.push_back(say(in.language, command, in.drill.id, id));
    }
    if (!out.empty()) out.emplace_back();
    return out;
}

std::vector<std::string> waiting_block(const ViewInput& in) {
    const auto waiting = drill::waiting_for_people(in.drill);
    if (waiting.empty() || in.drill.approvals_waived) return {};
    const plan::Step& step = *plan::find_step(in.drill.plan, waiting.front());
    const drill::StepState& state = in.drill.steps.at(step.id);
    const Instant began = state.began.value_or(in.now);
    const auto* approve = std::get_if<plan::Approve>(&step.action);
    const bool stops = approve == nullptr || approve->on_refused == plan::OnRefused::stop ||
                       drill::past_point_of_no_return(in.drill);
    const std::string until = time_of_day(began.wall + step.timeout, in.minutes_east, 0);
    std::vector<std::string> out{
        paint(in.colour, Style::warn,
              say(in.language, texts::waiting_for, seconds(since(began, in.now), 1), step.id,
                  subject_of(in, step, state))),
        labelled(in, texts::who,
                 say(in.language, texts::asked_at, names(in, step),
                     time_of_day(began.wall, in.minutes_east, 1))),
        labelled(in, texts::how, how_to_answer(in, step))};
    if (const std::string next = what_follows(in, step.id); !next.empty())
        out.push_back(labelled(in, texts::then, next));
    out.push_back(labelled(in, texts::otherwise,
                           say(in.language, stops ? texts::else_stop : texts::else_undo, until)));
    out.emplace_back();
    return out;
}

}  // namespace firedrill::cli::view
