#include "reports/build.hpp"
#include "reports/figure.hpp"
#include "reports/phrase.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace firedrill::reports {
namespace {

const drill::StepState* state_of(const drill::Drill& drill, const std::string& step) {
    const auto found = drill.steps.find(step);
    return found == drill.steps.end() ? nullptr : &found->second;
}

void fill_times(const Material& in, const plan::Step& step, const drill::StepState& state,
                StepRow& row) {
    if (state.began) row.began = in.since_zero(*state.began);
    if (state.ended) row.ended = in.since_zero(*state.ended);
    if (state.began && state.ended) row.took = in.between(*state.began, *state.ended);
    if (step.planned == Nanos{0}) return;
    row.planned = exact_figure(step.planned);
    if (!row.took.known()) return;
    const Nanos difference = Nanos{*row.took.lo} - step.planned;
    row.difference = {.text = signed_seconds(difference, 3, Rounding::nearest, Signs::print) + " s",
                      .lo = difference.count(),
                      .hi = difference.count()};
}

StepRow step_row(const Material& in, const plan::Step& step) {
    StepRow row{.id = clean(step.id),
                .phase = step.phase,
                .title = in.title_of(step.id),
                .on = performed_on(step),
                .performer = step.performer,
                .people = step.performer == plan::Performer::person,
                .point_of_no_return = step.point_of_no_return,
                .mark = step.mark};
    const drill::StepState* state = state_of(in.drill, step.id);
    if (state == nullptr) return row;
    row.status = state->status;
    row.undo = state->undo;
    row.attempts = state->attempt;
    row.why = reason_text(state->why);
    fill_times(in, step, *state, row);
    return row;
}

std::optional<Instant> asked_at(const std::vector<drill::Record>& records, const std::string& step,
                                std::int64_t before) {
    std::optional<Instant> out;
    for (const drill::Record& record : records) {
        if (record.seq >= before) break;
        const auto* asked = std::get_if<drill::PersonAsked>(&record.event);
        if (asked != nullptr && asked->step == step) out = record.at;
    }
    return out;
}

drill::Identity clean(const drill::Identity& by) {
    return {.person = reports::clean(by.person),
            .proof = by.proof,
            .account = reports::clean(by.account)};
}

ApprovalRow approval_row(const Material& in, const drill::Record& record,
                         const drill::PersonAnswered& answered) {
    ApprovalRow row{.step = reports::clean(answered.step),
                    .subject = in.title_of(answered.step),
                    .answer = boost::describe::enum_to_string(answered.answer, "?"),
                    .option = reports::clean(answered.option),
                    .by = clean(answered.by),
                    .person = in.person(answered.by.person),
                    .at = in.at(answered.happened.value_or(record.at.wall)),
                    .entered_later = answered.happened.has_value(),
                    .why = reports::clean(answered.why)};
    if (const auto asked = asked_at(in.records, answered.step, record.seq))
        row.waited = in.between(*asked, record.at);
    return row;
}

/// What a person said about a step that was held, or left out.
template <class Said>
ApprovalRow word_row(const Material& in, const drill::Record& record, const Said& said,
                     const char* answer) {
    ApprovalRow row{.step = reports::clean(said.step),
                    .subject = in.title_of(said.step),
                    .answer = answer,
                    .by = clean(said.by),
                    .person = in.person(said.by.person),
                    .at = in.at(record.at.wall),
                    .why = reports::clean(said.why)};
    if (const auto asked = asked_at(in.records, said.step, record.seq))
        row.waited = in.between(*asked, record.at);
    return row;
}

}  // namespace

std::vector<ApprovalRow> approvals(const Material& in) {
    std::vector<ApprovalRow> out;
    for (const drill::Record& record : in.records) {
        if (const auto* started = std::get_if<drill::DrillStarted>(&record.event))
            out.push_back({.answer = "started",
                           .by = clean(started->by),
                           .person = in.person(started->by.person),
                           .at = in.at(record.at.wall)});
        if (const auto* answered = std::get_if<drill::PersonAnswered>(&record.event))
            out.push_back(approval_row(in, record, *answered));
        if (const auto* skipped = std::get_if<drill::StepSkipped>(&record.event))
            out.push_back(word_row(in, record, *skipped, "skipped"));
        if (const auto* retried = std::get_if<drill::StepRetried>(&record.event))
            out.push_back(word_row(in, record, *retried, "retried"));
        if (const auto* settled = std::get_if<drill::StepSettled>(&record.event))
            out.push_back(word_row(in, record, *settled, "happened"));
    }
    return out;
}

Course course(const Material& in) {
    Course out{.zero_is_fault = in.zero_is_fault};
    for (const plan::Step& step : in.drill.plan.steps) out.steps.push_back(step_row(in, step));
    out.timeline = timeline(in);
    if (in.drill.started && in.drill.now)
        out.duration = in.between(*in.drill.started, *in.drill.now);
    out.waited = exact_figure(in.drill.waited_for_people);
    out.paused = exact_figure(in.drill.waited_in_pauses);
    out.held = exact_figure(in.drill.waited_in_holds);
    if (out.duration.known())
        out.machine = exact_figure(Nanos{*out.duration.lo} - in.drill.waited_for_people);
    return out;
}

}  // namespace firedrill::reports
