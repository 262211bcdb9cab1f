// Times of all hosts on one clock.
#include "core/drill/assess_parts.hpp"

#include <algorithm>
#include <utility>

namespace firedrill::drill::assessing {
namespace {

using Samples = std::vector<measure::ClockSample>;

std::optional<Interval> known(const Result<Interval>& mapped) {
    return mapped ? std::optional(*mapped) : std::nullopt;
}

/// The offset is known worst at the ends of the drill and half-way between exchanges.
std::vector<Nanos> worst_moments(const Samples& samples, Interval drill) {
    std::vector<Nanos> at{drill.lo, drill.hi};
    Samples sorted = samples;
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return a.t1 < b.t1; });
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        const Nanos between = sorted[i - 1].t4 + (sorted[i].t1 - sorted[i - 1].t4) / 2;
        if (drill.contains(between)) at.push_back(between);
    }
    return at;
}

}  // namespace

Clocks::Clocks(const Drill& drill, const std::vector<Record>& records)
    : start_(drill.started.value_or(Instant{})) {
    for (const auto& record : records) {
        note_attempt(record);
        const auto* sampled = std::get_if<ClockSampled>(&record.event);
        if (sampled == nullptr || !is_reference(record.at.host, record.at.boot)) continue;
        samples_[{sampled->host, sampled->boot}].push_back(sampled->sample);
    }
}

/// Where another orchestrator took over in between, nobody has both ends on one clock.
void Clocks::note_attempt(const Record& record) {
    const auto* intended = std::get_if<AttemptIntended>(&record.event);
    const auto* ended = std::get_if<AttemptEnded>(&record.event);
    if (intended == nullptr && ended == nullptr) return;
    const AttemptKey& key = intended != nullptr ? intended->key : ended->key;
    if (key.part == firedrill::Part::undo) return;
    const bool known = is_reference(record.at.host, record.at.boot);
    const Nanos lo = known ? record.at.mono : Nanos::min();
    const Nanos hi = known ? record.at.mono : Nanos::max();
    const auto found = under_way_.emplace(key.step, Interval{lo, Nanos::max()}).first;
    if (ended != nullptr)
        found->second.hi = hi;  // the last one: an attempt that failed is repeated
}

std::optional<Interval> Clocks::possible(const plan::Step& step, Interval said) const {
    const auto found = under_way_.find(step.id);
    if (found == under_way_.end()) return said;
    // What only looks may have found what was there before.
    const bool acts = plan::changes_something(step.action);
    const Nanos lo = acts ? found->second.lo : std::min(found->second.lo, start_.mono);
    const Interval out{std::max(lo, said.lo), std::min(found->second.hi, said.hi)};
    return out.lo <= out.hi ? std::optional(out) : std::nullopt;
}

bool Clocks::is_reference(const std::string& host, const std::string& boot) const {
    return host.empty() || (host == start_.host && boot == start_.boot);
}

std::optional<Interval> Clocks::from(const std::string& host, const std::string& boot,
                                     Interval reading) const {
    // Reports come from other hosts: an interval the wrong way round is made whole.
    if (reading.lo > reading.hi) std::swap(reading.lo, reading.hi);
    const auto found = samples_.find({host, boot});
    if (found != samples_.end()) return known(measure::reference_of(found->second, reading));
    return is_reference(host, boot) ? std::optional(reading) : std::nullopt;
}

std::optional<Interval> Clocks::to(const std::string& host, const std::string& boot,
                                   Interval reference) const {
    const auto found = samples_.find({host, boot});
    if (found != samples_.end()) return known(measure::other_of(found->second, reference));
    return is_reference(host, boot) ? std::optional(reference) : std::nullopt;
}

Mapped Clocks::of(const Instant& at) const {
    if (at.host == start_.host && at.boot == start_.boot) return {{at.mono, at.mono}, true};
    const Nanos guess = start_.mono + (at.wall - start_.wall);
    return {{guess, guess}, false};
}

std::vector<ClockQuality> Clocks::quality(Interval drill) const {
    std::map<std::string, ClockQuality> by_host;
    for (const auto& [clock, samples] : samples_) {
        ClockQuality& quality = by_host[clock.first];
        quality.host = clock.first;
        quality.exchanges += static_cast<std::int64_t>(samples.size());
        for (const Nanos at : worst_moments(samples, drill)) {
            const auto offset = measure::offset_at(samples, at);
            quality.synchronised = quality.synchronised && offset.has_value();
            if (offset) quality.bound = std::max(quality.bound, (offset->width() + Nanos{1}) / 2);
        }
    }
    std::vector<ClockQuality> out;
    for (auto& [host, quality] : by_host) out.push_back(std::move(quality));
    return out;
}

}  // namespace firedrill::drill::assessing
