// Findings about steps, people and the measuring itself.
#include "core/base/format.hpp"
#include "core/drill/assess_parts.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace firedrill::drill::assessing {
namespace {

/// Of the whole recovery: more than this for one kind of work is worth a finding.
constexpr std::int64_t share_worth_telling_ppm = 200'000;

std::string share_text(Nanos part, Nanos whole) {
    return whole > Nanos{0} ? percent(part / (whole / 1'000'000 + Nanos{1}), 1) : "-";
}

std::string on_step(const plan::Step& step) {
    return "step " + step.id;
}

Nanos took(const Context& in, const StepState& state) {
    if (!state.began || !state.ended) return Nanos{0};
    return in.clocks.of(*state.ended).at.lo - in.clocks.of(*state.began).at.lo;
}

/// Where it ran; steps of the orchestrator name no host.
std::string place_of(const plan::Step& step) {
    return step.host.empty() ? "firedrill" : step.host;
}

void failed(const plan::Step& step, const StepState& state, Findings& out) {
    const bool wrong = state.status == StepStatus::failed || state.status == StepStatus::unknown;
    if (wrong)
        out.add(step.on_failure == plan::OnFailure::carry_on ? Severity::medium : Severity::high,
                finding::step_failed, {step.id, place_of(step), state.why}, on_step(step));
    if (!state.said_by.empty() && state.status == StepStatus::skipped)
        out.add(Severity::medium, finding::step_skipped, {step.id, place_of(step), state.why},
                on_step(step));
    if (!state.said_by.empty() && state.status == StepStatus::succeeded)
        out.add(Severity::medium, finding::step_settled, {step.id, place_of(step), state.why},
                on_step(step));
    if (state.presumed)
        out.add(Severity::medium, finding::fence_presumed, {step.id, place_of(step), state.why},
                on_step(step));
    if (state.undo == UndoStatus::failed)
        out.add(Severity::high, finding::undo_failed, {step.id, place_of(step), state.why},
                on_step(step));
    if (state.status == StepStatus::succeeded && state.attempt > 1)
        out.add(Severity::low, finding::step_retried,
                {step.id, place_of(step), thousands(state.attempt)}, on_step(step));
}

/// Late by a tenth and by a second at least: less is noise.
void slow(const Context& in, const plan::Step& step, const StepState& state, Findings& out) {
    if (step.planned <= Nanos{0} || step.performer == plan::Performer::person) return;
    const Nanos time = took(in, state);
    const Nanos slack = std::max<Nanos>(step.planned / 10, std::chrono::seconds{1});
    if (state.status == StepStatus::succeeded && time > step.planned + slack)
        out.add(Severity::low, finding::step_over_planned,
                {step.id, spoken(time), spoken(step.planned)}, on_step(step));
}

void held(const Case& c, Findings& out) {
    for (const auto& fault : c.assessment.outstanding)
        out.add(Severity::high, finding::fault_outstanding, {fault.step, fault.host, fault.kind},
                "step " + fault.step);
    for (const auto& fence : c.assessment.fences)
        out.add(Severity::medium, finding::fence_held, {fence.step, fence.host, fence.kind},
                "step " + fence.step);
}

/// What lies within the first outage.
Nanos within(const Case& c, Interval waiting) {
    const auto& fault = c.failover.figures.fault;
    const auto& whole = c.failover.figures.whole;
    if (!fault || !whole) return Nanos{0};
    const Nanos lo = std::max(waiting.lo, middle_of(*fault));
    const Nanos hi = std::min(waiting.hi, middle_of(*fault) + middle_of(*whole));
    return std::max(Nanos{0}, hi - lo);
}

void waiting(const Case& c, Findings& out) {
    const Nanos whole = c.failover.figures.whole ? middle_of(*c.failover.figures.whole) : Nanos{0};
    for (const auto& one : waiting_times(c.in)) {
        const Nanos inside = within(c, one.at);
        const Nanos all = one.at.width();
        const bool large = inside > Nanos{0} &&
                           inside.count() > whole.count() / 1'000'000 * share_worth_telling_ppm;
        const bool approve = std::holds_alternative<plan::Approve>(one.step->action);
        const bool late = one.step->planned > Nanos{0} && all > one.step->planned;
        if (approve && large)
            out.add(Severity::medium, finding::approval_share,
                    {one.step->id, spoken(inside), share_text(inside, whole), spoken(whole)},
                    on_step(*one.step));
        else if (large || late)
            out.add(late ? Severity::medium : Severity::low, finding::person_waited,
                    {one.step->id, spoken(all),
                     one.step->planned > Nanos{0} ? spoken(one.step->planned) : "-",
                     share_text(inside, whole)},
                    on_step(*one.step));
    }
}

void paused(const Case& c, Findings& out) {
    for (const auto& one : pauses(c.in))
        out.add(Severity::low, finding::drill_paused,
                {one.by, spoken(one.at.width()), one.why.empty() ? "-" : one.why},
                "journal record " + thousands(one.seq));
}

void recovered(const Case& c, Findings& out) {
    std::int64_t found = 0;
    for (const auto& record : c.in.records) {
        found += std::holds_alternative<AttemptFound>(record.event) ? 1 : 0;
        const auto* recovered = std::get_if<RecordRecovered>(&record.event);
        if (recovered == nullptr) continue;
        const std::string unreached = fmt::format("{}", fmt::join(recovered->unreached, ", "));
        out.add(Severity::medium, finding::record_recovered,
                {recovered->by.person, thousands(found), unreached.empty() ? "-" : unreached},
                "journal record " + thousands(record.seq));
    }
}

void waived(const Case& c, Findings& out) {
    std::int64_t count = 0;
    for (const auto& record : c.in.records) {
        const auto* answer = std::get_if<PersonAnswered>(&record.event);
        if (answer != nullptr && answer->by.proof == Proof::waived) ++count;
    }
    if (count > 0)
        out.add(Severity::low, finding::approvals_waived, {thousands(count)}, "start of the drill");
}

void from_memory(const Stage& stage, Findings& out) {
    for (const auto& mark : stage.figures.marks)
        if (mark.source == Source::entered_later)
            out.add(Severity::medium, finding::entered_later,
                    {mark.mark, mark.step, mark.by, bound(mark.at)}, "step " + mark.step);
}

void prober(const Stage& stage, Findings& out) {
    const OutageFigures& figures = stage.figures;
    if (stage.lead.samples && figures.exercised && !stage.lead.trusted())
        out.add(Severity::medium, finding::late_slots,
                {name(stage.which), figures.probe, thousands(figures.late_slots),
                 thousands(figures.slots),
                 percent(figures.slots == 0 ? 0 : figures.late_slots * 1'000'000 / figures.slots)},
                "samples of probe " + figures.probe);
    if (figures.flaps > 0)
        out.add(Severity::low, finding::flaps,
                {name(stage.which), thousands(figures.flaps), figures.probe},
                "samples of probe " + figures.probe);
}

/// Hosts whose times were needed and could not be bounded.
std::vector<std::string> unsynchronised(const Case& c) {
    std::vector<std::string> out;
    const auto add = [&](const std::string& host) {
        if (std::find(out.begin(), out.end(), host) == out.end()) out.push_back(host);
    };
    for (const auto& clock : c.assessment.clocks)
        if (!clock.synchronised) add(clock.host);
    for (const Stage* stage : {&c.failover, &c.failback}) {
        if (!stage->fault_synchronised) add(stage->fault.step->host);
        for (const auto& [probe, seen] : stage->seen)
            if (!seen.synchronised) add(seen.probe->host);
        for (const auto& mark : stage->figures.marks)
            if (!mark.synchronised) add(mark.by);
    }
    return out;
}

/// What a host says about the time of a step that it cannot have been.
void untrue_times(const Case& c, Findings& out) {
    for (const auto& step : c.in.drill.plan.steps) {
        const StepState& state = c.in.drill.steps.at(step.id);
        const bool on_host =
            step.performer == plan::Performer::agent || step.performer == plan::Performer::probe;
        if (!on_host || state.status != StepStatus::succeeded) continue;
        const auto attempts = attempts_of(c.in, step);
        if (attempts.empty() || !attempts.back().has_times()) continue;
        const AttemptReport& report = *attempts.back().report;
        const std::string& host = report.host.empty() ? step.host : report.host;
        const bool known =
            c.in.clocks.from(host, report.boot, Interval{report.started, report.ended}).has_value();
        const bool possible =
            when_begun(c.in, step, attempts.back()) && when_ended(c.in, step, attempts.back());
        if (known && !possible)
            out.add(Severity::medium, finding::time_refused, {step.id, host}, "step " + step.id);
    }
}

/// By host, what its programs said and nobody believed.
void not_believed(const Case& c, Findings& out) {
    std::map<std::string, std::vector<const AnswerRefused*>> by_host;
    for (const auto& record : c.in.records)
        if (const auto* refused = std::get_if<AnswerRefused>(&record.event))
            by_host[refused->host].push_back(refused);
    for (const auto& [host, refused] : by_host)
        out.add(Severity::high, finding::answers_refused,
                {host, thousands(static_cast<std::int64_t>(refused.size())), refused.front()->what},
                "journal, answer_refused");
}

}  // namespace

void find_in_steps(const Case& c, Findings& out) {
    const Drill& drill = c.in.drill;
    if (drill.ending && *drill.ending != Ending::completed)
        out.add(Severity::high, finding::drill_aborted,
                {boost::describe::enum_to_string(*drill.ending, "?"), drill.why},
                "end of the drill");
    held(c, out);
    for (const auto& step : drill.plan.steps) {
        const StepState& state = drill.steps.at(step.id);
        failed(step, state, out);
        slow(c.in, step, state, out);
    }
}

void find_in_people(const Case& c, Findings& out) {
    waiting(c, out);
    paused(c, out);
    from_memory(c.failover, out);
    from_memory(c.failback, out);
    waived(c, out);
    recovered(c, out);
}

void find_in_measuring(const Case& c, Findings& out) {
    prober(c.failover, out);
    prober(c.failback, out);
    for (const auto& host : unsynchronised(c))
        out.add(Severity::medium, finding::clock_unsynchronised, {host}, "clock of " + host);
    untrue_times(c, out);
    not_believed(c, out);
    std::string marks;
    for (const auto mark : c.in.drill.plan.unbound_marks)
        marks +=
            (marks.empty() ? "" : ", ") + std::string(boost::describe::enum_to_string(mark, "?"));
    if (!marks.empty()) out.add(Severity::low, finding::marks_unbound, {marks}, "plan");
}

}  // namespace firedrill::drill::assessing
