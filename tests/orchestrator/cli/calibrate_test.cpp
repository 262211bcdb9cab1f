// firedrill calibrate as a user runs it: real services that fail, the real probe, the figures.
#include "core/base/json.hpp"
#include "tests/orchestrator/cli/shell.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace firedrill;

namespace {

Ended calibrate(const std::string& state, const std::string& arguments) {
    return run_shell("XDG_STATE_HOME=" + state + " TMPDIR=" + state + " timeout 150 " +
                     DRILL_BINARY_DIR + "/firedrill --lang en calibrate " + arguments);
}

std::size_t entries_of(const std::filesystem::path& directory) {
    const std::filesystem::directory_iterator all(directory);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace

TEST_CASE(
    "a calibration with known outages and losses holds every truth and leaves only its record") {
    const TemporaryDirectory place;
    const std::string state = place.path();

    const Ended ended = calibrate(state, "--outages 24 --every 10ms --writes 300 --seed 7 --json");

    INFO(ended.output);
    REQUIRE(ended.code <= 1);
    const auto printed = parse_json(ended.output).value();
    CHECK(printed.at("good").as_bool() == (ended.code == 0));
    const auto& last = printed.at("last");
    CHECK(last.at("outages").as_int64() == 24);
    // Where other tests take the processor away, a figure may be one that no drill would trust.
    std::int64_t doubted = 0;
    for (const auto& miss : printed.at("calibration").at("misses").as_array())
        doubted += miss.at("doubted").as_bool() ? 1 : 0;
    CHECK(last.at("held").as_int64() + doubted == last.at("intervals").as_int64());
    CHECK(last.at("intervals").as_int64() > 3 * 20);
    CHECK(last.at("seed").as_int64() == 7);
    CHECK(last.at("misjudged").as_int64() == 0);
    CHECK(last.at("writes").as_int64() >= 300);
    for (const auto& kind : printed.at("calibration").at("kinds").as_array()) {
        INFO(kind);
        CHECK(kind.at("outages").as_int64() == 8);
        CHECK(kind.at("outage").at("judged").as_int64() +
                  kind.at("outage").at("unclaimed").as_int64() ==
              8);
    }
    CHECK(printed.at("calibration").at("clock").at("judged").as_int64() == 24);
    const std::string kept(printed.at("kept").as_string());
    CHECK(kept.starts_with(state + "/firedrill/calibration-"));
    std::ifstream file(kept);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    CHECK(parse_json(text).value().at("last") == last);
    CHECK(entries_of(state) == 1);  // nothing else was left
    const Ended again = calibrate(state, "--last --json");
    CHECK(again.code == ended.code);
    CHECK(again.output == ended.output);
}

TEST_CASE("a calibration that is interrupted says so, keeps no record and leaves nothing behind") {
    const TemporaryDirectory place;
    const std::string state = place.path();

    // whatever it is doing then
    const Ended ended = run_shell("XDG_STATE_HOME=" + state + " TMPDIR=" + state +
                                  " timeout --preserve-status -s TERM 2 " + DRILL_BINARY_DIR +
                                  "/firedrill --lang en calibrate --outages 1000");

    INFO(ended.output);
    CHECK(ended.code == 3);
    CHECK(ended.says("interrupted"));
    CHECK(entries_of(state) == 0);
}

TEST_CASE("calibrate refuses what it cannot do") {
    const TemporaryDirectory place;
    CHECK(calibrate(place.path(), "--every 5m").code == 64);
    CHECK(calibrate(place.path(), "--outages 0").code == 64);
    CHECK(calibrate(place.path(), "--help").says("firedrill calibrate --seed 42 --json"));
}
