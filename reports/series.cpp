#include "core/drill/ended_attempt.hpp"
#include "core/measure/clock.hpp"
#include "core/measure/writes.hpp"
#include "reports/figure.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace firedrill::reports {
namespace {

using Key = std::pair<std::int64_t, std::int64_t>;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::size_t around_max = 4'000;

/// Ledgers of the drill by probe; the longest one wins, it holds what shorter ones held.
std::map<std::string, measure::Ledger> ledgers(const std::vector<drill::Record>& records,
                                               const drill::ReadArtifact& artifact) {
    std::map<std::string, measure::Ledger> out;
    for (const drill::Record& record : records) {
        const auto ended = drill::ended_attempt(record.event);
        if (!ended) continue;
        for (const Artifact& kept : ended->report.artifacts) {
            if (!kept.name.starts_with("ledger")) continue;
            const Result<std::string> bytes = artifact(kept);
            if (!bytes) continue;
            Result<measure::Ledger> ledger = measure::read_ledger(*bytes);
            if (!ledger) continue;
            measure::Ledger& best = out[ledger->probe];
            if (ledger->writes.size() >= best.writes.size()) best = std::move(*ledger);
        }
    }
    return out;
}

std::optional<Nanos> offset_of(const std::vector<drill::Record>& records,
                               const measure::Ledger& ledger, Nanos at) {
    std::vector<measure::ClockSample> samples;
    for (const drill::Record& record : records)
        if (const auto* clock = std::get_if<drill::ClockSampled>(&record.event))
            if (clock->host == ledger.host && clock->boot == ledger.boot)
                samples.push_back(clock->sample);
    const Result<Interval> offset = measure::offset_at(samples, at);
    if (!offset) return std::nullopt;
    return middle(*offset);
}

bool acknowledged(const measure::Write& write) {
    return write.outcome == measure::WriteClass::ack;
}

std::vector<Series::Count> counted(const std::vector<measure::Write>& writes, Nanos zero) {
    std::map<std::int64_t, Series::Count> bins;
    for (const measure::Write& write : writes) {
        const Nanos at = write.outcome == measure::WriteClass::unsure ? write.sent : write.answered;
        const std::int64_t since = (at - zero).count();
        Series::Count& bin = bins[since / second - (since % second < 0 ? 1 : 0)];
        if (write.outcome == measure::WriteClass::unsure)
            ++bin.unsure;
        else if (write.outcome == measure::WriteClass::failed)
            ++bin.refused;
        else
            ++bin.acked;
    }
    std::vector<Series::Count> out;
    if (bins.empty() || bins.rbegin()->first - bins.begin()->first > 100'000) return out;
    for (std::int64_t at = bins.begin()->first; at <= bins.rbegin()->first; ++at) {
        out.push_back(bins[at]);
        out.back().second = at;
    }
    return out;
}

/// Acknowledgements from a little before the first loss (or half a second before T0) to T0 and
/// those that the old primary still gave after it.
void fill_around(const std::vector<measure::Write>& writes, const std::set<Key>& lost, Nanos zero,
                 Series& out) {
    std::vector<Series::Ack> acks;
    Nanos first{-second / 2};
    for (const measure::Write& write : writes) {
        if (!acknowledged(write)) continue;
        const Series::Ack ack{.since = write.answered - zero,
                              .lost = lost.contains({write.session, write.sequence})};
        if (ack.since > Nanos{second / 2} && !ack.lost) continue;
        if (ack.lost) first = std::min(first, ack.since + ack.since / 3);
        acks.push_back(ack);
    }
    std::ranges::sort(acks, {}, &Series::Ack::since);
    for (const Series::Ack& ack : acks) {
        if (ack.since < first) {
            ++out.acked_before;
            out.kept_before += ack.lost ? 0 : 1;
        } else if (ack.since <= Nanos{0} || ack.lost) {
            out.around.push_back(ack);
        }
    }
    if (out.around.size() > around_max) out.around.clear();
    out.acked_at_end = out.acked_before + static_cast<std::int64_t>(out.around.size());
    out.kept_at_end = out.kept_before + std::ranges::count(out.around, false, &Series::Ack::lost);
}

}  // namespace

Series write_series(const drill::Drill&, const std::vector<drill::Record>& records,
                    const drill::Assessment& assessment, const drill::ReadArtifact& artifact) {
    const drill::OutageFigures& failover = assessment.failover;
    if (!failover.fault || !failover.writes) return {};
    const auto all = ledgers(records, artifact);
    const auto found = all.find(failover.probe);
    if (found == all.end()) return {};
    const Nanos fault = middle(*failover.fault);
    const std::optional<Nanos> offset = offset_of(records, found->second, fault);
    if (!offset) return {};
    const auto& lost_writes =
        failover.lost_writes.empty() ? failover.writes->lost_writes : failover.lost_writes;
    std::set<Key> lost;
    for (const measure::Write& write : lost_writes) lost.insert({write.session, write.sequence});
    Series out{.per_second = counted(found->second.writes, fault + *offset)};
    fill_around(found->second.writes, lost, fault + *offset, out);
    return out;
}

}  // namespace firedrill::reports
