#include "core/measure/verdict.hpp"

#include <array>

namespace firedrill::measure {
namespace {

int rank(Verdict verdict) {
    constexpr std::array order{Verdict::not_met, Verdict::inconclusive, Verdict::not_measured,
                               Verdict::met, Verdict::not_applicable};
    int i = 0;
    while (order[static_cast<std::size_t>(i)] != verdict) ++i;
    return i;
}

Nanos middle_of(Interval t) {
    return t.lo + t.width() / 2;
}

}  // namespace

Judgement judge_time(const std::optional<Interval>& measured, Nanos target, bool trusted) {
    if (!measured) return {Verdict::not_measured, Reason::none, std::nullopt};
    const Nanos margin = target - measured->hi;
    if (measured->lo > target) return {Verdict::not_met, Reason::none, margin};
    if (measured->hi > target)
        return {Verdict::inconclusive, Reason::interval_straddles_target, margin};
    if (!trusted) return {Verdict::inconclusive, Reason::late_probe_slots, margin};
    return {Verdict::met, Reason::none, margin};
}

Judgement judge_count(std::int64_t lo, std::int64_t hi, std::int64_t allowed) {
    if (lo > allowed) return {Verdict::not_met, Reason::none, std::nullopt};
    if (hi > allowed) return {Verdict::inconclusive, Reason::only_warned_lost, std::nullopt};
    return {Verdict::met, Reason::none, std::nullopt};
}

Verdict worse(Verdict a, Verdict b) {
    return rank(a) <= rank(b) ? a : b;
}

std::vector<Piece> decompose(const std::vector<MarkTime>& marks) {
    std::vector<Piece> out;
    for (std::size_t i = 1; i < marks.size(); ++i) {
        const MarkTime& from = marks[i - 1];
        const MarkTime& to = marks[i];
        out.push_back({.from = from.mark,
                       .to = to.mark,
                       .length = to.at - from.at,
                       .middle = middle_of(to.at) - middle_of(from.at),
                       .people = to.people});
    }
    return out;
}

}  // namespace firedrill::measure
