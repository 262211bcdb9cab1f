// When the fault struck and what the probes saw of it.
#include "core/drill/assess_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::drill::assessing {
namespace {

bool may_have_happened(const Drill& drill, const plan::Step& step) {
    const StepState& state = drill.steps.at(step.id);
    return state.may_have_happened || state.status == StepStatus::succeeded;
}

/// Somebody pulled the plug: between being asked and saying so, or when they said it was.
std::optional<Interval> done_by_person(const Context& in, const plan::Step& step) {
    const StepState& state = in.drill.steps.at(step.id);
    if (!state.began || !state.ended || state.answers.empty()) return std::nullopt;
    const Interval said = in.clocks.of(*state.ended).at;
    if (const auto& happened = state.answers.back().happened)
        return remembered(said.lo, state.ended->wall, *happened, in.clocks.stepped(*state.ended));
    return Interval{std::min(in.clocks.of(*state.began).at.lo, said.lo), said.hi};
}

std::optional<Interval> effect_of(const Context& in, const plan::Step& step) {
    if (step.performer == plan::Performer::person) return done_by_person(in, step);
    return when_effective(in, step);
}

/// Files of one clock; a probe may have been started several times in a boot.
struct Watched {
    const measure::SampleFile* first = nullptr;
    std::vector<measure::ProbeSample> samples;
};

std::vector<Watched> by_clock(const std::vector<measure::SampleFile>& files) {
    std::vector<Watched> out;
    for (const auto& file : files) {
        auto same = std::find_if(out.begin(), out.end(), [&](const Watched& w) {
            return w.first->host == file.host && w.first->boot == file.boot;
        });
        if (same == out.end()) same = out.insert(out.end(), Watched{&file, {}});
        same->samples.insert(same->samples.end(), file.samples.begin(), file.samples.end());
    }
    return out;
}

measure::ProbeSettings settings_for(const plan::Plan& plan, const plan::Probe& probe) {
    measure::ProbeSettings out{probe.every, probe.deadline, std::chrono::seconds{30}, 990'000};
    for (const auto& service : plan.services) {
        if (service.id != probe.service) continue;
        out.sustained = service.sustained;
        out.success_ppm = service.success_ppm;
    }
    return out;
}

/// Looks at the samples of one clock and maps what was found.
class Look {
public:
    Look(const Context& in, Which part, const plan::Probe& probe, const Watched& watched)
        : in_(in), part_(part), watched_(watched), settings_(settings_for(in.drill.plan, probe)) {
        out_.probe = &probe;
        out_.samples = true;
        out_.host = watched.first->host;
        out_.boot = watched.first->boot;
    }

    Seen with(const std::optional<Interval>& fault) {
        const auto window = to(in_.window(part_));
        if (!window) return unsynchronised();
        out_.fault = fault;
        out_.fault_there = fault ? to(*fault) : std::nullopt;
        find(out_.fault_there, *window);
        narrow(out_.fault_there, *window);
        map();
        return out_;
    }

private:
    std::optional<Interval> to(Interval reference) const {
        return in_.clocks.to(watched_.first->host, watched_.first->boot, reference);
    }
    std::optional<Interval> from(std::optional<Interval> there) const {
        if (!there) return std::nullopt;
        return in_.clocks.from(watched_.first->host, watched_.first->boot, *there);
    }
    static std::optional<Interval> point(std::optional<Nanos> at) {
        return at ? std::optional(Interval{*at, *at}) : std::nullopt;
    }

    void find(const std::optional<Interval>& fault, Interval window) {
        out_.raw = measure::find_outage(watched_.samples, settings_, fault, window);
    }

    /// Nobody knows which outage is which; the first is shown, and no verdict rests on it.
    Seen unsynchronised() {
        out_.synchronised = false;
        if (part_ == Which::failover) find(std::nullopt, {Nanos::min(), Nanos::max()});
        out_.raw.rto.reset();
        return out_;
    }

    /// The fault struck no later than the first failure that it caused.
    void narrow(std::optional<Interval>& there, Interval window) {
        if (!there || !out_.raw.first_bad || *out_.raw.first_bad >= there->hi) return;
        there->hi = std::max(there->lo, *out_.raw.first_bad);
        const auto first_bad = from(point(out_.raw.first_bad));
        if (first_bad) out_.fault->hi = std::clamp(first_bad->hi, out_.fault->lo, out_.fault->hi);
        find(there, window);
    }

    void map() {
        out_.start = from(out_.raw.start);
        out_.serving = from(out_.raw.end);
        out_.last_good = from(point(out_.raw.last_good));
        out_.last_bad = from(point(out_.raw.last_bad));
        // Both ends in one clock: no bound between clocks enters twice.
        out_.rto = out_.fault_there ? out_.raw.rto : out_.raw.client;
        if (out_.fault) return;
        out_.fault = out_.start;
        out_.fault_there = out_.raw.start;
    }

    const Context& in_;
    Which part_;
    const Watched& watched_;
    measure::ProbeSettings settings_;
    Seen out_;
};

void fill(const Context& in, Stage& stage) {
    OutageFigures& out = stage.figures;
    const Seen& lead = stage.lead;
    const bool ran = stage.fault.step != nullptr;
    out.exercised = ran || lead.raw.happened;
    out.probe = lead.probe == nullptr ? "" : lead.probe->id;
    if (!out.exercised) return;
    out.fault = lead.samples && lead.fault ? lead.fault : stage.fault.at;
    out.serving = lead.serving;
    out.outage = lead.raw.client;
    out.rto = lead.rto;
    out.down = lead.raw.down;
    out.flaps = lead.raw.flaps;
    out.sustained_good = lead.raw.sustained_good;
    out.sustained_total = lead.raw.sustained_total;
    out.slots = lead.raw.slots;
    out.late_slots = lead.raw.late_slots;
    if (lead.samples && !lead.raw.happened && ran)
        in.problems.push_back(
            fmt::format("{}: probe {} saw no outage although step {} was carried out",
                        name(stage.which), lead.probe->id, stage.fault.step->id));
}

}  // namespace

Fault fault_of(const Context& in, Which part) {
    for (const auto& step : in.drill.plan.steps) {
        if (step.mark != plan::Mark::disrupted || which(step) != part) continue;
        if (!may_have_happened(in.drill, step)) continue;
        return {&step, effect_of(in, step)};
    }
    return {};
}

Seen look(const Context& in, Which part, const plan::Probe& probe,
          const std::optional<Interval>& fault) {
    const auto evidence = in.evidence.find(probe.id);
    Seen best{.probe = &probe};
    if (evidence == in.evidence.end()) return best;
    // Normally one clock. After a reboot of the probe's host: the one that saw an outage.
    for (const auto& watched : by_clock(evidence->second.samples)) {
        Seen seen = Look(in, part, probe, watched).with(fault);
        const bool better =
            !best.samples || (seen.raw.happened && !best.raw.happened) ||
            (seen.raw.happened == best.raw.happened && seen.raw.slots > best.raw.slots);
        if (better) best = std::move(seen);
    }
    return best;
}

const plan::Probe* probe_of(const plan::Plan& plan, const std::string& service) {
    const auto found = std::find_if(plan.probes.begin(), plan.probes.end(),
                                    [&](const auto& p) { return p.service == service; });
    return found == plan.probes.end() ? nullptr : &*found;
}

const plan::Probe* leading_probe(const plan::Plan& plan) {
    for (const auto& service : plan.services)
        if (const auto* probe = probe_of(plan, service.id)) return probe;
    return plan.probes.empty() ? nullptr : &plan.probes.front();
}

const MarkFigure* Stage::mark(std::string_view wanted) const {
    const auto found = std::find_if(figures.marks.begin(), figures.marks.end(),
                                    [&](const auto& mark) { return mark.mark == wanted; });
    return found == figures.marks.end() ? nullptr : &*found;
}

Stage assess_stage(const Context& in, Which part) {
    Stage stage{.which = part, .fault = fault_of(in, part)};
    const bool began = in.window(part).lo <= in.window(part).hi;
    const plan::Probe* lead = leading_probe(in.drill.plan);
    stage.fault_synchronised = stage.fault.step == nullptr || stage.fault.at.has_value();
    if (!began || lead == nullptr) return stage;
    stage.lead = look(in, part, *lead, stage.fault.at);
    fill(in, stage);
    for (const auto& probe : in.drill.plan.probes)
        if (!probe.service.empty())
            stage.seen[probe.id] =
                probe.id == lead->id ? stage.lead : look(in, part, probe, stage.figures.fault);
    add_marks(in, stage);
    add_pieces(in, stage);
    add_writes(in, stage);
    return stage;
}

}  // namespace firedrill::drill::assessing
