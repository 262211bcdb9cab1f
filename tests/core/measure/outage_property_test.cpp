// Simulates outages of which the truth is known, and holds the intervals to it.
#include "core/measure/outage.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace firedrill;
using namespace firedrill::measure;

namespace {

struct Down {
    Nanos from{}, to{};
};

struct World {
    ProbeSettings settings;
    std::vector<Down> downs;  ///< in order; the last ends for good
    bool blackhole = false;
    Answered refusal = Answered::refused;
    Nanos jitter{};  ///< sends are late by up to this
    Nanos way{};     ///< longest one-way delay
    Nanos work{};    ///< longest service time
    int late_permille = 0;
    Nanos noise{-1};  ///< one probe due about then is lost for no reason
};

class Simulation {
public:
    explicit Simulation(std::uint64_t seed) : random_(seed) {}

    std::int64_t up_to(std::int64_t n) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n + 1));
    }
    Nanos up_to(Nanos n) { return Nanos{up_to(n.count())}; }
    bool chance(int percent) { return up_to(99) < percent; }

    World world() {
        World w;
        const Nanos every{1'000'000 * (1 + up_to(200))};
        w.settings.every = every;
        w.way = up_to(every * 2) + Nanos{1};
        w.work = up_to(every / 2);
        w.settings.deadline = 2 * w.way + w.work + every / 2 + up_to(every * 4);
        w.settings.sustained = every * (20 + up_to(20));
        w.blackhole = chance(50);
        w.refusal = chance(80) ? Answered::refused : Answered::wrong;
        w.jitter = chance(50) ? Nanos{0} : up_to(every / 2 - Nanos{1});
        w.late_permille = chance(30) ? 5 : 0;
        make_downs(w);
        if (chance(20)) w.noise = every * 20;
        return w;
    }

    std::vector<ProbeSample> samples(const World& w) {
        const Nanos end =
            w.downs.back().to + w.settings.sustained + 6 * w.settings.every + 2 * w.way + w.work;
        std::vector<ProbeSample> out;
        arrived_ = served_ = Nanos{0};
        for (std::int64_t i = 0; w.settings.every * i < end; ++i) out.push_back(sample(w, i));
        return out;
    }

private:
    void make_downs(World& w) {
        const Nanos every = w.settings.every;
        Nanos at = every * 65 + up_to(every * 3);
        const std::int64_t flaps = chance(30) ? 1 + up_to(2) : 0;
        for (std::int64_t i = 0; i <= flaps; ++i) {
            const Nanos least = flaps > 0 ? 6 * every : Nanos{0};
            const Nanos length = least + up_to(every * (chance(30) ? 3 : 40));
            w.downs.push_back({at, at + length});
            // Back for long enough to be seen, too short to count as sustained.
            at += length + 4 * every + 2 * w.way + w.work + up_to(every);
        }
    }

    bool down_at(const World& w, Nanos t) const {
        for (const auto& down : w.downs)
            if (down.from <= t && t < down.to) return true;
        return false;
    }

    ProbeSample sample(const World& w, std::int64_t slot) {
        ProbeSample s;
        s.slot = slot;
        s.due = w.settings.every * slot;
        s.sent = s.due + up_to(w.jitter);
        const bool late = up_to(999) < w.late_permille;
        // Probes reach the service, and are served, in the order of their sending.
        const Nanos arrives = arrived_ = std::max(arrived_, s.sent + up_to(w.way));
        const Nanos served = served_ = std::max(served_, arrives + up_to(w.work));
        s.completed = served + up_to(w.way);
        s.answered = Answered::good;
        const bool noise = w.noise == s.due;
        if (noise || down_at(w, arrives) || down_at(w, served) ||
            (fell_between(w, arrives, served))) {
            s.answered = w.blackhole ? Answered::none : w.refusal;
            if (w.blackhole) s.completed = s.sent + w.settings.deadline * 2;
        }
        if (late) {
            s.sent += w.settings.every;
            s.completed += w.settings.every;
            s.answered = Answered::prober_late;
        }
        return s;
    }

    bool fell_between(const World& w, Nanos from, Nanos to) const {
        for (const auto& down : w.downs)
            if (from < down.from && down.from <= to) return true;
        return false;
    }

    std::mt19937_64 random_;
    Nanos arrived_{};
    Nanos served_{};
};

struct Tally {
    std::int64_t seen = 0, unseen = 0, recovered = 0, flapping = 0, bracketed = 0;
};

void check_start_and_end(const World& w, const Outage& out) {
    CAPTURE(w.settings.every.count(), w.settings.deadline.count(), w.way.count(), w.work.count(),
            w.jitter.count(), w.blackhole, w.noise.count(), w.downs.size());
    CAPTURE(w.downs.front().from.count(), w.downs.front().to.count(), w.downs.back().to.count());
    REQUIRE(out.recovered);
    CAPTURE(out.start->lo.count(), out.start->hi.count(), out.end->lo.count(), out.end->hi.count());
    REQUIRE(out.start.has_value());
    REQUIRE(out.start->contains(w.downs.front().from));
    REQUIRE(out.end->contains(w.downs.back().to));
    REQUIRE(out.client->contains(w.downs.back().to - w.downs.front().from));
    Nanos down{};
    for (const auto& one : w.downs) down += one.to - one.from;
    REQUIRE(out.down->contains(down));
    // Probes may overtake each other at the edges and show one run as two, never two as one.
    const int flaps = static_cast<int>(w.downs.size()) - 1;
    if (2 * w.way + w.jitter < w.settings.every)
        REQUIRE(out.flaps == flaps);
    else
        REQUIRE(out.flaps >= flaps);
    REQUIRE(out.sustained_good == out.sustained_total);
}

void check_widths(const World& w, const Outage& out, Nanos fault_width) {
    const Nanos every = w.settings.every;
    const Nanos trip = 2 * w.way + w.work;
    REQUIRE(out.rto->width() <= every + w.jitter + trip + fault_width);
    const Nanos bad = w.blackhole ? w.settings.deadline : std::min(w.settings.deadline, trip);
    REQUIRE(out.client->width() <= 2 * every + 2 * w.jitter + trip + bad);
}

}  // namespace

TEST_CASE("100,000 outages: every interval holds the truth and none is wider than the formula") {
    Simulation simulation(1);
    Tally tally;
    for (int round = 0; round < 100'000; ++round) {
        const World w = simulation.world();
        const auto samples = simulation.samples(w);
        const Nanos truth = w.downs.front().from;
        const Interval fault{truth - simulation.up_to(w.settings.every / 2),
                             truth + simulation.up_to(w.settings.every / 2)};
        const Outage out = find_outage(samples, w.settings, fault, {Nanos::min(), Nanos::max()});
        const Nanos length = w.downs.back().to - truth;
        if (!out.happened || (w.noise.count() >= 0 && out.first_bad < fault.lo)) {
            // Only what is shorter than two slots and the reply can hide between probes.
            REQUIRE(length < 3 * w.settings.every + 2 * w.way + w.jitter);
            ++tally.unseen;
            continue;
        }
        ++tally.seen;
        check_start_and_end(w, out);
        REQUIRE(out.rto->contains(length));
        if (out.flaps > 0) ++tally.flapping;
        if (out.late_in_bracket)
            ++tally.bracketed;
        else
            check_widths(w, out, fault.width());
    }
    // The simulation must really have produced what it claims to test.
    CHECK(tally.seen > 80'000);
    CHECK(tally.unseen > 100);
    CHECK(tally.flapping > 10'000);
    CHECK(tally.bracketed > 100);
}

TEST_CASE("without a known fault the first real outage is found, not one lost probe") {
    Simulation simulation(2);
    std::int64_t noisy = 0;
    for (int round = 0; round < 20'000; ++round) {
        const World w = simulation.world();
        if (w.downs.front().to - w.downs.front().from < 8 * w.settings.every + 2 * w.way) continue;
        const Outage out = find_outage(simulation.samples(w), w.settings, std::nullopt,
                                       {Nanos::min(), Nanos::max()});
        REQUIRE(out.happened);
        check_start_and_end(w, out);
        REQUIRE_FALSE(out.rto.has_value());
        if (w.noise.count() >= 0) ++noisy;
    }
    CHECK(noisy > 1'000);
}

TEST_CASE("a live watcher and the final computation agree on when service came back") {
    Simulation simulation(3);
    std::int64_t compared = 0;
    for (int round = 0; round < 2'000; ++round) {
        const World w = simulation.world();
        const auto samples = simulation.samples(w);
        const Outage out =
            find_outage(samples, w.settings, std::nullopt, {Nanos::min(), Nanos::max()});
        const Nanos length = w.downs.back().to - w.downs.front().from;
        if (w.noise.count() >= 0 || length < 4 * w.settings.every + 2 * w.way + w.work) continue;
        const auto up = state_since(samples, true, w.settings.sustained / 2, w.settings);
        REQUIRE(up.has_value());
        CAPTURE(up->lo.count(), up->hi.count(), out.end->lo.count(), out.end->hi.count(),
                w.settings.every.count());
        REQUIRE(*up == *out.end);
        ++compared;
    }
    CHECK(compared > 1'000);
}
