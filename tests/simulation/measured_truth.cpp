#include "tests/simulation/measured_truth.hpp"

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

/// Without any exchange nobody knows when it was that the probe saw something.
bool is_synchronised(const Measured& drill, const std::string& host) {
    return std::ranges::any_of(drill.records, [&](const auto& record) {
        const auto* sampled = std::get_if<drill::ClockSampled>(&record.event);
        return sampled != nullptr && sampled->host == host;
    });
}

/// Who stopped service where nothing was marked so: the first one to do so.
std::optional<Nanos> first_closed(const Measured& drill) {
    const auto closed = std::ranges::find(drill.service.spells(), false, &Spell::open);
    return closed == drill.service.spells().end() ? std::nullopt : std::optional(closed->from);
}

bool is_plain(const Measured& drill, const TrueOutage& outage, bool failback) {
    const Service& service = drill.service;
    const Nanos window = failback ? Nanos::max() : begin_of_failback(drill) - 200ms;
    const Nanos seen_until = std::min(drill.probed.front().hi, window);
    const Nanos sustained = drill.plan.services[0].sustained + margin(drill);
    Nanos settled = outage.opened;  // a prober that stood still can tell only later
    for (const auto& stall : drill.settings.traffic.stalls)
        if (stall.lo < settled + sustained) settled = std::max(settled, stall.hi);
    const bool one = outage.first_opened == outage.opened;
    const bool begins = service.at(outage.disrupted).from == outage.disrupted &&
                        !service.at(outage.disrupted).open &&
                        service.at(outage.disrupted - 1ms).open;
    const std::string& struck = drill.clocks[failback ? 2 : 1].host();
    return has_samples(drill) && is_synchronised(drill, drill.clocks.back().host()) &&
           is_synchronised(drill, struck) && begins && one &&
           outage.opened - outage.disrupted >= margin(drill) && seen_until >= settled + sustained &&
           outage.disrupted - margin(drill) > drill.probed.front().lo;
}
}  // namespace

const plan::Step* marked(const plan::Plan& plan, plan::Mark mark, bool failback) {
    for (const auto& step : plan.steps)
        if (step.mark == mark && (step.phase >= plan::Phase::failback) == failback) return &step;
    return nullptr;
}

std::optional<Nanos> effect_of(const Measured& drill, const std::string& step) {
    std::optional<Nanos> out;
    for (const auto& [key, times] : drill.times)
        if (key.step == step && key.part == Part::act && times.effect)
            out = std::min(out.value_or(Nanos::max()), *times.effect);
    return out;
}

Nanos begin_of_failback(const Measured& drill) {
    for (const auto& record : drill.records) {
        const auto* intended = std::get_if<drill::AttemptIntended>(&record.event);
        if (intended == nullptr) continue;
        if (plan::find_step(drill.plan, intended->key.step)->phase == plan::Phase::failback)
            return drill.reference().truth(record.at.mono);
    }
    return Nanos::max();
}

bool has_samples(const Measured& drill) {
    return std::ranges::any_of(drill.records, [&](const auto& record) {
        const auto* ended = std::get_if<drill::AttemptEnded>(&record.event);
        return ended != nullptr &&
               std::ranges::any_of(ended->report.artifacts, [](const Artifact& artifact) {
                   return artifact.name.starts_with("samples-");
               });
    });
}

Nanos margin(const Measured& drill) {
    const auto& probe = drill.plan.probes.front();
    return 3 * probe.every + probe.deadline + 2 * drill.settings.traffic.round_trip() + 50ms;
}

std::optional<TrueOutage> true_outage(const Measured& drill, bool failback) {
    const plan::Step* step = marked(drill.plan, plan::Mark::disrupted, failback);
    auto disrupted = step == nullptr ? std::nullopt : effect_of(drill, step->id);
    const bool told = disrupted.has_value();
    if (!told && !failback) disrupted = first_closed(drill);
    if (!disrupted) return std::nullopt;
    TrueOutage out{.disrupted = *disrupted};
    out.first_opened = out.opened = Nanos::max();
    const auto& spells = drill.service.spells();
    for (std::size_t i = 0; i < spells.size(); ++i) {
        if (spells[i].from <= *disrupted || !spells[i].open || spells[i - 1].open) continue;
        out.first_opened = std::min(out.first_opened, spells[i].from);
        out.last_opened = spells[i].from;
        const Nanos lasts = drill.service.end_of(spells[i].from);
        const Nanos sustained = drill.plan.services[0].sustained + margin(drill);
        if (out.opened == Nanos::max() && lasts - sustained > spells[i].from)
            out.opened = spells[i].from;
    }
    out.plain = told && !drill.probed.empty() && out.opened != Nanos::max() &&
                is_plain(drill, out, failback);
    return out;
}

std::optional<Nanos> verified_at(const Measured& drill, bool failback) {
    std::optional<Nanos> out;
    for (const auto& record : drill.records) {
        const auto* ended = std::get_if<drill::AttemptEnded>(&record.event);
        const bool same = ended != nullptr && ended->key.part == Part::act &&
                          ended->key.step == (failback ? "back-writes" : "writes");
        if (same && ended->report.outcome == Outcome::succeeded)
            out = drill.times.at(ended->key).effect;
    }
    return out;
}

TrueLoss true_loss(const Measured& drill, Nanos since, Nanos until) {
    TrueLoss out;
    measure::WriteFigures& f = out.figures;
    for (const auto& write : drill.written_until(until)) {
        if (write.write.sent <= since) continue;
        const bool there = write.commit && drill.service.has(*write.commit, write.reign, until);
        ++f.attempted;
        f.present += there;
        switch (write.write.outcome) {
            case measure::WriteClass::ack: ++f.acked, ++(there ? f.kept : f.lost); break;
            case measure::WriteClass::ack_warning:
                ++f.acked_warning, ++(there ? f.warned_kept : f.warned_lost);
                break;
            case measure::WriteClass::failed: ++f.failed; break;
            case measure::WriteClass::unsure:
                ++f.unsure, ++(there ? f.recovered : f.unsure_absent);
                break;
        }
        if (write.write.outcome == measure::WriteClass::ack && !there)
            out.first_lost = std::min(out.first_lost.value_or(Nanos::max()), *write.commit);
    }
    return out;
}

}  // namespace firedrill::simulation
