#include "reports/build.hpp"

#include "core/drill/reasons.hpp"
#include "reports/figure.hpp"
#include "reports/phrase.hpp"
#include "reports/scrub.hpp"

#include <algorithm>

namespace firedrill::reports {

Moment Material::at(Nanos utc) const {
    return moment(utc, circumstances.minutes_east);
}

Figure Material::since_zero(const Instant& instant) const {
    return between(zero, instant);
}

Figure Material::between(const Instant& from, const Instant& to) const {
    if (from.boot != to.boot || from.host != to.host) return {};
    return exact_figure(to.mono - from.mono);
}

Text Material::person(std::string_view id) const {
    for (const plan::Person& person : drill.plan.people)
        if (person.id == id && !person.title.empty()) return clean(person.title);
    return plain(clean(id));
}

Text Material::title_of(const std::string& step) const {
    const auto found = std::ranges::find(drill.plan.steps, step, &plan::Step::id);
    if (found == drill.plan.steps.end() || found->title.empty()) return plain(clean(step));
    return clean(found->title);
}

Material material(const drill::Drill& drill, const std::vector<drill::Record>& records,
                  const drill::Assessment& assessment, const Circumstances& circumstances) {
    Material out{.drill = drill,
                 .records = records,
                 .assessment = assessment,
                 .circumstances = circumstances,
                 .zero = drill.started.value_or(Instant{})};
    if (const auto& fault = assessment.failover.fault; fault && assessment.failover.exercised) {
        out.zero.wall += middle(*fault) - out.zero.mono;
        out.zero.mono = middle(*fault);
        out.zero_is_fault = true;
    }
    return out;
}

std::string performed_on(const plan::Step& step) {
    if (const auto* manual = std::get_if<plan::Manual>(&step.action))
        return clean(manual->assignee);
    if (const auto* approve = std::get_if<plan::Approve>(&step.action)) return clean(approve->role);
    if (const auto* decide = std::get_if<plan::Decide>(&step.action)) return clean(decide->by);
    return step.host.empty() ? "firedrill" : clean(step.host);
}

Text reason_text(std::string_view why) {
    return {.en = clean(drill::reason_in(Language::en, why)),
            .zh = clean(drill::reason_in(Language::zh, why))};
}

namespace {

CalibrationRow calibration_row(const Material& in, drill::CalibrationCited cited) {
    scrub(cited);
    CalibrationRow out{.host = cited.host, .problem = cited.problem, .last = cited.last};
    if (!cited.last) return out;
    const measure::Calibrated& last = *cited.last;
    const auto count = [](std::int64_t n) { return count_figure(n, n); };
    out.made = in.at(last.made);
    out.outages = count(last.outages);
    out.intervals = count(last.intervals);
    out.held = count(last.held);
    out.median_error = {.text = bound(last.median_error, Signs::print),
                        .unit = "ns",
                        .lo = last.median_error.count(),
                        .hi = last.median_error.count()};
    out.writes = count(last.writes);
    out.misjudged = count(last.misjudged);
    return out;
}

/// What stands in the first record alone.
void fill_from_start(const Material& in, Report& out) {
    for (const drill::Record& record : in.records) {
        const auto* started = std::get_if<drill::DrillStarted>(&record.event);
        if (started == nullptr) continue;
        out.version = clean(started->version);
        if (started->calibration) out.calibration = calibration_row(in, *started->calibration);
        out.series_place = started->series;
        scrub(out.series_place);
        return;
    }
}

std::vector<ServiceRow> services(const Material& in) {
    std::vector<ServiceRow> out;
    for (const drill::ServiceFigures& figures : in.assessment.services)
        out.push_back(service_row(in.drill.plan, figures));
    return out;
}

void fill_head(const Material& in, Report& out) {
    const drill::Drill& drill = in.drill;
    out.drill = clean(drill.id);
    out.plan_hash = drill.plan_hash;
    fill_from_start(in, out);
    out.zone = zone_name(in.circumstances.minutes_east);
    out.generated = in.at(in.circumstances.generated);
    if (drill.started) out.started = in.at(drill.started->wall);
    if (drill.now) out.ended = in.at(drill.now->wall);
    out.ending = drill.ending;
    out.why = reason_text(drill.why);
    out.started_by = drill.started_by;
    out.approvals_waived = drill.approvals_waived;
    out.recovered = drill.recovery.has_value();
    out.past_point_of_no_return = drill::past_point_of_no_return(drill);
    out.plan = drill.plan;
}

void fill_verdict(const Material& in, Report& out) {
    const drill::Assessment& assessment = in.assessment;
    out.overall = assessment.overall;
    out.exit_code = assessment.exit_code;
    out.services = services(in);
    out.baseline_compared = assessment.baseline_compared;
    out.baseline = assessment.baseline;
    out.not_compared = assessment.not_compared;
    out.data = assessment.data;
    for (drill::DataFigures& data : out.data) scrub(data);
    out.neighbours = assessment.neighbours;
    out.outstanding = assessment.outstanding;
    out.fences = assessment.fences;
    out.problems = assessment.problems;
    out.receipts = assessment.receipts;
    out.backup = assessment.backup;
    if (out.backup) {
        out.backup->failed_step = clean(out.backup->failed_step);
        out.backup->failure = clean(out.backup->failure);
    }
    for (drill::ReceiptsCompared& compared : out.receipts) scrub(compared);
    for (const drill::Record& record : in.records)
        if (const auto* breach = std::get_if<drill::GuardBreached>(&record.event))
            out.breaches.push_back(clean(breach->guard + ": " + breach->what));
}

}  // namespace

Report build_report(const drill::Drill& drill, const std::vector<drill::Record>& records,
                    const drill::Assessment& assessment, const Circumstances& circumstances) {
    const Material in = material(drill, records, assessment, circumstances);
    Report out;
    fill_head(in, out);
    fill_verdict(in, out);
    out.approvals = approvals(in);
    out.course = course(in);
    out.failover = outage(in, assessment.failover, true);
    out.failback = outage(in, assessment.failback, false);
    out.series = circumstances.series;
    out.findings = findings(in);
    out.starts = starts(in);
    out.hosts = hosts(in);
    out.evidence = evidence(in);
    return out;
}

}  // namespace firedrill::reports
