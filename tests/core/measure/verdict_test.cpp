#include "core/measure/verdict.hpp"
#include "core/measure/baseline.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace firedrill;
using namespace firedrill::measure;
using namespace std::chrono_literals;

TEST_CASE("a target is met only by the whole interval") {
    CHECK(judge_time(Interval{9s, 10s}, 10s).verdict == Verdict::met);
    CHECK(judge_time(Interval{9s, 10s + 1ns}, 10s).verdict == Verdict::inconclusive);
    CHECK(judge_time(Interval{9s, 11s}, 10s).reason == Reason::interval_straddles_target);
    CHECK(judge_time(Interval{10s, 11s}, 10s).verdict == Verdict::inconclusive);
    CHECK(judge_time(Interval{10s + 1ns, 11s}, 10s).verdict == Verdict::not_met);
    CHECK(*judge_time(Interval{9s, 11s}, 10s).margin == -1s);
}

TEST_CASE("missing evidence never passes, and a prober that was late never proves") {
    CHECK(judge_time(std::nullopt, 10s).verdict == Verdict::not_measured);
    CHECK_FALSE(judge_time(std::nullopt, 10s).margin.has_value());
    CHECK(judge_time(Interval{1s, 2s}, 10s, false).verdict == Verdict::inconclusive);
    CHECK(judge_time(Interval{1s, 2s}, 10s, false).reason == Reason::late_probe_slots);
    CHECK(judge_time(Interval{11s, 12s}, 10s, false).verdict == Verdict::not_met);
}

TEST_CASE("counts: unsure ones make a verdict impossible, never a failure") {
    CHECK(judge_count(0, 0, 0).verdict == Verdict::met);
    CHECK(judge_count(0, 4, 0).verdict == Verdict::inconclusive);
    CHECK(judge_count(0, 4, 0).reason == Reason::only_warned_lost);
    CHECK(judge_count(1, 4, 0).verdict == Verdict::not_met);
    CHECK(judge_count(3, 5, 5).verdict == Verdict::met);
}

TEST_CASE("the worse of two verdicts") {
    const std::vector order{Verdict::not_met, Verdict::inconclusive, Verdict::not_measured,
                            Verdict::met, Verdict::not_applicable};
    for (std::size_t a = 0; a < order.size(); ++a)
        for (std::size_t b = 0; b < order.size(); ++b)
            CHECK(worse(order[a], order[b]) == order[std::min(a, b)]);
}

TEST_CASE("the pieces of a decomposition sum exactly") {
    std::mt19937_64 random(4);
    for (int round = 0; round < 10'000; ++round) {
        std::vector<MarkTime> marks;
        Nanos at{};
        for (auto n = random() % 12; n > 0; --n) {
            at += Nanos{static_cast<std::int64_t>(random() % 1'000'003)};
            marks.push_back({"m" + std::to_string(n),
                             {at, at + Nanos{static_cast<std::int64_t>(random() % 999)}},
                             n % 2 == 0});
        }
        Nanos sum{};
        Nanos lo{};
        Nanos hi{};
        for (const auto& piece : decompose(marks)) {
            sum += piece.middle;
            lo += piece.length.lo;
            hi += piece.length.hi;
            REQUIRE(piece.length.contains(piece.middle));
        }
        if (marks.size() < 2) continue;
        const auto middle = [](Interval t) { return t.lo + t.width() / 2; };
        REQUIRE(sum == middle(marks.back().at) - middle(marks.front().at));
        const Interval whole = marks.back().at - marks.front().at;
        REQUIRE(lo <= whole.lo);
        REQUIRE(hi >= whole.hi);
    }
}

TEST_CASE("a piece says between which marks it lies and whose it was") {
    const auto pieces = decompose({{"disrupted", {0s, 1s}, false}, {"approved", {9s, 9s}, true}});
    REQUIRE(pieces.size() == 1);
    CHECK(pieces[0].from == "disrupted");
    CHECK(pieces[0].to == "approved");
    CHECK(pieces[0].people);
    CHECK(pieces[0].length == Interval{8s, 9s});
    CHECK(decompose({{"a", {}, false}}).empty());
}

TEST_CASE("differences from the baseline are listed, expected ones marked") {
    const Facts before{{"file:/etc/a", "1"}, {"role:db1", "primary"}, {"timeline:db1", "1"}};
    const Facts after{{"file:/etc/b", "2"}, {"role:db1", "primary"}, {"timeline:db1", "3"}};
    const auto found = compare(before, after, {"timeline:"});
    const std::vector<Difference> wanted{{"file:/etc/a", "1", "", false, {}},
                                         {"file:/etc/b", "", "2", false, {}},
                                         {"timeline:db1", "1", "3", true, {}}};
    CHECK(found.differences == wanted);
    CHECK(compare(before, before, {}).differences.empty());
    CHECK(found.not_compared.empty());
}

TEST_CASE("only what both sides looked at is compared, and the rest is named") {
    const Categories all{{"nft", "routes", "tc", "units"}, "seen:", "yes"};
    // given a host whose agent was replaced by an older one, and whose systemd went away
    const Facts before{{"seen:routes", "yes"},        {"seen:nft", "yes"},
                       {"seen:units", "yes"},         {"seen:tc", "yes"},
                       {"routes:main a", "1"},        {"nft:inet f", "2"},
                       {"units:a.service", "active"}, {"tc:eth0 root", "pfifo"}};
    const Facts after{{"seen:routes", "yes"},
                      {"seen:units", "systemd is not running here"},
                      {"seen:tc", "yes"},
                      {"routes:main a", "9"},
                      {"tc:eth0 root", "pfifo"}};
    // when
    const Comparison found = compare(before, after, {}, all);
    // then
    CHECK(found.differences == std::vector<Difference>{{"routes:main a", "1", "9", false, {}}});
    CHECK(found.not_compared ==
          std::vector<NotCompared>{{"", "nft", ""}, {"", "units", "systemd is not running here"}});
}

TEST_CASE("snapshots of agents that know no categories compare as they always did") {
    const Categories all{{"routes", "owners"}, "seen:", "yes"};
    const Facts before{{"file:/etc/a", "0644 1 bytes"}};
    const Facts after{{"file:/etc/a", "0600 1 bytes"}};
    const Comparison found = compare(before, after, {}, all);
    CHECK(found.differences.size() == 1);
    CHECK(found.not_compared.size() == 2);
}
