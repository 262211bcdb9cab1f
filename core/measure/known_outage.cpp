#include "core/measure/known_outage.hpp"

#include "core/measure/seeded.hpp"

#include <algorithm>
#include <chrono>

namespace firedrill::measure {
namespace {

using namespace std::chrono_literals;

constexpr int flapping_percent = 20;

/// A client hears of it only after R.
Nanos silence(const OutagePlan& plan) {
    return plan.failing == Failing::refused ? Nanos{0} : plan.deadline;
}

Nanos down_stretch(const OutagePlan& plan, Seeded& seeded) {
    const Nanos shortest = std::max<Nanos>(5 * plan.every, 100ms) + silence(plan);
    return seeded.between(shortest, shortest + 20 * plan.every);
}

/// Long enough to be seen, too short to count as service.
Nanos up_stretch(const OutagePlan& plan, Seeded& seeded) {
    return seeded.between(std::max<Nanos>(3 * plan.every, 20ms),
                          std::max<Nanos>(4 * plan.every, 40ms));
}

PlannedOutage plan_outage(const OutagePlan& plan, Nanos sustained, Seeded& seeded) {
    const Nanos shortest = 2 * sustained + 9 * plan.every + silence(plan);
    PlannedOutage out{.lead = seeded.between(shortest, shortest + 5 * plan.every),
                      .stretches = {down_stretch(plan, seeded)}};
    while (out.stretches.size() < 5 && seeded.percent(flapping_percent)) {
        out.stretches.push_back(up_stretch(plan, seeded));
        out.stretches.push_back(down_stretch(plan, seeded));
    }
    return out;
}

/// What belongs to this outage and to none beside it.
Interval window_of(const KnownOutage& known, const ProbeSettings& settings) {
    return {known.runs.front().down.lo - settings.sustained - settings.every,
            known.runs.back().up.hi + settings.sustained + 6 * settings.every};
}

std::vector<ProbeSample> due_in(const std::vector<ProbeSample>& samples, Interval window) {
    const auto by_due = [](const ProbeSample& sample, Nanos t) { return sample.due < t; };
    const auto from = std::lower_bound(samples.begin(), samples.end(), window.lo, by_due);
    const auto to = std::lower_bound(from, samples.end(), window.hi, by_due);
    return {from, to};
}

/// The samples that enclose an outage, by plain search: nothing of find_outage() is asked.
struct Bracket {
    const ProbeSample *last_good = nullptr, *first_bad = nullptr, *last_bad = nullptr,
                      *first_good = nullptr;
    bool whole() const { return last_good != nullptr && first_good != nullptr; }
    bool late() const {
        return first_bad->slot - last_good->slot > 1 || first_good->slot - last_bad->slot > 1;
    }
};

Bracket bracket(const std::vector<ProbeSample>& samples, const ProbeSettings& settings) {
    Bracket out;
    for (const auto& sample : samples) {
        if (sample.answered == Answered::prober_late) continue;
        const bool right = sample.answered == Answered::good;
        const bool good = right && sample.completed - sample.due <= settings.deadline;
        if (right && !good && sample.completed - sample.sent <= settings.deadline) continue;
        if (!good) {
            if (out.first_bad == nullptr) out.first_bad = &sample;
            out.last_bad = &sample;
            out.first_good = nullptr;
        } else if (out.first_bad == nullptr) {
            out.last_good = &sample;
        } else if (out.first_good == nullptr) {
            out.first_good = &sample;
        }
    }
    return out;
}

/// (c): E is known to I and the answer of its first good, and to how late these were sent.
Nanos allowed_end(const Bracket& found, const ProbeSettings& settings) {
    return settings.every + (found.first_good->completed - found.first_good->due);
}

/// (c): S is known to I and the time after which a client knows that it failed.
Nanos allowed_start(const Bracket& found, const ProbeSettings& settings) {
    const ProbeSample& first = *found.first_bad;
    const Nanos failing = std::min(first.completed - first.sent, settings.deadline);
    return settings.every + (first.sent - first.due) + failing;
}

/// As a drill judges it: no verdict `met` is given on such a figure.
bool is_doubted(const Outage& outage) {
    return outage.late_slots * 100 > outage.slots || outage.late_in_bracket;
}

}  // namespace

std::vector<PlannedOutage> plan_outages(const OutagePlan& plan) {
    Seeded seeded(plan.seed, plan.stream);
    const Nanos sustained = calibration_settings(plan.every, plan.deadline).sustained;
    std::vector<PlannedOutage> out;
    for (std::int64_t i = 0; i < plan.outages; ++i)
        out.push_back(plan_outage(plan, sustained, seeded));
    return out;
}

ProbeSettings calibration_settings(Nanos every, Nanos deadline) {
    return {.every = every,
            .deadline = deadline,
            .sustained = deadline + std::max<Nanos>(8 * every, 80ms)};
}

Interval KnownOutage::down_time() const {
    Interval sum{};
    for (const DownTime& run : runs) {
        const Interval length = run.up - run.down;
        sum = {sum.lo + length.lo, sum.hi + length.hi};
    }
    return sum;
}

JudgedOutage judge_outage(const std::vector<ProbeSample>& all, const ProbeSettings& settings,
                          const KnownOutage& known) {
    const Interval window = window_of(known, settings);
    const std::vector<ProbeSample> samples = due_in(all, window);
    const Outage blind = find_outage(samples, settings, std::nullopt, window);
    const Outage told = find_outage(samples, settings, known.runs.front().down, window);
    const Bracket found = bracket(samples, settings);
    JudgedOutage out;
    out.outage = {.measured = blind.client, .truth = known.lasted(), .allowed = {}};
    out.recovery = {.measured = told.rto, .truth = known.lasted(), .allowed = {}};
    out.down = {.measured = blind.down, .truth = known.down_time(), .allowed = {}};
    // Without a figure any late slot may be why; with one, only those beside what it is made of.
    const bool some_late = blind.late_slots > 0;
    const bool whole = found.first_bad != nullptr && found.whole();
    const bool late = whole ? found.late() : some_late;
    out.outage.late = blind.client ? late : some_late;
    out.recovery.late = told.rto ? late : some_late;
    out.down.late = some_late;
    out.outage.doubted = is_doubted(blind);
    out.recovery.doubted = is_doubted(told);
    out.down.doubted = is_doubted(blind);
    if (!whole) return out;
    out.outage.allowed = allowed_start(found, settings) + allowed_end(found, settings);
    out.recovery.allowed = allowed_end(found, settings) + known.runs.front().down.width();
    return out;
}

}  // namespace firedrill::measure
