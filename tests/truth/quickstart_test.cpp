// The quickstart as a user runs it: what it shows, what it leaves, and who else may speak to it.
#include "tests/support/postgres.hpp"
#include "tests/truth/service.hpp"
#include "tests/truth/stage.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <iterator>

using namespace firedrill;
using namespace firedrill::test;

namespace {

/// The words of an aligned table, one blank between them.
std::string squeezed(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
    return out;
}

std::string text_at(const json::value& figure) {
    return std::string(figure.at("text").as_string());
}

/// As the terminal writes an interval: 0.00 .. 0.05 s.
std::string on_terminal(std::string text) {
    const std::string dash = "\u2013";
    if (const auto at = text.find(dash); at != std::string::npos)
        text.replace(at, dash.size(), " .. ");
    return text;
}

/// Figures of the report stand in what `run` printed.
void check_same_figures(const json::object& report, const std::string& printed) {
    const std::string terminal = squeezed(printed);
    REQUIRE_FALSE(report.at("services").as_array().empty());
    for (const auto& service : report.at("services").as_array())
        for (const char* measure : {"rto", "rpo"}) {
            const auto& row = service.at(measure);
            INFO(service.at("id") << " " << measure << " " << row);
            if (!text_at(row.at("measured")).empty())
                CHECK(contains(terminal, on_terminal(text_at(row.at("measured")))));
            CHECK(contains(terminal, std::string(row.at("verdict").as_string())));
        }
    for (const auto& finding : report.at("findings").as_array())
        CHECK(contains(terminal, std::string(finding.at("id").as_string())));
    const auto code = std::to_string(report.at("exit_code").as_int64());
    CHECK(contains(terminal, "exit code " + code));
}

}  // namespace

TEST_CASE("the quickstart drill measures, fails back and leaves nothing") {
    Stage stage;
    const auto before = stage.traces();

    // when
    const auto run = stage.work.start({"run", "primary-loss", "--yes"});

    // then others see it, and cannot start a second one
    stage.work.await_step("kill", {"succeeded"});
    const Ended second = stage.work.firedrill({"run", "primary-loss", "--yes"});
    INFO(second.output);
    CHECK(second.exit == 6);
    CHECK(contains(second.output, "process " + std::to_string(run->pid())));
    CHECK(contains(std::string(stage.work.status().at("owner").as_string()),
                   std::to_string(run->pid())));
    const Ended ended = run->wait();
    INFO(ended.output);
    REQUIRE((ended.exit == 0 || ended.exit == 1 || ended.exit == 2));

    // and the report holds the same figures
    const auto report = stage.work.report();
    CHECK(report.at("exit_code").as_int64() == ended.exit);
    CHECK(report.at("ending").as_string() == "completed");
    check_same_figures(report, ended.output);
    CHECK(report.at("problems").as_array().empty());
    for (const char* outage : {"failover", "failback"}) {
        const auto& row = report.at(outage);
        INFO(row.at("rto"));
        CHECK(row.at("exercised").as_bool());
        CHECK(row.at("rto").at("lo").as_int64() > 0);
        CHECK(row.at("loss").as_object().contains("counts"));
    }
    CHECK(report.at("failover").at("loss").at("bytes").as_object().contains("lo"));

    // and nothing of it is left
    CHECK(report.at("baseline_compared").as_bool());
    for (const auto& difference : report.at("baseline").as_array()) {
        INFO(difference);
        CHECK(difference.at("expected").as_bool());
    }
    CHECK(stage.as_in_the_beginning());
    CHECK(eventually([&] { return stage.work.resident_processes().empty(); }));
    std::vector<std::string> changed;
    CHECK(eventually([&] {
        changed.clear();
        std::ranges::set_symmetric_difference(stage.traces(), before, std::back_inserter(changed));
        return changed.empty();
    }));
    CHECK(changed == std::vector<std::string>{});
    CHECK(stage.ledger("db1", "select count(*) from orders where account = 'DRILL'") == "0\n");

    // and the neighbour noticed nothing
    REQUIRE(report.at("neighbours").as_array().size() == 1);
    const auto& neighbour = report.at("neighbours").at(0);
    CHECK(neighbour.at("good").as_int64() > 20);
    // asked every 100 ms: in an outage of seconds there would be tens
    CHECK(neighbour.at("bad").as_int64() < 10);

    // and the other forms can be had
    const std::string html = stage.lab.workspace() + "/drill.html";
    CHECK(stage.work.firedrill({"report", "--format", "html", "-o", html}).exit == 0);
    const std::string page = stage.work.read("drill.html");
    const Ended page_md = stage.work.firedrill({"report", "--format", "md", "-o", "-"});
    const auto& service = report.at("services").at(0);
    for (const std::string& text : {page, page_md.output}) {
        CHECK(contains(text, text_at(service.at("rto").at("measured"))));
        CHECK(contains(text, std::string(report.at("drill").as_string())));
    }
}

TEST_CASE("a port that is taken is named before anything has begun") {
    Laboratory lab;
    const Workplace work(lab.workspace());
    const Door squatter(lab.port());
    const Ended ended = work.firedrill({"run", "primary-loss", "--yes"});
    INFO(ended.output);
    CHECK(ended.exit == 3);
    CHECK(contains(ended.output, "is taken by"));
    CHECK(contains(ended.output, "port " + std::to_string(lab.port())));
    CHECK_FALSE(std::filesystem::exists(lab.home()));
}
