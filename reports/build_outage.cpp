#include "reports/build.hpp"
#include "reports/figure.hpp"
#include "reports/loss_texts.hpp"
#include "reports/phrase.hpp"
#include "reports/word_texts.hpp"

#include <algorithm>

namespace firedrill::reports {
namespace {

constexpr std::size_t lost_keys_shown = 20;
constexpr std::int64_t per_ms = 1'000'000;

std::int64_t rounded(std::int64_t value, std::int64_t unit) {
    return (value + (value < 0 ? -unit : unit) / 2) / unit;
}

/// Milliseconds as shown, nanoseconds as measured.
Figure shown(std::int64_t ms, std::int64_t ns) {
    Figure out = exact_figure(Nanos{ms * per_ms});
    out.lo = out.hi = ns;
    return out;
}

Figure permille(std::int64_t value) {
    return {
        .text = percent(value * 1'000, 1), .unit = "ppm", .lo = value * 1'000, .hi = value * 1'000};
}

MarkRow mark_row(const Material& in, const drill::MarkFigure& mark, bool first) {
    return {.id = first ? std::string(mark_id(mark.mark)) : std::string(),
            .mark = clean(mark.mark),
            .at = in.at(mark.wall),
            .since = exact_figure(middle(mark.since_start)),
            .bound = bound_figure(mark.at),
            .source = mark.source,
            .by = clean(mark.by),
            .synchronised = mark.synchronised};
}

/// Rounds running sums, not the pieces, so that what is printed sums as exactly as the numbers.
void fill_pieces(const drill::OutageFigures& figures, OutageRow& out) {
    std::int64_t total = 0;
    for (const measure::Piece& piece : figures.pieces) total += piece.middle.count();
    std::int64_t sum = 0, people_ms = 0;
    for (const measure::Piece& piece : figures.pieces) {
        const std::int64_t before = sum;
        sum += piece.middle.count();
        const std::int64_t ms = rounded(sum, per_ms) - rounded(before, per_ms);
        PieceRow row{.from = clean(piece.from),
                     .to = clean(piece.to),
                     .people = piece.people,
                     .unexplained = piece.unexplained,
                     .exercised = piece.exercised};
        if (piece.exercised) {
            row.length = shown(ms, piece.middle.count());
            row.bounds = interval_figure(piece.length);
            if (total >= 1'000)
                row.share = permille(rounded(sum, total / 1'000) - rounded(before, total / 1'000));
        }
        people_ms += piece.people ? ms : 0;
        out.pieces.push_back(std::move(row));
    }
    if (figures.pieces.empty()) return;
    const std::int64_t total_ms = rounded(total, per_ms);
    out.total = shown(total_ms, total);
    out.people = shown(people_ms, figures.people.count());
    out.machine = shown(total_ms - people_ms, figures.machine.count());
    if (total_ms == 0) return;
    const std::int64_t people_share = (people_ms * 1'000 + total_ms / 2) / total_ms;
    out.people_share = permille(people_share);
    out.machine_share = permille(1'000 - people_share);
}

/// The assessment's reason in both languages; an unknown one as it is.
Text no_writes(const std::string& reason) {
    for (const Message& message : loss_texts::no_writes) {
        const std::string pattern(message.en);
        const std::size_t hole = pattern.find("{}");
        if (hole == std::string::npos) {
            if (reason == pattern) return text_of(message);
            continue;
        }
        const std::string head = pattern.substr(0, hole), tail = pattern.substr(hole + 2);
        if (reason.size() > head.size() + tail.size() && reason.starts_with(head) &&
            reason.ends_with(tail))
            return phrase(message, clean(reason.substr(head.size(),
                                                       reason.size() - head.size() - tail.size())));
    }
    return plain(clean(reason));
}

LossRow loss_row(const drill::OutageFigures& figures) {
    LossRow out{.lsn = clean(figures.lsn_lost), .reason = no_writes(figures.writes_reason)};
    out.writes.unit = "count";
    out.bytes = bytes_figure(figures.bytes_lost);
    if (!figures.writes) return out;
    const measure::WriteFigures& counts = *figures.writes;
    out.counts = counts;
    out.time = interval_figure(counts.rpo_time);
    out.writes = count_figure(counts.rpo_count_lo, counts.rpo_count_hi);
    if (figures.fault) out.share = share_figure(counts.lost, counts.window_acked);
    if (counts.rpo_count_hi == 0 && counts.acked > 0) {
        const std::int64_t ppm = measure::zero_loss_bound_ppm(counts.acked);
        out.zero_loss_bound = {.text = percent(ppm, 4), .unit = "ppm", .lo = ppm, .hi = ppm};
    }
    if (counts.resolution) out.resolution = exact_figure(*counts.resolution);
    const auto& lost = figures.lost_writes.empty() ? counts.lost_writes : figures.lost_writes;
    for (std::size_t i = 0; i < std::min(lost.size(), lost_keys_shown); ++i)
        out.lost_keys.push_back({.session = lost[i].session, .sequence = lost[i].sequence});
    return out;
}

void fill_bands(const Material& in, const drill::OutageFigures& figures, OutageRow& out) {
    const auto since_zero = [&](const Interval& at) {
        return interval_figure(Interval{at.lo - in.zero.mono, at.hi - in.zero.mono});
    };
    if (figures.fault) out.fault = since_zero(*figures.fault);
    if (figures.serving) out.serving = since_zero(*figures.serving);
    for (const drill::MarkFigure& mark : figures.marks)
        if (mark.mark == "business_verified") out.verified = since_zero(mark.at);
}

}  // namespace

OutageRow outage(const Material& in, const drill::OutageFigures& figures, bool first) {
    OutageRow out{.exercised = figures.exercised,
                  .probe = clean(figures.probe),
                  .outage = interval_figure(figures.outage),
                  .rto = interval_figure(figures.rto),
                  .down = interval_figure(figures.down),
                  .whole = interval_figure(figures.whole),
                  .flaps = figures.flaps,
                  .sustained_good = figures.sustained_good,
                  .sustained_total = figures.sustained_total,
                  .slots = figures.slots,
                  .late_slots = figures.late_slots,
                  .sustained_share = share_figure(figures.sustained_good, figures.sustained_total),
                  .loss = loss_row(figures)};
    fill_bands(in, figures, out);
    for (const drill::MarkFigure& mark : figures.marks)
        out.marks.push_back(mark_row(in, mark, first));
    fill_pieces(figures, out);
    return out;
}

}  // namespace firedrill::reports
