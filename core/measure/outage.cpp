#include "core/measure/outage.hpp"

#include <algorithm>
#include <utility>

namespace firedrill::measure {
namespace {

enum class Evidence { good, bad, nothing };

Evidence evidence_of(const ProbeSample& sample, const ProbeSettings& settings) {
    if (sample.answered == Answered::prober_late) return Evidence::nothing;
    if (sample.answered != Answered::good) return Evidence::bad;
    if (sample.completed - sample.due <= settings.deadline) return Evidence::good;
    const bool in_time_once_sent = sample.completed - sample.sent <= settings.deadline;
    return in_time_once_sent ? Evidence::nothing : Evidence::bad;
}

/// One sample that says something.
struct Seen {
    bool good = false;
    Nanos sent{};                  ///< a_i
    Nanos known{};                 ///< c_i of a good one, f_i = min(c_i, a_i + R) of a bad one
    std::int64_t late_before = 0;  ///< slots without evidence since the one before
};

Seen seen_as(const ProbeSample& sample, Evidence evidence, const ProbeSettings& settings) {
    if (evidence == Evidence::good) return {true, sample.sent, sample.completed, 0};
    return {false, sample.sent, std::min(sample.completed, sample.sent + settings.deadline), 0};
}

struct Series {
    std::vector<Seen> seen;
    Nanos end{};  ///< when the next slot would have been due
    std::int64_t slots = 0;
    std::int64_t late = 0;
};

std::vector<ProbeSample> due_in(const std::vector<ProbeSample>& samples, Interval window) {
    std::vector<ProbeSample> out;
    for (const auto& sample : samples)
        if (window.contains(sample.due)) out.push_back(sample);
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
        return std::pair(a.due, a.slot) < std::pair(b.due, b.slot);
    });
    return out;
}

/// Slots of which the file says nothing although those beside it are there.
std::int64_t missing_between(const ProbeSample& before, const ProbeSample& after, Nanos every) {
    const std::int64_t by_number = after.slot - before.slot - 1;
    const std::int64_t by_time = every.count() > 0 ? (after.due - before.due) / every : 0;
    return std::clamp<std::int64_t>(by_number, 0, std::max<std::int64_t>(by_time, 0));
}

Series series_of(const std::vector<ProbeSample>& all, const ProbeSettings& settings,
                 Interval window) {
    Series out;
    const std::vector<ProbeSample> samples = due_in(all, window);
    std::int64_t late = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const std::int64_t missing =
            i == 0 ? 0 : missing_between(samples[i - 1], samples[i], settings.every);
        late += missing;
        out.slots += missing + 1;
        out.late += missing;
        const Evidence evidence = evidence_of(samples[i], settings);
        if (evidence == Evidence::nothing) {
            ++late;
            ++out.late;
            continue;
        }
        out.seen.push_back(seen_as(samples[i], evidence, settings));
        out.seen.back().late_before = std::exchange(late, 0);
    }
    if (!samples.empty()) out.end = samples.back().due + settings.every;
    return out;
}

/// Answers "is service sustained from here?" in constant time.
class Sustained {
public:
    Sustained(const Series& series, const ProbeSettings& settings)
        : series_(series),
          settings_(settings),
          bad_before_(series.seen.size() + 1),
          next_pair_(series.seen.size() + 1, series.seen.size()) {
        const auto& seen = series.seen;
        for (std::size_t i = 0; i < seen.size(); ++i)
            bad_before_[i + 1] = bad_before_[i] + (seen[i].good ? 0 : 1);
        for (std::size_t i = seen.size(); i-- > 0;) {
            const bool pair = i + 1 < seen.size() && !seen[i].good && !seen[i + 1].good;
            next_pair_[i] = pair ? i : next_pair_[i + 1];
        }
    }

    /// The first good sample at or after `from` from which service holds for W; size() if none.
    std::size_t first(std::size_t from) const {
        for (std::size_t i = from; i < series_.seen.size(); ++i)
            if (series_.seen[i].good && holds(i)) return i;
        return series_.seen.size();
    }

    std::int64_t bad(std::size_t begin, std::size_t end) const {
        return bad_before_[end] - bad_before_[begin];
    }
    std::int64_t total(std::size_t h) const { return static_cast<std::int64_t>(end_of(h) - h); }
    std::int64_t good(std::size_t h) const { return total(h) - bad(h, end_of(h)); }

private:
    /// One past the last sample sent within W after sample h was sent.
    std::size_t end_of(std::size_t h) const {
        const auto& seen = series_.seen;
        const Nanos until = seen[h].sent + settings_.sustained;
        const auto after =
            std::upper_bound(seen.begin() + static_cast<std::ptrdiff_t>(h), seen.end(), until,
                             [](Nanos t, const Seen& s) { return t < s.sent; });
        return static_cast<std::size_t>(after - seen.begin());
    }

    bool holds(std::size_t h) const {
        if (series_.end < series_.seen[h].sent + settings_.sustained) return false;
        const std::size_t end = end_of(h);
        if (next_pair_[h] + 1 < end) return false;
        return good(h) * 1'000'000 >= settings_.success_ppm * total(h);
    }

    const Series& series_;
    const ProbeSettings& settings_;
    std::vector<std::int64_t> bad_before_;
    std::vector<std::size_t> next_pair_;
};

/// Samples F .. H of one outage; `end` is size() when service did not come back.
struct Region {
    std::size_t first = 0;  ///< F
    std::size_t end = 0;    ///< H
};

std::size_t next_bad(const Series& series, std::size_t from) {
    while (from < series.seen.size() && series.seen[from].good) ++from;
    return from;
}

std::size_t last_good_before(const Series& series, std::size_t i) {
    while (i > 0 && !series.seen[i - 1].good) --i;
    return i == 0 ? series.seen.size() : i - 1;
}

/// Whether nothing good was sent between the fault and the region: then even one bad sample is it.
bool follows_directly(const Series& series, const Region& region,
                      const std::optional<Interval>& fault) {
    if (!fault) return false;
    const std::size_t last = last_good_before(series, region.first);
    return last == series.seen.size() || series.seen[last].sent <= fault->hi;
}

bool before_the_fault(const Series& series, const Region& region,
                      const std::optional<Interval>& fault) {
    if (!fault) return false;
    return region.end < series.seen.size() && series.seen[region.end].known < fault->lo;
}

/// One lost probe before an outage is borne like one after it: when enough good ones follow.
void skip_single_losses(const Series& series, const ProbeSettings& settings, Region& region) {
    for (;;) {
        const std::size_t next = next_bad(series, region.first + 1);
        if (next >= region.end) return;
        const auto total = static_cast<std::int64_t>(next - region.first);
        if ((total - 1) * 1'000'000 < settings.success_ppm * total) return;
        region.first = next;
    }
}

std::optional<Region> choose(const Series& series, const ProbeSettings& settings,
                             const Sustained& sustained, const std::optional<Interval>& fault) {
    std::optional<Region> single;
    for (std::size_t from = 0;;) {
        Region region{next_bad(series, from), 0};
        if (region.first == series.seen.size()) return single;
        region.end = sustained.first(region.first);
        from = region.end;
        if (before_the_fault(series, region, fault)) continue;
        if (follows_directly(series, region, fault)) return region;
        skip_single_losses(series, settings, region);
        if (sustained.bad(region.first, region.end) > 1) return region;
        if (!single) single = region;
        if (region.end == series.seen.size()) return single;
    }
}

/// F is the first bad sample that the fault can have caused.
void skip_what_the_fault_cannot_have_caused(const Series& series,
                                            const std::optional<Interval>& fault, Region& region) {
    if (!fault) return;
    std::size_t i = region.first;
    while (i < region.end && (series.seen[i].good || series.seen[i].known < fault->lo)) ++i;
    if (i < region.end) region.first = i;
}

void describe_start(const Series& series, const Region& region,
                    const std::optional<Interval>& fault, Outage& out) {
    const auto& seen = series.seen;
    const Seen& first = seen[region.first];
    out.first_bad = first.known;
    out.late_in_bracket = first.late_before > 0;
    const std::size_t last = last_good_before(series, region.first);
    std::optional<Nanos> lo;
    if (last < seen.size()) {
        out.last_good = seen[last].known;
        lo = seen[last].sent;
    }
    if (fault) lo = lo ? std::max(*lo, fault->lo) : fault->lo;
    if (lo) out.start = Interval{std::min(*lo, first.known), first.known};
}

/// Stretches of a failure run in which late slots say nothing: service may have been there.
Nanos unseen_in(const std::vector<Seen>& seen, std::size_t begin, std::size_t end) {
    Nanos out{0};
    for (std::size_t i = begin + 1; i < end; ++i)
        if (seen[i].late_before > 0) out += seen[i].sent - seen[i - 1].sent;
    return out;
}

/// Sums the failure runs; each is bounded like an outage of its own.
void describe_runs(const Series& series, const Region& region, Outage& out) {
    const auto& seen = series.seen;
    Interval down{};
    int runs = 0;
    for (std::size_t i = region.first; i < region.end;) {
        std::size_t end = i;
        while (end < region.end && !seen[end].good) ++end;
        const Nanos since = runs == 0 ? out.start->lo : seen[i - 1].sent;
        down.lo += std::max(Nanos{0}, seen[end - 1].sent - seen[i].known - unseen_in(seen, i, end));
        down.hi += seen[end].known - since;
        ++runs;
        i = next_bad(series, end);
    }
    out.flaps = std::max(0, runs - 1);
    out.down = Interval{down.lo, std::max(down.lo, std::min(down.hi, out.client->hi))};
}

void describe_end(const Series& series, const Region& region, const Sustained& sustained,
                  const std::optional<Interval>& fault, Outage& out) {
    const auto& seen = series.seen;
    std::size_t g = region.end - 1;
    while (g > region.first && seen[g].good) --g;
    const Seen& last_bad = seen[g];
    out.last_bad = last_bad.sent;
    const Seen& back = seen[region.end];
    out.recovered = true;
    out.end = Interval{last_bad.sent, back.known};
    out.sustained_good = sustained.good(region.end);
    out.sustained_total = sustained.total(region.end);
    for (std::size_t i = g + 1; i <= region.end; ++i)
        out.late_in_bracket = out.late_in_bracket || seen[i].late_before > 0;
    if (fault) {
        const Nanos lo = std::max(Nanos{0}, last_bad.sent - fault->hi);
        out.rto = Interval{lo, std::max(lo, back.known - fault->lo)};
    }
    if (!out.start) return;
    out.client =
        Interval{std::max(Nanos{0}, last_bad.sent - *out.first_bad), back.known - out.start->lo};
    describe_runs(series, region, out);
}

/// The end of the samples backwards: the trailing run of bad ones, or of good ones with at most
/// single failures between them.
std::size_t begin_of_trailing(const std::vector<Seen>& seen, bool up) {
    std::size_t i = seen.size();
    while (i > 0) {
        const bool bad = !seen[i - 1].good;
        if (up ? bad && (i == 1 || !seen[i - 2].good) : !bad) break;
        --i;
    }
    while (up && i < seen.size() && !seen[i].good) ++i;
    return i;
}

/// The first good sample from which the share of good ones up to the end is large enough.
std::size_t enough_good_since(const std::vector<Seen>& seen, std::size_t begin,
                              const ProbeSettings& settings) {
    auto total = static_cast<std::int64_t>(seen.size() - begin);
    auto bad =
        static_cast<std::int64_t>(std::count_if(seen.begin() + static_cast<std::ptrdiff_t>(begin),
                                                seen.end(), [](const Seen& s) { return !s.good; }));
    std::size_t i = begin;
    for (; i < seen.size(); ++i, --total) {
        if (!seen[i].good)
            --bad;
        else if ((total - bad) * 1'000'000 >= settings.success_ppm * total)
            break;
        // A run begins right after a failure, or it would begin earlier.
        while (seen[i].good && i + 1 < seen.size() && seen[i + 1].good) ++i, --total;
    }
    return i;
}

Series tail_of(const std::vector<ProbeSample>& samples, std::size_t count,
               const ProbeSettings& settings) {
    const std::size_t begin = samples.size() - std::min(count, samples.size());
    const std::vector<ProbeSample> tail(samples.begin() + static_cast<std::ptrdiff_t>(begin),
                                        samples.end());
    return series_of(tail, settings, {Nanos::min(), Nanos::max()});
}

}  // namespace

Outage find_outage(const std::vector<ProbeSample>& samples, const ProbeSettings& settings,
                   std::optional<Interval> fault, Interval window) {
    Outage out;
    const Series series = series_of(samples, settings, window);
    out.slots = series.slots;
    out.late_slots = series.late;
    const Sustained sustained(series, settings);
    std::optional<Region> region = choose(series, settings, sustained, fault);
    if (!region) return out;
    skip_what_the_fault_cannot_have_caused(series, fault, *region);
    out.happened = true;
    describe_start(series, *region, fault, out);
    for (const Seen& seen : series.seen)
        if (!seen.good) out.last_bad = seen.sent;
    if (region->end < series.seen.size()) describe_end(series, *region, sustained, fault, out);
    return out;
}

ProbeTally tally(const std::vector<ProbeSample>& samples, const ProbeSettings& settings,
                 Interval window) {
    const Series series = series_of(samples, settings, window);
    const auto good = std::count_if(series.seen.begin(), series.seen.end(),
                                    [](const Seen& seen) { return seen.good; });
    return {series.slots, good, static_cast<std::int64_t>(series.seen.size()) - good, series.late};
}

std::optional<Interval> state_since(const std::vector<ProbeSample>& samples, bool up, Nanos lasting,
                                    const ProbeSettings& settings) {
    // Doubling the tail keeps a call on a long file cheap, whatever `lasting` is.
    for (std::size_t count = 64;; count *= 2) {
        const Series series = tail_of(samples, count, settings);
        const bool all = count >= samples.size();
        const auto& seen = series.seen;
        const std::size_t begin = begin_of_trailing(seen, up);
        if (begin <= 1 && !all) continue;
        if (begin == seen.size() || seen.back().good != up) return std::nullopt;
        const std::size_t since = up ? enough_good_since(seen, begin, settings) : begin;
        if (since == seen.size() || seen.back().sent - seen[since].sent < lasting)
            return std::nullopt;
        const Nanos before = since == 0 ? seen[since].sent : seen[since - 1].sent;
        return Interval{before, seen[since].known};
    }
}

}  // namespace firedrill::measure
