// `firedrill run --times`: complete drills one after the other, and what they show together.
#include "core/base/json.hpp"
#include "tests/support/postgres.hpp"
#include "tests/truth/outage_workspace.hpp"
#include "tests/truth/service.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

/// A workspace with a service that goes down for 300 ms, twice a drill.
struct Series {
    Place place;
    Workplace work{place.path};
    TcpService service;
    OutageMaker maker{[this] { return service.down(); },
                      [this] { return service.up(); },
                      std::vector<Nanos>(8, 300ms),
                      {3ms}};
    Series() {
        write_workspace(work,
                        "{kind: tcp, url: \"127.0.0.1:" + std::to_string(service.port()) + "\"}",
                        "20ms", "250ms", maker.step());
    }
    ~Series() {
        eventually([this] { return work.resident_processes().empty(); });
        std::error_code ignored;
        std::filesystem::remove_all(work.residents(), ignored);
    }
};

/// The last line: what stands before it was said on standard error.
json::value last_line(const std::string& output) {
    std::string text = output;
    while (text.ends_with('\n')) text.pop_back();
    return parse_json(text.substr(text.rfind('\n') + 1)).value();
}

}  // namespace

TEST_CASE("two drills in a row are two drills, and their figures stand together") {
    Series series;

    const Ended ended = series.work.firedrill({"run", "outage", "--yes", "--times", "2", "--json"});

    INFO(ended.output);
    REQUIRE(ended.exit == 0);
    const auto printed = last_line(ended.output);
    CHECK(printed.at("drills").as_array().size() == 2);
    const auto& told = printed.at("series");
    CHECK(told.at("of").as_int64() == 2);
    const auto& drills = told.at("drills").as_array();
    REQUIRE(drills.size() == 2);
    CHECK(told.at("series") == drills[0].at("drill"));
    CHECK(drills[0].at("drill") != drills[1].at("drill"));
    const auto& figures = told.at("services").at(0).at("figures");
    CHECK(figures.at("trials").as_int64() == 2);
    CHECK(figures.at("met").as_int64() == 2);
    CHECK(figures.at("failure_bound_ppm").as_int64() == 776'394);  // 1 - sqrt(0.05)
    const auto truths = series.maker.outages();
    REQUIRE(truths.size() == 4);
    CHECK(holds(interval(figures.at("recovery_min")),
                {std::min(truths[0].lasted().lo, truths[2].lasted().lo),
                 std::min(truths[0].lasted().hi, truths[2].lasted().hi)}));

    // and each has a report of its own that says where it stands, and of which calibration
    const auto report = series.work.report(std::string(drills[1].at("drill").as_string()));
    CHECK(report.at("series_place").at("number").as_int64() == 2);
    CHECK(report.at("series_place").at("series") == told.at("series"));
    CHECK(report.contains("calibration"));
    const Ended again = series.work.firedrill({"report", "--series", "--json"});
    CHECK(last_line(again.output) == told);
}

TEST_CASE("a series stops after the first drill that did not end well") {
    Series series;
    // given a step that fails in the end of each drill
    series.work.edit("scenarios/outage.yaml", "reinstate: [",
                     "reinstate: [{id: broken, on: here, run: [/bin/false], timeout: 5s}, ");

    const Ended ended = series.work.firedrill({"run", "outage", "--yes", "--times", "3"});

    INFO(ended.output);
    CHECK(ended.exit == 3);
    CHECK(contains(ended.output, "the series stops after drill 1 of 3"));
    CHECK(series.maker.outages().size() <= 2);
    const Ended told = series.work.firedrill({"report", "--series"});
    CHECK(contains(told.output, "1 of 3 drills"));
}

TEST_CASE("a drill cites the last calibration of its host, or that there was none") {
    Series series;
    const std::string state = series.place.path + "/state";
    ::setenv("XDG_STATE_HOME", state.c_str(), 1);
    REQUIRE(
        series.work.firedrill({"calibrate", "--outages", "3", "--writes", "20", "--json"}).exit ==
        0);

    const Ended ended = series.work.firedrill({"run", "outage", "--yes"});
    ::unsetenv("XDG_STATE_HOME");

    INFO(ended.output);
    const auto report = series.work.report();
    const auto& cited = report.at("calibration").at("last");
    CHECK(cited.at("outages").as_int64() == 3);
    CHECK(cited.at("held") == cited.at("intervals"));
    CHECK(contains(series.work.firedrill({"report", "--format", "md", "-o", "-"}).output,
                   "3 known outages probed every 10ms"));
}
