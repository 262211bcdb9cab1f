// What became of the acknowledged drill writes.
#include "core/drill/assess_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace firedrill::drill::assessing {
namespace {

const Verification* verification_of(const Context& in, Which part, const plan::Probe& probe) {
    const auto found = in.evidence.find(probe.id);
    if (found == in.evidence.end()) return nullptr;
    const auto& kept = part == Which::failover ? found->second.failover : found->second.failback;
    return kept ? &*kept : nullptr;
}

/// Of the second outage: what was sent since the first verification.
Interval window_of(const Context& in, Which part, const plan::Probe& probe,
                   const Verification& verification) {
    const Verification* before =
        part == Which::failback ? verification_of(in, Which::failover, probe) : nullptr;
    const bool comparable = before != nullptr && before->ledger.boot == verification.ledger.boot;
    return {comparable ? before->rows.taken : Nanos::min(), verification.rows.taken};
}

/// From when on the new primary can have acknowledged: its promotion, else the end of the outage.
std::optional<Interval> served_from(const Stage& stage, const Seen& seen) {
    const MarkFigure* promoted = stage.mark("promoted");
    if (promoted == nullptr || !promoted->synchronised) return seen.serving;
    if (!seen.serving) return promoted->at;
    return promoted->at.lo < seen.serving->lo ? promoted->at : *seen.serving;
}

/// "5/A3F1C8" as a position in the log.
std::optional<std::int64_t> parse_lsn(std::string_view text) {
    std::uint32_t high = 0;
    std::uint32_t low = 0;
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto number = [](std::string_view digits, std::uint32_t& out) {
        const char* end = digits.data() + digits.size();
        const auto read = std::from_chars(digits.data(), end, out, 16);
        return !digits.empty() && read.ec == std::errc{} && read.ptr == end;
    };
    if (!number(text.substr(0, slash), high) || !number(text.substr(slash + 1), low))
        return std::nullopt;
    return static_cast<std::int64_t>((std::uint64_t{high} << 32U | low) & 0x7fffffffffffffffU);
}

/// The fact of this name that a step reported last.
std::string fact(const Drill& drill, const std::string& name) {
    std::string out;
    for (const auto& [step, state] : drill.steps)
        if (const auto found = state.report.facts.find(name); found != state.report.facts.end())
            out = found->second;
    return out;
}

/// The old primary can often be read only in the failback, so that all steps are asked.
void add_bytes(const Context& in, Stage& stage) {
    if (stage.which != Which::failover) return;
    const std::string old_end = fact(in.drill, "lsn_old_primary");
    const std::string promoted = fact(in.drill, "lsn_promoted");
    const auto from = parse_lsn(promoted);
    const auto to = parse_lsn(old_end);
    if (!from || !to) return;
    stage.figures.lsn_lost = fmt::format("{} - {}", old_end, promoted);
    stage.figures.bytes_lost = std::max<std::int64_t>(0, *to - *from);
}

std::string why_none(const Context& in, const plan::Probe& probe, measure::Reason reason) {
    if (reason == measure::Reason::no_write_log)
        return fmt::format("probe {} keeps no write log", probe.id);
    if (in.drill.ending && in.drill.ending != Ending::completed)
        return "the drill ended before the writes were verified";
    return "the writes were not verified";
}

}  // namespace

Loss loss_of(const Context& in, const Stage& stage, const plan::Probe& probe) {
    if (!probe.write_log) return {.reason = measure::Reason::no_write_log};
    const Verification* found = verification_of(in, stage.which, probe);
    if (found == nullptr) return {.reason = measure::Reason::not_verified};
    const auto seen = stage.seen.find(probe.id);
    const measure::Ledger& ledger = found->ledger;
    Loss out;
    measure::WriteQuestion question{.drill = ledger.drill,
                                    .window = window_of(in, stage.which, probe, *found)};
    const Seen& view = seen == stage.seen.end() ? stage.lead : seen->second;
    if (stage.figures.fault) {
        const bool same_clock = view.host == ledger.host && view.boot == ledger.boot;
        question.fault = same_clock && view.fault_there
                             ? view.fault_there
                             : in.clocks.to(ledger.host, ledger.boot, *stage.figures.fault);
        out.synchronised = question.fault.has_value();
    }
    const auto served = served_from(stage, view);
    if (served) question.serving = in.clocks.to(ledger.host, ledger.boot, *served);
    out.figures = measure::judge(ledger.writes, found->rows.rows, question);
    return out;
}

std::int64_t vanished(const Context& in, const plan::Probe& probe) {
    const Verification* before = verification_of(in, Which::failover, probe);
    const Verification* after = verification_of(in, Which::failback, probe);
    // Files of two runs of a probe speak of different rows.
    if (before == nullptr || after == nullptr || before->ledger.probe != after->ledger.probe)
        return 0;
    const measure::WriteQuestion question{.drill = before->ledger.drill,
                                          .window = {Nanos::min(), before->rows.taken}};
    const auto& writes = before->ledger.writes;
    return measure::judge(writes, after->rows.rows, question).lost -
           measure::judge(writes, before->rows.rows, question).lost;
}

void add_writes(const Context& in, Stage& stage) {
    if (stage.lead.probe == nullptr || !stage.figures.exercised) return;
    const plan::Probe& probe = *stage.lead.probe;
    Loss loss = loss_of(in, stage, probe);
    add_bytes(in, stage);
    if (!loss.figures) {
        stage.figures.writes_reason = why_none(in, probe, loss.reason);
        return;
    }
    stage.figures.lost_writes = loss.figures->lost_writes;
    if (loss.figures->reused > 0)
        in.problems.push_back(fmt::format("ledger of probe {}: {} numbers were used twice",
                                          probe.id, loss.figures->reused));
    stage.figures.writes = std::move(loss.figures);
}

}  // namespace firedrill::drill::assessing
