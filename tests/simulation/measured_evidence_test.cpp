// Damaged evidence: whatever is missing, cut, repeated, disordered or impossible in what a drill
// left, a target is never called met that was not. DRILL_EVIDENCE=N damages that many sets.
#include "tests/simulation/measured_mutation.hpp"
#include "tests/simulation/measured_truth.hpp"

#include "core/base/hash.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <map>

namespace firedrill::simulation {

namespace {

struct Damage {
    std::size_t applied = 0, still_met = 0, noticed = 0;
};

bool is_met(const drill::Assessment& said) {
    return said.services.front().rto_judgement.verdict == measure::Verdict::met ||
           said.services.front().rpo_judgement.verdict == measure::Verdict::met;
}

/// Only the promises that no damage may break.
std::string falsely_met(const Measured& drill, const drill::Assessment& said) {
    Checked checked;
    for (const auto& violation : check_truth(drill, said, checked))
        if (violation.invariant == "met only if it is true" ||
            violation.invariant == "missing evidence never passes")
            return violation.invariant + ": " + violation.what;
    return "";
}

/// A drill of which something is met, or would be if evidence were missing: its targets lie close
/// to the truth.
std::optional<Measured> drill_near_its_targets(std::uint64_t seed) {
    Measured drill = measure_drill(seed, [](MeasuredSettings& settings) {
        settings.chaos = settings.chaos && settings.draws % 3 == 0;
    });
    const auto truth = true_outage(drill, false);
    if (!drill.ended || !truth || drill.probed.empty() || truth->last_opened == Nanos{0})
        return std::nullopt;
    return drill;
}

}  // namespace

TEST_CASE("damaged evidence never passes") {
    const char* wanted = std::getenv("DRILL_EVIDENCE");
    const std::size_t count = wanted == nullptr ? 20'000 : std::stoull(wanted);
    const char* one = std::getenv("DRILL_SEED");
    std::map<std::string, Damage> damages;
    std::size_t sets = 0, broken = 0;
    for (std::uint64_t seed = one == nullptr ? 1 : std::stoull(one); sets < count; ++seed) {
        const auto drill = drill_near_its_targets(seed);
        if (!drill) continue;
        Chance chance = Chance(seed).fork(99);
        for (const auto& mutation : mutations()) {
            Measured damaged = *drill;
            if (!mutation.apply(damaged, chance)) continue;
            ++sets;
            const auto said = damaged.assessed();
            Damage& damage = damages[mutation.name];
            ++damage.applied;
            damage.still_met += is_met(said);
            const std::string wrong = falsely_met(*drill, said);
            if (wrong.empty()) continue;
            if (++broken <= 10)
                UNSCOPED_INFO(fmt::format("seed {}, {}: {}", seed, mutation.name, wrong));
        }
        if (one != nullptr || broken > 10) break;
    }
    CHECK(broken == 0);
    if (one != nullptr) return;
    std::string table;
    for (const auto& [name, damage] : damages) {
        CHECK(damage.applied > count / 200);
        table += fmt::format("\n  {:<36} {:>7} sets, {:>6} still met, rightly", name,
                             damage.applied, damage.still_met);
    }
    WARN(fmt::format("{} damaged sets of evidence:{}", sets, table));
}

}  // namespace firedrill::simulation
