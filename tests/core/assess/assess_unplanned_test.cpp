#include "tests/core/assess/story.hpp"

#include <catch2/catch.hpp>

using namespace story;
using drill::Source;
using measure::Reason;
using measure::Verdict;

namespace {

const drill::MarkFigure* mark(const drill::OutageFigures& outage, std::string_view name) {
    for (const auto& one : outage.marks)
        if (one.mark == name) return &one;
    return nullptr;
}

std::string codes(const drill::Assessment& a) {
    std::string out;
    for (const auto& finding : a.findings) out += (out.empty() ? "" : " ") + finding.code;
    return out;
}

}  // namespace

TEST_CASE("an unplanned failover: figures computed by hand") {
    // given the story of story.hpp
    const auto a = tell().assess();
    CHECK(a.problems.empty());
    const auto& f = a.failover;
    CHECK(f.exercised);
    CHECK(f.probe == "client");
    // J = [1020.050, 1020.052]; L = slot 1020.0, F = 1020.1 (refused at 1020.101), G = 1032.4,
    // H = 1032.5 (answered at 1032.51)
    CHECK(close(f.fault, 1020.050, 1020.052));
    CHECK(close(f.serving, 1032.4, 1032.51));
    CHECK(close(f.outage, 12.299, 12.46));  // [a_G - f_F, c_H - J_lo]
    CHECK(close(f.rto, 12.348, 12.46));     // [a_G - J_hi, c_H - J_lo]
    CHECK(close(f.down, 12.299, 12.46));
    CHECK(f.flaps == 0);
    CHECK(f.sustained_good == 21);  // 1032.5 .. 1034.5
    CHECK(f.sustained_total == 21);
    CHECK(f.slots == 351);  // 1010 .. 1045.0
    CHECK(f.late_slots == 0);
}

TEST_CASE("an unplanned failover: every timestamp, who recorded it and when it was for people") {
    const auto a = tell().assess();
    std::string order;
    for (const auto& one : a.failover.marks) order += one.mark + " ";
    CHECK(order ==
          "last_good disrupted detected approved switch_started promoted serving reconnected "
          "business_verified ");
    CHECK(close(mark(a.failover, "last_good")->at, 1020.01, 1020.01));
    CHECK(close(mark(a.failover, "detected")->at, 1021.1, 1021.1));
    CHECK(mark(a.failover, "detected")->by == "client1");
    CHECK(mark(a.failover, "approved")->at == Interval{at(1031.2), at(1031.2)});
    CHECK(mark(a.failover, "approved")->source == Source::person);
    CHECK(mark(a.failover, "approved")->by == "cio");
    CHECK(close(mark(a.failover, "switch_started")->at, 1031.3, 1031.3));
    CHECK(mark(a.failover, "switch_started")->step == "fence");
    CHECK(close(mark(a.failover, "promoted")->at, 1031.6, 1032.4));
    CHECK(mark(a.failover, "serving")->source == Source::samples);
    CHECK(close(mark(a.failover, "business_verified")->at, 1036.0, 1036.0));
    // T11 - T0 = [1036.0 - 1020.052, 1036.0 - 1020.050]
    CHECK(close(mark(a.failover, "business_verified")->since_start, 15.948, 15.950, 6ms));
    const Nanos wall = mark(a.failover, "approved")->wall;
    CHECK(wall == 1'800'000'000s + at(1031.2));
}

TEST_CASE("an unplanned failover: the decomposition sums exactly and knows people's time") {
    const auto a = tell().assess();
    Nanos sum{};
    std::string names;
    for (const auto& piece : a.failover.pieces) {
        sum += piece.middle;
        names += piece.to + (piece.people ? "(people) " : " ");
        CHECK(piece.middle >= Nanos{0});
    }
    CHECK(names ==
          "detected approved(people) switch_started promoted reconnected business_verified ");
    const auto middle = [](Interval t) { return t.lo + t.width() / 2; };
    CHECK(sum == middle(mark(a.failover, "business_verified")->at) -
                     middle(mark(a.failover, "disrupted")->at));
    CHECK(a.failover.people + a.failover.machine == sum);
    // people: from detected 1021.1 to approved 1031.2
    CHECK(std::abs((a.failover.people - at(10.1)).count()) < 3'000'000);
    CHECK(close(a.failover.whole, 15.948, 15.950, 6ms));
}

TEST_CASE("an unplanned failover: what was lost, by count and by age") {
    const auto a = tell().assess();
    REQUIRE(a.failover.writes.has_value());
    const auto& w = *a.failover.writes;
    // writes sent at 1010.00 .. 1020.04 by 10 ms: 1005; lost those sent at 1019.91 .. 1020.04: 14
    // and session 2 from 1032.60 to 1036.50: 391
    CHECK(w.attempted == 1005 + 391);
    CHECK(w.lost == 14);
    CHECK(w.kept == 1396 - 14);
    CHECK(w.holes == 0);
    CHECK(w.split == 0);
    CHECK(w.window_acked == 1005);
    CHECK(a.failover.lost_writes.size() == 14);
    // first lost: sent 1019.91, answered 1019.912: [1020.050 - 1019.912, 1020.052 - 1019.91]
    CHECK(close(w.rpo_time, 0.138, 0.142));
    CHECK(a.failover.writes_reason.empty());
}

TEST_CASE("an unplanned failover: verdicts, findings and exit code") {
    const auto a = tell().assess();
    REQUIRE(a.services.size() == 1);
    const auto& s = a.services[0];
    CHECK(s.rto_judgement.verdict == Verdict::met);
    CHECK(close(s.rto.measured, 15.948, 15.950, 6ms));
    CHECK_FALSE(s.end_fell_back);
    CHECK(*s.rto_judgement.margin == 60s - s.rto.measured->hi);
    CHECK(s.rpo_judgement.verdict == Verdict::not_met);
    CHECK(s.lost_lo == 14);
    CHECK(a.overall == Verdict::not_met);
    CHECK(a.exit_code == 1);
    // the fault is resolved by the rebuild; no step released the fence
    CHECK(a.outstanding.empty());
    CHECK(a.fences.size() == 1);
    CHECK(codes(a) == "rpo_not_met_async fence_held approval_share");
    CHECK(a.findings[0].id == "F-01");
    CHECK(a.findings[0].values.at("lost") == "14");
    CHECK(a.findings[2].values.at("took") == "10.0 s");
    CHECK(a.findings[2].values.at("share") == "62.6 %");  // 10.0 of 15.949 s
}

TEST_CASE("an unplanned failover: all clocks from every start to every end") {
    const auto a = tell().assess();
    const auto clock = [&](plan::ClockStart start, plan::ClockEnd end) -> std::optional<Interval> {
        for (const auto& one : a.services[0].all_clocks)
            if (one.start == start && one.end == end) return one.measured;
        return std::nullopt;
    };
    using plan::ClockEnd;
    using plan::ClockStart;
    CHECK(clock(ClockStart::disruption, ClockEnd::serving) == a.failover.rto);
    CHECK(close(clock(ClockStart::detection, ClockEnd::business_verified), 14.9, 14.9, 6ms));
    CHECK(close(clock(ClockStart::switch_start, ClockEnd::reconnected), 1.1, 1.21, 6ms));
    CHECK_FALSE(clock(ClockStart::declaration, ClockEnd::serving).has_value());
}

TEST_CASE("the failback is a second outage, measured like the first") {
    const auto a = tell().assess();
    const auto& f = a.failback;
    CHECK(f.exercised);
    // the step ran from 1050.0 to 1050.4; its first failure at 1050.101 narrows J
    CHECK(close(f.fault, 1050.0, 1050.101));
    CHECK(close(f.serving, 1051.9, 1052.01));
    CHECK(close(f.rto, 1.799, 2.01));
    CHECK(mark(f, "switch_started") == nullptr);
    CHECK(close(mark(f, "promoted")->at, 1050.5, 1051.5));
    CHECK(close(mark(f, "business_verified")->at, 1054, 1054));
    // writes sent after 1036.5 until 1056: session 2 1036.51 .. 1049.98 and 3 from 1052.1
    REQUIRE(f.writes.has_value());
    CHECK(f.writes->attempted == 1348 + 391);
    CHECK(f.writes->lost == 0);
    CHECK(f.writes->rpo_time->lo == Nanos{0});
}

TEST_CASE("clocks that are 5 s off, either way, give the same figures") {
    const auto same = tell().assess();
    for (const auto& [agent, client] : {std::pair{5s, -5s}, {-5s, 5s}, {0s, 5s}, {5s, 0s}}) {
        Options options;
        options.agent_clock = agent;
        options.client_clock = client;
        const auto a = tell(std::move(options)).assess();
        CHECK(a.failover.rto == same.failover.rto);
        CHECK(a.failback.rto == same.failback.rto);
        CHECK(a.failover.writes->rpo_time == same.failover.writes->rpo_time);
        CHECK(a.failover.writes->lost == same.failover.writes->lost);
        CHECK(a.services[0].rto.measured == same.services[0].rto.measured);
        CHECK(a.failover.whole == same.failover.whole);
    }
    REQUIRE(same.clocks.size() == 3);
    CHECK(same.clocks[0].host == "client1");
    CHECK(same.clocks[0].exchanges == 13);
    CHECK(same.clocks[0].synchronised);
    CHECK(same.clocks[0].bound >= 1ms);
    CHECK(same.clocks[0].bound <= 2ms);
}

TEST_CASE("a 5 s step of a clock in the middle of the drill gives no verdict") {
    Options options;
    auto s = tell(std::move(options));
    s.exchange(1040, "client1", 5s);
    const auto a = s.assess();
    CHECK(a.services[0].rto_judgement.verdict == Verdict::inconclusive);
    CHECK(a.services[0].rto_judgement.reason == Reason::clock_unsynchronised);
    CHECK(codes(a).find("clock_unsynchronised") != std::string::npos);
}
