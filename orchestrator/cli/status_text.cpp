#include "orchestrator/cli/status_text.hpp"

#include "core/base/format.hpp"
#include "core/drill/guard_words.hpp"
#include "core/drill/reasons.hpp"
#include "orchestrator/cli/by_hand_text.hpp"
#include "orchestrator/cli/clock_text.hpp"
#include "orchestrator/cli/command_texts.hpp"
#include "orchestrator/cli/table.hpp"
#include "orchestrator/cli/verdict_texts.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::cli {

namespace {

namespace texts = command_texts;

bool is_over(const StatusInput& in) {
    return in.drill.status == drill::DrillStatus::ended;
}
bool is_interrupted(const StatusInput& in) {
    return !is_over(in) && in.owner.empty();
}

std::string headline(const StatusInput& in) {
    const std::string phase = say(in.language, reports::word(drill::current_phase(in.drill)));
    if (is_over(in)) {
        std::string what =
            say(in.language, texts::has_ended,
                say(in.language, reports::word(in.drill.ending.value_or(drill::Ending::aborted))));
        if (!in.drill.why.empty()) what += ", " + drill::reason_in(in.language, in.drill.why);
        return what;
    }
    if (is_interrupted(in))
        return paint(in.colour, Style::bad, say(in.language, texts::interrupted, phase));
    return say(in.language, texts::running, phase);
}

std::string owner_line(const StatusInput& in) {
    const std::string last =
        in.drill.now ? time_of_day(in.drill.now->wall, in.minutes_east, 3) : "?";
    if (in.owner.empty())
        return say(in.language, texts::owner_gone, in.last_owner.empty() ? "?" : in.last_owner,
                   in.events, last);
    return say(in.language, texts::owner_lives, in.owner, in.events, last);
}

std::string how_to_answer(const StatusInput& in, const std::string& id) {
    const plan::Step* step = plan::find_step(in.drill.plan, id);
    const auto* decide = step == nullptr ? nullptr : std::get_if<plan::Decide>(&step->action);
    if (decide != nullptr)
        return say(in.language, texts::next_choose, in.drill.id, id,
                   fmt::format("{}", fmt::join(decide->options, ", ")));
    const bool by_hand = step != nullptr && std::holds_alternative<plan::Manual>(step->action);
    return say(in.language, by_hand ? texts::next_confirm : texts::next_approve, in.drill.id, id);
}

std::string waits(const StatusInput& in) {
    std::string out;
    for (const auto& step : drill::waiting_for_people(in.drill)) {
        const auto& began = in.drill.steps.at(step).began;
        out += paint(in.colour, Style::warn,
                     say(in.language, texts::waits, step,
                         began ? time_of_day(began->wall, in.minutes_east, 1) : "?")) +
               "\n" + how_to_answer(in, step) + "\n";
    }
    return out;
}

std::string pause_of(const StatusInput& in) {
    if (!in.drill.pause) return {};
    const auto& pause = *in.drill.pause;
    return paint(in.colour, Style::warn,
                 say(in.language, texts::paused, pause.by.person,
                     time_of_day(pause.at.wall, in.minutes_east, 1),
                     pause.why.empty() ? "" : say(in.language, texts::because, pause.why))) +
           "\n" + say(in.language, texts::next_continue, in.drill.id) + "\n";
}

/// A fence for which nobody can give a receipt, and when time alone will do.
std::string presumptions(const StatusInput& in) {
    std::string out;
    if (!in.drill.now || in.owner.empty()) return out;
    for (const auto& fence : drill::fences_to_presume(in.drill))
        out += paint(in.colour, Style::warn,
                     say(in.language, texts::presumes, fence.step, fence.host,
                         time_of_day(in.drill.now->wall + fence.left, in.minutes_east, 0),
                         fence.fault)) +
               "\n";
    return out;
}

/// Each held step with what a person may say about it.
std::string held_steps(const StatusInput& in) {
    std::string out;
    for (const auto& id : drill::held_steps(in.drill)) {
        out += paint(in.colour, Style::warn,
                     say(in.language, texts::held, id,
                         drill::reason_in(in.language, in.drill.steps.at(id).why))) +
               "\n";
        for (const Message& command : ways_on(in.drill, id))
            out += say(in.language, command, in.drill.id, id) + "\n";
    }
    return out;
}

std::string stop_conditions(const StatusInput& in) {
    std::string out;
    for (const auto& line : drill::guard_lines(in.drill))
        out += "  " + line.condition.in(in.language) + ": " +
               paint(in.colour, line.bad ? Style::bad : Style::plain, line.state.in(in.language)) +
               "\n";
    return out.empty() ? out : "\n" + say(in.language, texts::stops_when) + "\n" + out;
}

std::string truth_of(const StatusInput& in, const engine::Surveyed& agent) {
    if (!agent.answer) return agent.why;
    std::string out;
    const auto add = [&](const std::string& what) { out += (out.empty() ? "" : "; ") + what; };
    for (const auto& fence : agent.answer->fences)
        if (fence.drill == in.drill.id) add(say(in.language, texts::has_fence));
    for (const auto& fault : agent.answer->faults)
        if (fault.drill == in.drill.id)
            add(paint(in.colour, Style::bad, say(in.language, texts::has_fault, fault.kind)));
    for (const auto& key : agent.answer->running)
        add(say(in.language, texts::has_running, key.step + "/" + std::to_string(key.attempt)));
    for (const auto& probe : agent.answer->probes) add(say(in.language, texts::has_probe, probe));
    return out.empty() ? say(in.language, texts::quiet) : out;
}

std::string agents(const StatusInput& in) {
    if (in.agents.empty()) return {};
    Table table({{say(in.language, texts::host), false, 8},
                 {say(in.language, texts::contact), false, 7},
                 {say(in.language, texts::state), false, 40}});
    for (const auto& agent : in.agents)
        table.add({{agent.host + (agent.program == plan::Performer::probe ? " probe" : "")},
                   {say(in.language, agent.answer ? texts::up : texts::absent),
                    agent.answer ? Style::plain : Style::bad},
                   {truth_of(in, agent)}});
    return "\n" + say(in.language, texts::true_now, time_of_day(in.asked, in.minutes_east, 1)) +
           "\n" + table.text(in.colour);
}

std::string without_outcome(const StatusInput& in) {
    std::string out;
    for (const auto& step : in.drill.plan.steps) {
        const auto& state = in.drill.steps.at(step.id);
        if (!state.under_way) continue;
        const std::string name = step.id + "/" + std::to_string(state.attempt);
        out += "  " +
               say(in.language, texts::resume_asks,
                   pad_right(name, std::max(20, display_width(name))), step.host) +
               "\n";
    }
    return out.empty() ? out : "\n" + say(in.language, texts::no_outcome) + "\n" + out;
}

std::string next(const StatusInput& in) {
    const bool past = drill::past_point_of_no_return(in.drill);
    if (is_over(in))
        return "\n" + say(in.language, verdict_texts::next) + "\n  " +
               say(in.language, verdict_texts::next_failback, in.drill.id) + "\n";
    std::string out =
        say(in.language, texts::next_resume, in.drill.id) + "\n  " +
        say(in.language, past ? texts::next_abort_keep : texts::next_abort_undo, in.drill.id);
    return "\n" + say(in.language, verdict_texts::next) + "\n  " + out + "\n";
}

std::string held(const drill::Drill& drill, Language language, bool colour) {
    std::string out;
    for (const auto& fault : drill::outstanding_faults(drill))
        out += "  " +
               paint(colour, Style::bad,
                     say(language, verdict_texts::fault_outstanding, fault.kind, fault.host,
                         fault.step)) +
               "\n" + by_hand_text(drill, fault, language);
    for (const auto& fence : drill::fences_held(drill))
        out += "  " + say(language, verdict_texts::fence_kept, fence.kind, fence.host, fence.step) +
               "\n";
    return out.empty() ? out : "\n" + say(language, verdict_texts::still_open) + "\n" + out;
}

std::string undone_steps(const AbortInput& in) {
    std::string out;
    const auto& steps = in.drill.plan.steps;
    for (std::size_t i = steps.size(); i-- > 0;) {
        const auto& state = in.drill.steps.nth(i);
        const std::string name = pad_right(steps[i].id, 24) + pad_right(steps[i].host, 12);
        if (state.undo == drill::UndoStatus::done)
            out += paint(in.colour, Style::good, say(in.language, texts::undone, name)) + "\n";
        if (state.undo == drill::UndoStatus::failed)
            out += paint(in.colour, Style::bad,
                         say(in.language, texts::undo_failed, name,
                             drill::reason_in(in.language, state.why))) +
                   "\n";
    }
    if (out.empty()) return say(in.language, texts::nothing_done) + "\n";
    return say(in.language, texts::before) + "\n" + out;
}

std::string point_passed(const AbortInput& in) {
    for (const auto& step : in.drill.plan.steps) {
        const auto& state = in.drill.steps.at(step.id);
        if (!step.point_of_no_return || !state.began) continue;
        const Instant& at = state.ended ? *state.ended : *state.began;
        return say(in.language, texts::passed, time_of_day(at.wall, in.minutes_east, 3), step.id,
                   step.host, step.host) +
               "\n";
    }
    return {};
}

}  // namespace

std::vector<Message> ways_on(const drill::Drill& drill, const std::string& step) {
    const drill::Identity anybody{.person = "?"};
    std::vector<Message> out;
    if (drill::may_retry(drill, step, anybody, false))
        out.push_back(texts::next_retry);
    else if (drill::may_retry(drill, step, anybody, true))
        out.push_back(texts::next_retry_stated);
    if (drill::may_settle(drill, step, anybody)) out.push_back(texts::next_happened);
    if (drill::may_skip(drill, step, anybody)) out.push_back(texts::next_skip);
    out.push_back(texts::next_abort);
    return out;
}

std::string status_text(const StatusInput& in) {
    std::string out = in.drill.id + "   " + headline(in) + "\n" + owner_line(in) + "\n" +
                      say(in.language, texts::journal, in.events, in.head.substr(0, 12)) + "\n" +
                      pause_of(in) + held_steps(in) + waits(in) + presumptions(in) + agents(in);
    if (is_interrupted(in)) out += without_outcome(in);
    if (!is_over(in)) out += stop_conditions(in);
    out += held(in.drill, in.language, in.colour);
    const bool may_go_on = is_over(in) && drill::may_fail_back(in.drill);
    if (is_interrupted(in) || may_go_on) out += next(in);
    return out;
}

int status_code(const StatusInput& in) {
    const bool open = !drill::outstanding_faults(in.drill).empty();
    if (is_interrupted(in)) return open ? 4 : 3;
    return drill::needs_a_person(in.drill) ? 5 : 0;
}

std::string abort_text(const AbortInput& in) {
    std::string out =
        drill::past_point_of_no_return(in.drill) ? point_passed(in) : undone_steps(in);
    const bool over = in.drill.status == drill::DrillStatus::ended;
    out += "\n" +
           (over ? say(in.language, texts::took, seconds(in.took, 2))
                 : say(in.language, texts::not_yet)) +
           "\n";
    out += held(in.drill, in.language, in.colour);
    if (drill::past_point_of_no_return(in.drill))
        out += "\n" + say(in.language, verdict_texts::next) + "\n  " +
               say(in.language, verdict_texts::next_failback, in.drill.id) + "\n";
    return out;
}

}  // namespace firedrill::cli
