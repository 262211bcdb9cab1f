// Calibration judges the measuring code, so these tests judge calibration: what is right must pass,
// and each planted mistake must be caught.
#include "core/measure/calibration.hpp"
#include "core/measure/known_clock.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace firedrill;
using namespace firedrill::measure;
using namespace std::chrono_literals;

namespace {

constexpr Nanos every = 10ms, deadline = 250ms, round_trip = 300us;

/// Outages as planned, and what a probe must have seen of a service that refuses.
struct World {
    std::vector<KnownOutage> known;
    std::vector<ProbeSample> samples;

    bool is_down(Nanos t) const {
        return std::ranges::any_of(known, [&](const KnownOutage& outage) {
            return std::ranges::any_of(outage.runs, [&](const DownTime& run) {
                return t >= run.down.lo && t < run.up.lo;
            });
        });
    }
};

World make_world(std::uint64_t seed, std::int64_t outages) {
    World out;
    Nanos now = 10s;
    for (const PlannedOutage& planned : plan_outages({.failing = Failing::refused,
                                                      .outages = outages,
                                                      .every = every,
                                                      .deadline = deadline,
                                                      .seed = seed})) {
        now += planned.lead;
        KnownOutage outage;
        for (std::size_t i = 0; i < planned.stretches.size(); i += 2) {
            const Nanos up = now + planned.stretches[i];
            outage.runs.push_back({.down = {now, now + 20us}, .up = {up, up + 20us}});
            now = up + (i + 1 < planned.stretches.size() ? planned.stretches[i + 1] : 0ns);
        }
        out.known.push_back(outage);
    }
    std::int64_t slot = 0;
    for (Nanos due = 9s; due < now + 3s; due += every, ++slot) {
        const Nanos sent = due + 50us;
        const auto answered =
            out.is_down(sent + round_trip / 2) ? Answered::refused : Answered::good;
        out.samples.push_back({slot, due, sent, sent + round_trip, answered});
    }
    return out;
}

KindFindings judged(const World& world, std::vector<Miss>& misses) {
    std::vector<JudgedOutage> out;
    for (const KnownOutage& known : world.known)
        out.push_back(judge_outage(world.samples, calibration_settings(every, deadline), known));
    return find_in(Failing::refused, world.known, out, misses);
}

}  // namespace

TEST_CASE("intervals of known outages hold the truth and are no wider than the formula") {
    std::vector<Miss> misses;
    const KindFindings found = judged(make_world(1, 200), misses);
    for (const Held& held : {found.outage, found.recovery, found.down}) {
        CHECK(held.judged == 200);
        CHECK(held.held == 200);
        CHECK(held.wider == 0);
        CHECK(held.unclaimed == 0);
    }
    CHECK(misses.empty());
    CHECK(found.flapping > 10);
    CHECK(found.outage.error.p50 <= every / 2);
    CHECK(found.outage.width.most <= 2 * every + 2 * round_trip + 1ms);
}

TEST_CASE("an interval that does not hold the truth is caught and named") {
    World world = make_world(2, 30);
    // given one outage that lasted 40 ms longer than the samples show
    world.known[11].runs.back().up = world.known[11].runs.back().up + 40ms;

    std::vector<Miss> misses;
    const KindFindings found = judged(world, misses);

    CHECK(found.outage.held == 29);
    CHECK(found.recovery.held == 29);
    REQUIRE(misses.size() == 3);
    CHECK(misses.front().outage == 12);
    CHECK(misses.front().figure == "outage");
    Calibration calibration{.kinds = {found}};
    CHECK_FALSE(calibration.good());
    CHECK(calibration.held() == calibration.intervals() - 3);
}

TEST_CASE("an outage that was not seen is a false claim, unless the prober was late") {
    World world = make_world(3, 10);
    const Interval down{world.known[4].runs.front().down.lo, world.known[4].runs.back().up.hi};
    const auto rewrite = [&](Answered answered) {
        for (ProbeSample& sample : world.samples)
            if (down.contains(sample.completed)) sample.answered = answered;
        std::vector<Miss> misses;
        return judged(world, misses).outage;
    };

    const Held blind = rewrite(Answered::good);
    CHECK(blind.judged == 10);
    CHECK(blind.held == 9);

    const Held asleep = rewrite(Answered::prober_late);
    CHECK(asleep.judged == 9);
    CHECK(asleep.held == 9);
    CHECK(asleep.unclaimed == 1);
}

TEST_CASE("a figure among many late slots is told apart, and counts as missed all the same") {
    World world = make_world(5, 10);
    world.known[3].runs.back().up = world.known[3].runs.back().up + 40ms;
    // given that every 20th slot of the prober was late
    for (std::size_t i = 0; i < world.samples.size(); i += 20)
        world.samples[i].answered = Answered::prober_late;

    std::vector<Miss> misses;
    const KindFindings found = judged(world, misses);

    CHECK(found.outage.doubted == 10);
    CHECK(found.outage.held == 9);
    CHECK(found.outage.doubted_missed == 1);
    REQUIRE_FALSE(misses.empty());
    CHECK(misses.front().doubted);
}

TEST_CASE("an interval that is wider than it need be is counted") {
    const Held held =
        hold({{.measured = Interval{1s, 1021ms}, .truth = {1s, 1s}, .allowed = 20ms},
              {.measured = Interval{1s, 1020ms}, .truth = {1s, 1s}, .allowed = 20ms}});
    CHECK(held.held == 2);
    CHECK(held.wider == 1);
    CHECK(held.error.most == 10'500us);
}

TEST_CASE("quantiles are values that so many do not exceed") {
    std::vector<Nanos> lengths;
    for (int i = 100; i >= 1; --i) lengths.emplace_back(i);
    const Spread spread = spread_of(lengths);
    CHECK(spread.count == 100);
    CHECK(spread.p50 == 50ns);
    CHECK(spread.p95 == 95ns);
    CHECK(spread.p99 == 99ns);
    CHECK(spread.most == 100ns);
    CHECK(spread_of({}).count == 0);
}

TEST_CASE("the same seed plans the same outages, another stream others") {
    const OutagePlan plan{Failing::stalled, 50, every, deadline, 7, 0};
    const auto lengths = [](const OutagePlan& of) {
        std::vector<Nanos> out;
        for (const auto& outage : plan_outages(of))
            out.insert(out.end(), outage.stretches.begin(), outage.stretches.end());
        return out;
    };
    CHECK(lengths(plan) == lengths(plan));
    CHECK(lengths(plan) != lengths({Failing::stalled, 50, every, deadline, 7, 1}));
    for (const auto& outage : plan_outages(plan)) CHECK(outage.stretches.front() > deadline);
}

namespace {

/// Writes that met the fates of their keys, and the rows that are there.
struct Writes {
    Ledger ledger{.probe = "w", .drill = "d", .host = "h", .boot = "b", .writes = {}};
    RowsFile rows;
    PlantedTruth truth;

    explicit Writes(int count) {
        for (int i = 0; i < count; ++i) add(i);
        rows.rows.push_back({1'000, 0, "00"});
        truth.unexpected = 1;
    }
    void add(std::int64_t sequence) {
        const Nanos sent = 1s + sequence * 1ms;
        const auto write = planted(fate_of(5, 1, sequence), 1, sequence, {sent + 1us, sent + 2us});
        const bool unsure = write.said == WriteClass::unsure;
        ledger.writes.push_back({1, sequence, sent, unsure ? 0ns : sent + 3us, write.said});
        for (int copy = 0; copy < write.copies; ++copy)
            rows.rows.push_back({1, sequence, write.changed ? "ff" : payload_of("d", 1, sequence)});
        truth.writes.push_back(write);
    }
};

}  // namespace

TEST_CASE("planted fates of drill writes come out exactly") {
    const JudgedWrites judged =
        judge_planted(Writes(3'000).ledger, Writes(3'000).rows, Writes(3'000).truth);
    CHECK(judged.writes == 3'000);
    CHECK(judged.misjudged == 0);
    const WriteFigures& f = judged.counted;
    for (const std::int64_t some : {f.lost, f.duplicated, f.changed, f.warned_kept, f.warned_lost,
                                    f.phantom, f.recovered, f.unsure_absent, f.unexpected})
        CHECK(some > 0);
    CHECK(f.kept > 2'400);
}

TEST_CASE("a single write in the wrong class is caught") {
    Writes writes(500);
    const auto kept = std::ranges::find_if(
        writes.truth.writes, [](const auto& w) { return w.copies == 1 && !w.changed; });
    const auto sequence = kept->sequence;
    std::erase_if(writes.rows.rows,
                  [&](const Row& row) { return row.session == 1 && row.sequence == sequence; });
    CHECK(judge_planted(writes.ledger, writes.rows, writes.truth).misjudged > 0);
}

TEST_CASE("the wrong keys lost are caught although their number is right") {
    Writes writes(500);
    auto lost = std::ranges::find_if(writes.truth.writes, [](const auto& w) {
        return w.said == WriteClass::ack && w.copies == 0;
    });
    auto kept = std::ranges::find_if(writes.truth.writes, [](const auto& w) {
        return w.said == WriteClass::ack && w.copies == 1 && !w.changed;
    });
    std::swap(lost->copies, kept->copies);
    CHECK(judge_planted(writes.ledger, writes.rows, writes.truth).misjudged == 2);
}

TEST_CASE("the age of what was forgotten is held, and a wrong one is caught") {
    Writes writes(400);
    for (auto& write : writes.truth.writes)
        if (write.said == WriteClass::ack && write.copies == 0) write.copies = 1;  // none before
    writes.rows.rows.clear();
    // given a moment at which everything of the last 50 ms was forgotten
    const Interval at{1'300ms, 1'300ms + 10us};
    for (auto& write : writes.truth.writes) {
        if (write.taken.lo >= at.lo - 50ms && write.taken.lo <= at.lo) write.copies = 0;
        for (int copy = 0; copy < write.copies; ++copy)
            writes.rows.rows.push_back({1, write.sequence, payload_of("d", 1, write.sequence)});
    }
    writes.truth.forgettings.push_back({at});

    const auto ages = judge_planted(writes.ledger, writes.rows, writes.truth).ages;
    REQUIRE(ages.size() == 1);
    CHECK(holds(ages.front()));
    CHECK(ages.front().truth.lo > 45ms);

    // when the service says that it was another moment
    writes.truth.forgettings.front().at = at + 30ms;
    const auto wrong = judge_planted(writes.ledger, writes.rows, writes.truth).ages;
    CHECK(wrong.front().truth.lo > ages.front().truth.hi);
}

TEST_CASE("a planted clock is found again, and one that drifts too much is not") {
    std::mt19937_64 random(3);
    const auto some = [&](Nanos most) {
        return Nanos{
            1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most.count()))};
    };
    std::vector<ClockSample> exchanges;
    for (Nanos t1 = 100s; t1 < 200s; t1 += 5s) {
        const Nanos t2 = t1 + some(2ms), t3 = t2 + some(50us);
        exchanges.push_back({t1, t2, t3, t3 + some(2ms)});
    }
    for (std::uint64_t i = 0; i < 500; ++i) {
        const PlantedClock clock = plant_clock(9, i, 100s);
        const Judged judged = judge_clock(clock, exchanges, 100s + some(100s));
        REQUIRE(judged.measured);
        CHECK(holds(judged));
    }
    const PlantedClock broken{.since = 100s, .ahead = 1h, .drift_ppm = 5'000};
    CHECK_FALSE(holds(judge_clock(broken, exchanges, 150s)));
}

TEST_CASE("what a drill cites is what was found") {
    std::vector<Miss> misses;
    const KindFindings found = judged(make_world(4, 20), misses);
    Calibration calibration{.seed = 4, .every = every, .deadline = deadline, .kinds = {found}};
    calibration.writes.writes = 500;
    const Calibrated last = cited(calibration, "h", "1.2", 5s);
    CHECK(last.host == "h");
    CHECK(last.outages == 20);
    CHECK(last.intervals == 60);
    CHECK(last.held == 60);
    CHECK(last.median_error == found.outage.error.p50);
    CHECK(last.worst_error == found.outage.error.most);
    CHECK(last.writes == 500);
}
