#include "core/measure/known_writes.hpp"

#include "core/measure/seeded.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace firedrill::measure {
namespace {

using Key = std::pair<std::int64_t, std::int64_t>;

WriteClass said_of(Fate fate) {
    switch (fate) {
        case Fate::kept:
        case Fate::lost:
        case Fate::duplicated:
        case Fate::changed: return WriteClass::ack;
        case Fate::warned_kept:
        case Fate::warned_lost: return WriteClass::ack_warning;
        case Fate::refused:
        case Fate::phantom: return WriteClass::failed;
        case Fate::unanswered:
        case Fate::recovered:
        case Fate::late: return WriteClass::unsure;
    }
    return WriteClass::unsure;
}

int copies_of(Fate fate) {
    switch (fate) {
        case Fate::lost:
        case Fate::warned_lost:
        case Fate::refused:
        case Fate::unanswered: return 0;
        case Fate::duplicated: return 2;
        default: return 1;
    }
}

void count(const PlantedWrite& write, WriteFigures& out) {
    const bool present = write.copies > 0;
    ++out.attempted;
    out.present += present ? 1 : 0;
    out.duplicated += write.copies > 1 ? 1 : 0;
    out.changed += present && write.changed ? 1 : 0;
    switch (write.said) {
        case WriteClass::ack:
            ++out.acked;
            ++(present ? out.kept : out.lost);
            break;
        case WriteClass::ack_warning:
            ++out.acked_warning;
            ++(present ? out.warned_kept : out.warned_lost);
            break;
        case WriteClass::failed:
            ++out.failed;
            out.phantom += present ? 1 : 0;
            break;
        case WriteClass::unsure:
            ++out.unsure;
            ++(present ? out.recovered : out.unsure_absent);
            break;
    }
}

WriteFigures planted_figures(const PlantedTruth& truth) {
    WriteFigures out;
    for (const PlantedWrite& write : truth.writes) count(write, out);
    out.unexpected = truth.unexpected;
    out.present += truth.unexpected;
    return out;
}

bool is_lost(const PlantedWrite& write) {
    return write.said == WriteClass::ack && write.copies == 0;
}

/// Keys that one side calls lost and the other does not.
std::int64_t wrongly_lost(const WriteFigures& counted, const PlantedTruth& truth) {
    std::set<Key> keys;
    for (const PlantedWrite& write : truth.writes)
        if (is_lost(write)) keys.emplace(write.session, write.sequence);
    std::int64_t wrong = 0;
    for (const Write& write : counted.lost_writes)
        if (keys.erase({write.session, write.sequence}) == 0) ++wrong;
    return wrong + static_cast<std::int64_t>(keys.size());
}

std::int64_t difference(const WriteFigures& a, const WriteFigures& b) {
    using F = WriteFigures;
    constexpr std::array members{
        &F::attempted,   &F::acked,     &F::acked_warning, &F::failed,
        &F::unsure,      &F::kept,      &F::lost,          &F::warned_kept,
        &F::warned_lost, &F::recovered, &F::phantom,       &F::unsure_absent,
        &F::duplicated,  &F::changed,   &F::unexpected,    &F::present};
    std::int64_t out = 0;
    for (const auto member : members) out += std::max(a.*member - b.*member, b.*member - a.*member);
    return out;
}

/// Since the oldest write that was taken up in `since` .. `at` and is lost; none: 0.
Interval true_age(const PlantedTruth& truth, Nanos since, Interval at) {
    for (const PlantedWrite& write : truth.writes)
        if (is_lost(write) && write.taken.lo > since && write.taken.lo <= at.hi)
            return at - write.taken;
    return {};
}

}  // namespace

Fate fate_of(std::uint64_t seed, std::int64_t session, std::int64_t sequence) {
    Seeded of_session(seed, static_cast<std::uint64_t>(session));
    Seeded seeded(of_session.next(), static_cast<std::uint64_t>(sequence));
    if (seeded.percent(80)) return Fate::kept;
    return static_cast<Fate>(seeded.between(1, 10));
}

PlantedWrite planted(Fate fate, std::int64_t session, std::int64_t sequence, Interval taken) {
    return {.session = session,
            .sequence = sequence,
            .said = said_of(fate),
            .copies = copies_of(fate),
            .changed = fate == Fate::changed,
            .taken = taken};
}

JudgedWrites judge_planted(const Ledger& ledger, const RowsFile& rows, const PlantedTruth& truth) {
    WriteQuestion question{
        .drill = ledger.drill, .fault = {}, .serving = {}, .window = {Nanos::min(), Nanos::max()}};
    JudgedWrites out;
    out.writes = static_cast<std::int64_t>(ledger.writes.size());
    out.counted = judge(ledger.writes, rows.rows, question);
    out.planted = planted_figures(truth);
    out.misjudged = difference(out.counted, out.planted) + wrongly_lost(out.counted, truth);
    question.window.lo = Nanos::min();
    for (const Forgetting& forgetting : truth.forgettings) {
        question.fault = forgetting.at;
        question.window.hi = forgetting.at.hi;
        const WriteFigures figures = judge(ledger.writes, rows.rows, question);
        out.ages.push_back({.measured = figures.rpo_time,
                            .truth = true_age(truth, question.window.lo, forgetting.at),
                            .allowed = {}});
        question.window.lo = forgetting.at.hi;
    }
    return out;
}

}  // namespace firedrill::measure
