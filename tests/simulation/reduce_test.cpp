#include "tests/simulation/reduce.hpp"
#include "tests/simulation/seeds.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <stdexcept>

namespace firedrill::simulation {

namespace {

/// What nobody knows counts as if it had not happened.
Seams believes_what_it_wants() {
    return {.apply = [](drill::Record& record) {
        auto* ended = std::get_if<drill::AttemptEnded>(&record.event);
        if (ended == nullptr || ended->report.outcome != Outcome::unknown) return true;
        ended->report.outcome = Outcome::failed;
        ended->report.refused = true;
        return true;
    }};
}

struct Failure {
    std::uint64_t seed = 0;
    Result result;
};

/// One in which much else went wrong as well.
Failure failure_among_many_faults(const Seams& seams) {
    for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
        Result result = simulate(seed, seams);
        if (!result.violations.empty() && result.fired.size() >= 40) return {seed, result};
    }
    return {};
}

}  // namespace

TEST_CASE("a failure among many faults is shrunk to the few that matter") {
    const Seams seams = believes_what_it_wants();
    const auto [seed, result] = failure_among_many_faults(seams);
    REQUIRE(seed != 0);
    const std::string invariant = result.violations.front().invariant;
    const auto fails = [&](const Schedule& only) {
        return breaks(simulate(seed, {.seams = seams, .only = only}), invariant);
    };

    const Schedule small = reduce(seed, seams, result);
    CHECK(small.size() <= 6);
    CHECK(fails(small));
    for (std::size_t i = 0; i < small.size(); ++i) {
        Schedule fewer = small;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        CHECK_FALSE(fails(fewer));
    }

    // the line that is printed shows it again
    const std::string text = told(seed, result, small);
    const std::string faults = text.substr(text.find("DRILL_FAULTS='") + 14);
    CHECK(fails(parse_schedule(faults.substr(0, faults.find('\'')))));
    CHECK(text.find("DRILL_SEED=" + std::to_string(seed) + " ") != text.npos);
    CHECK(text.find("at commit ") != text.npos);
}

TEST_CASE("the faults that struck, given back as a schedule, give the same drill") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        const Result free = simulate(seed);
        const Result bound =
            simulate(seed, {.seams = {}, .only = parse_schedule(schedule_text(free.fired))});
        REQUIRE(bound.hash == free.hash);
    }
}

TEST_CASE("shrinking finds the two faults that fail together") {
    Schedule all;
    for (std::uint32_t number = 1; number <= 100; ++number)
        all.push_back({number % 2 == 0 ? Fault::aborted : Fault::message_dropped, number});
    std::size_t runs = 0;
    const Schedule small = reduce(all, [&](const Schedule& some) {
        ++runs;
        const auto has = [&](const Occurrence& it) {
            return std::find(some.begin(), some.end(), it) != some.end();
        };
        return has({Fault::aborted, 50}) && has({Fault::message_dropped, 7});
    });
    CHECK(schedule_text(small) == "message_dropped:7 aborted:50");
    CHECK(runs < 100);
}

TEST_CASE("a schedule is written as words and read back") {
    const Schedule schedule{
        {Fault::aborted, 1}, {Fault::message_dropped, 17}, {Fault::message_dropped, 3}};
    CHECK(schedule_text(schedule) == "message_dropped:3,17 aborted:1");
    CHECK(schedule_text(parse_schedule(schedule_text(schedule))) == schedule_text(schedule));
    CHECK(parse_schedule("none").empty());
    CHECK_THROWS_AS(parse_schedule("earthquake:1"), std::invalid_argument);
    CHECK_THROWS_AS(parse_schedule("aborted"), std::invalid_argument);
}

TEST_CASE("the kept seeds can be read") {
    CHECK_FALSE(kept_seeds().empty());
}

}  // namespace firedrill::simulation
