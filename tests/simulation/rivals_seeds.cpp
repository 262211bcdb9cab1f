#include "tests/simulation/rivals_seeds.hpp"

#include "tests/simulation/reduce.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace firedrill::simulation {

namespace {

constexpr std::size_t failures_shown = 3;

using Count = RivalsTally::Count;

bool has_struck(const RivalsResult& result, Fault fault) {
    return std::ranges::any_of(result.fired, [&](const auto& it) { return it.fault == fault; });
}

/// What must not only be possible but happen.
std::vector<Count> situations(const RivalsResult& result) {
    const auto& seen = result.situations;
    const auto once = [](bool happened) { return std::uint64_t{happened}; };
    return {{"a host booted", once(result.reboots > 0)},
            {"a receipt was torn", once(result.torn > 0)},
            {"a drill was resumed", once(result.resumes > 0)},
            {"a plan was turned away", once(seen.turned_away > 0)},
            {"a silent drill lost its place", once(seen.displaced > 0)},
            {"and was stopped when it woke", once(seen.stopped > 0)},
            {"and was taken up again there", once(seen.came_back > 0)},
            {"two drills ran side by side", once(seen.side_by_side > 0)},
            {"every drill ran to its end", once(result.to_their_end == result.drills)},
            {"some drill gave way", once(result.to_their_end < result.drills)},
            {"nothing struck", once(result.fired.empty())}};
}

void add(RivalsTally& tally, std::uint64_t seed, const RivalsResult& result) {
    std::vector<Count> counts;
    for (const Fault fault : faults_of_rivals())
        counts.push_back({"", std::uint64_t{has_struck(result, fault)}});
    for (const Count& count : situations(result)) counts.push_back(count);
    if (tally.counts.empty()) tally.counts.resize(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
        tally.counts[i].what = counts[i].what;
        tally.counts[i].seeds += counts[i].seeds;
    }
    tally.drills += static_cast<std::uint64_t>(result.drills);
    tally.begun += static_cast<std::uint64_t>(result.situations.begun);
    tally.longest = std::max(tally.longest, result.ended);
    tally.hash = (tally.hash ^ result.hash) * 1099511628211U;
    if (result.violations.empty()) return;
    tally.broken.push_back(seed);
    if (tally.broken.size() <= failures_shown) tally.failures += told_of_rivals(seed, {}, result);
}

}  // namespace

RivalsTally run_rivals(Range range) {
    RivalsTally tally{.range = range};
    for (std::uint64_t seed = range.from; seed <= range.to; ++seed)
        add(tally, seed, simulate_rivals(seed));
    return tally;
}

std::string table(const RivalsTally& tally) {
    std::string out = fmt::format("rivals, in seeds {}-{}:\n", tally.range.from, tally.range.to);
    const auto faults = faults_of_rivals();
    for (std::size_t i = 0; i < tally.counts.size(); ++i) {
        const Count& count = tally.counts[i];
        const std::string name = i < faults.size() ? name_of(faults[i]) : count.what;
        const std::uint64_t share = count.seeds * 10'000 / tally.range.size();
        out += fmt::format("  {:<30} {:>9} {:>6}.{:02} %\n", name, count.seeds, share / 100,
                           share % 100);
    }
    return out;
}

std::string summary(const RivalsTally& tally) {
    return fmt::format(
        "seeds {}-{} of rivals: {} broke a promise; {} drills, {} attempts, longest "
        "{}, hash {:016x}",
        tally.range.from, tally.range.to, tally.broken.size(), tally.drills, tally.begun,
        to_text(tally.longest), tally.hash);
}

std::string told_of_rivals(std::uint64_t seed, const Seams& seams, const RivalsResult& result) {
    const std::string invariant = result.violations.front().invariant;
    const Schedule remain = reduce(result.fired, [&](const Schedule& only) {
        const RivalsResult again =
            simulate_rivals(seed, {.seams = seams, .only = only, .tells = false});
        return std::ranges::any_of(again.violations,
                                   [&](const auto& it) { return it.invariant == invariant; });
    });
    std::string out = fmt::format("rivals of seed {} at commit {}:\n", seed, commit());
    for (const auto& violation : result.violations)
        out += fmt::format("  {}: {}\n", violation.invariant, violation.what);
    out += fmt::format("  {} of {} faults are enough: {}\n", remain.size(), result.fired.size(),
                       schedule_text(remain));
    return out +
           fmt::format("  DRILL_RIVALS={} DRILL_FAULTS='{}' test_simulation 'rivals that *'\n",
                       seed, schedule_text(remain));
}

}  // namespace firedrill::simulation
