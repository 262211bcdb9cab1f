// The report of hand-built drills: golden files, figures, languages, escapes.
// DRILL_UPDATE_GOLDEN=1 rewrites the golden files.
#include "core/base/json.hpp"
#include "core/drill/finding_codes.hpp"
#include "reports/build.hpp"
#include "reports/finding_texts.hpp"
#include "reports/render.hpp"
#include "tests/reports/story.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using namespace firedrill;
using namespace firedrill::reports;

namespace {

void check_golden(const std::string& name, const std::string& actual) {
    const std::string path = std::string(DRILL_SOURCE_DIR) + "/tests/reports/golden/" + name;
    if (std::getenv("DRILL_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << actual;
    std::ifstream in(path);
    std::stringstream expected;
    expected << in.rdbuf();
    INFO(path << " differs; DRILL_UPDATE_GOLDEN=1 rewrites it");
    CHECK((actual == expected.str()));
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

void cut(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
        const std::size_t end = text.find(to, at + from.size());
        REQUIRE(end != std::string::npos);
        text.replace(at, end + to.size() - at, to == "\n" ? "\n" : " ");
    }
}

/// What a reader sees: no markup, no style, no captions' numbers, no ticks of charts.
std::string seen(std::string html) {
    cut(html, "<style>", "</style>");
    cut(html, "<svg", "</svg>");
    cut(html, "<p class=\"cap\">", "</p>");
    cut(html, "<h2>", "</h2>");
    cut(html, "<", ">");
    return html;
}

/// The same without headings and captions.
std::string seen_markdown(std::string text) {
    cut(text, "\n## ", "\n");
    cut(text, "\n**", "\n");
    return text;
}

/// Numbers of three characters and more: shorter ones prove nothing.
std::set<std::string> numbers(const std::string& text) {
    static const std::regex number(R"(\d[\d,]*(\.\d+)?)");
    std::set<std::string> out;
    for (std::sregex_iterator it(text.begin(), text.end(), number), none; it != none; ++it) {
        std::string found = it->str();
        if (found.back() == ',') found.pop_back();
        if (found.size() >= 3) out.insert(found);
    }
    return out;
}

/// Those that are not in the JSON, neither as text nor as a number.
std::string missing(const std::string& text, const std::string& json) {
    // Constants of our own sentences, durations of the plan (JSON holds them in nanoseconds), and
    // the end of a hash that the cover cuts short.
    const std::set<std::string> ours{"0.01", "100", "250", "256", "1800", "240"};
    const std::set<std::string> stated = numbers(json);
    std::string out;
    for (const std::string& number : numbers(text)) {
        std::string bare = number;
        std::erase(bare, ',');
        if (!ours.contains(number) && !stated.contains(number) && !stated.contains(bare))
            out += number + " ";
    }
    return out;
}

const std::vector<std::string> section_numbers{"0", "1",  "2",  "3",  "4",  "5", "6", "7",
                                               "9", "10", "12", "13", "15", "A", "B", "D"};

}  // namespace

TEST_CASE("the reports look as reviewed") {
    check_golden("unplanned.zh.md", render_markdown(test::unplanned().report(), Languages::zh));
    check_golden("planned.en.md", render_markdown(test::planned().report(), Languages::en));
    check_golden("aborted.both.html", render_html(test::aborted().report(), Languages::both));
    check_golden("aborted.json", render_json(test::aborted().report()));
}

TEST_CASE("every figure of HTML and Markdown stands in the JSON") {
    for (const test::Story& story : {test::unplanned(), test::planned(), test::aborted()}) {
        const Report report = story.report();
        const std::string json = render_json(report);
        for (const Languages languages : {Languages::en, Languages::zh, Languages::both}) {
            CHECK(missing(seen(render_html(report, languages)), json) == "");
            const std::string markdown = seen_markdown(render_markdown(report, languages));
            CHECK(missing(markdown, json) == "");
        }
    }
}

TEST_CASE("JSON is the whole report and reads back") {
    const std::string text = render_json(test::unplanned().report());
    const Result<json::value> value = parse_json(text);
    REQUIRE(value.has_value());
    const Result<Report> report = from_json<Report>(*value);
    REQUIRE(report.has_value());
    CHECK(render_json(*report) == text);
    CHECK(report->services[0].rto.measured.lo == 151'891'000'000);
    CHECK(report->services[0].rto.measured.text == "151.89\u2013151.91 s");
}

TEST_CASE("every section is there, however the drill went") {
    for (const test::Story& story : {test::unplanned(), test::planned(), test::aborted()})
        for (const std::string& number : section_numbers) {
            INFO(number);
            CHECK(holds(render_html(story.report(), Languages::zh),
                        "<span class=\"no\">" + number + "</span>"));
            CHECK(holds(render_markdown(story.report(), Languages::en), "\n## " + number + " "));
        }
}

TEST_CASE("receipts are shown beside the journal, and what differs in both versions") {
    test::Story story = test::unplanned();
    drill::ReceiptsCompared equal, other, silent;
    equal.host = "db1";
    equal.count = 1'234;
    equal.head = std::string(64, 'a');
    other = equal;
    other.host = "db2";
    other.differences = {{.step = "promote", .attempt = 1}};
    silent.host = "client1";
    silent.program = plan::Performer::probe;
    silent.not_compared = "its program (0.0.9) is too old to tell its receipts";
    story.assessment.receipts = {equal, other, silent};
    story.assessment.findings.push_back({.id = "F-99",
                                         .severity = drill::Severity::high,
                                         .code = "receipts_differ",
                                         .values = {{"host", "db2"},
                                                    {"step", "promote"},
                                                    {"attempt", "1"},
                                                    {"journal", "succeeded"},
                                                    {"receipts", "failed"}}});
    const std::string en = render_markdown(story.report(), Languages::en);
    for (const char* part : {"1,234", "aaaaaaaaaaaa", "equal", "differences: 1", "firedrill-probe",
                             "not compared: its program (0.0.9) is too old",
                             "the journal says \"succeeded\", the receipts on db2 say \"failed\""})
        CHECK(holds(en, part));
    const std::string zh = render_markdown(story.report(), Languages::zh);
    for (const char* part : {"一致", "1 处不一致", "未比对：其程序版本（0.0.9）过旧",
                             "日志为“成功”，db2 上的回执为“失败”"})
        CHECK(holds(zh, part));
    CHECK(holds(render_markdown(test::aborted().report(), Languages::en), "were not compared"));
}

TEST_CASE("a service that is watched from several places shows every view, and which one decides") {
    test::Story story = test::unplanned();
    drill::ServiceFigures& service = story.assessment.services[0];
    drill::VantageFigures slower{.probe = service.probe,
                                 .host = "client1",
                                 .saw_outage = true,
                                 .outage = Interval{test::ms(151'880), test::ms(151'900)},
                                 .rto = service.rto.measured,
                                 .rto_judgement = service.rto_judgement};
    drill::VantageFigures other{.probe = "branch", .host = "client2"};
    other.rto_judgement = {measure::Verdict::not_measured, measure::Reason::no_outage_seen, {}};
    service.vantage = {slower, other};
    const Report report = story.report();
    const std::string en = render_markdown(report, Languages::en);
    for (const std::string& part :
         {std::string("The same service from several vantage points"), service.probe + " @ client1",
          std::string("branch @ client2"), std::string("none seen"), std::string("decides"),
          std::string("Views are not averaged")})
        CHECK(holds(en, part));
    const std::string zh = render_markdown(report, Languages::zh);
    for (const char* part : {"各观测点所见同一服务", "未观测到", "据此判定", "不取平均"})
        CHECK(holds(zh, part));
    CHECK(missing(seen(render_html(report, Languages::both)), render_json(report)) == "");
    CHECK_FALSE(
        holds(render_markdown(test::unplanned().report(), Languages::en), "vantage points"));
}

TEST_CASE("a report cites the calibration that its drill cites, or that there was none") {
    test::Story story = test::unplanned();
    auto& started = std::get<drill::DrillStarted>(story.records.front().event);
    const auto text = [&](Languages language) {
        const Report report = story.report();
        const std::string markdown = render_markdown(report, language);
        CHECK(missing(seen_markdown(markdown), render_json(report)) == "");
        return markdown;
    };
    // given a drill of an earlier version
    CHECK_FALSE(holds(text(Languages::en), "calibration of the measuring"));

    started.calibration = drill::CalibrationCited{.host = "orch"};
    CHECK(holds(text(Languages::en), "none was made on host orch"));

    started.calibration->problem = "no JSON";
    CHECK(holds(text(Languages::zh), "no JSON"));

    started.calibration =
        drill::CalibrationCited{.host = "orch",
                                .last = measure::Calibrated{.host = "orch",
                                                            .version = "0.1.0",
                                                            .made = story.circumstances.generated,
                                                            .every = test::ms(10),
                                                            .outages = 1'000,
                                                            .intervals = 4'004,
                                                            .held = 4'001,
                                                            .median_error = Nanos{2'640'000},
                                                            .writes = 506,
                                                            .misjudged = 2}};
    const std::string cited = text(Languages::en);
    CHECK(holds(cited, "1,000 known outages probed every 10ms; 4,001 of 4,004 intervals"));
    CHECK(holds(cited, "\u00b12.7 ms"));
    CHECK(holds(cited, "2 of 506 drill writes misjudged"));
}

TEST_CASE("a drill of a series says which one it is") {
    test::Story story = test::unplanned();
    std::get<drill::DrillStarted>(story.records.front().event).series =
        drill::SeriesPlace{.series = "loss-1", .number = 2, .of = 5};
    CHECK(holds(render_markdown(story.report(), Languages::en),
                "drill 2 of 5 asked for at once; the first was loss-1"));
}

TEST_CASE("a page needs nothing but itself") {
    const std::string html = render_html(test::unplanned().report(), Languages::both);
    for (const char* alien : {"<script", "http:", "https:", "@import", "src=", "<link"})
        CHECK_FALSE(holds(html, alien));
    for (std::size_t at = html.find("url("); at != std::string::npos;
         at = html.find("url(", at + 1))
        CHECK(html.substr(at, 8) == "url(#ht)");
}

TEST_CASE("one language prints nothing of the other") {
    const Report report = test::unplanned().report();
    CHECK_FALSE(holds(render_html(report, Languages::zh), "class=\"en\""));
    // The plan as run keeps the user's own texts in both languages.
    std::string english = render_markdown(report, Languages::en);
    english.resize(english.find("\n## B "));
    const std::regex chinese("[\xe4-\xe9][\x80-\xbf][\x80-\xbf]");
    CHECK_FALSE(std::regex_search(english, chinese));
    CHECK(holds(render_html(report, Languages::both), "class=\"en\""));
}

TEST_CASE("what was not measured is said in words, never as 0") {
    const Report report = test::aborted().report();
    const std::string text = render_markdown(report, Languages::en);
    CHECK(
        holds(text, "Recovery time of Order entry: **not measured** (the drill did not complete)"));
    CHECK(holds(text, "Data loss: **not measured**"));
    CHECK(holds(render_markdown(report, Languages::zh), "未测量**（演练在写入核对之前结束）"));
    CHECK(holds(text, "was not compared with the baseline"));
    CHECK(holds(text, "APPROVALS WAIVED"));
    CHECK_FALSE(holds(text, "0.00\u2013"));
    CHECK_FALSE(report.services[0].rto.measured.known());
    CHECK_FALSE(report.failover.outage.known());
}

TEST_CASE("a planned switchover shows detection as not exercised") {
    const Report report = test::planned().report();
    const std::string text = render_markdown(report, Languages::en);
    CHECK(holds(text, "| **detection** | T0 \u2192 T1 | not exercised | \u2014 | \u2014 |"));
    CHECK(holds(text, "detection is not exercised"));
    CHECK(holds(text, "**none** was lost; 95 % bound on the share lost: 0.0"));
}

TEST_CASE("printed pieces sum to the printed whole, whatever the nanoseconds") {
    test::Story story = test::unplanned();
    std::int64_t odd = 333'333;
    for (measure::Piece& piece : story.assessment.failover.pieces) {
        piece.middle += Nanos{odd};
        (piece.people ? story.assessment.failover.people : story.assessment.failover.machine) +=
            Nanos{odd};
        odd += 111'111;
    }
    const Report report = story.report();
    const auto thousandths = [](const Figure& figure) {
        std::string digits = figure.text.substr(0, figure.text.find(' '));
        std::erase(digits, '.');
        return std::stoll(digits);
    };
    std::int64_t sum = 0, exact = 0, share = 0;
    for (const PieceRow& piece : report.failover.pieces) {
        sum += thousandths(piece.length);
        exact += *piece.length.lo;
        share += *piece.share.lo;
    }
    CHECK(sum == thousandths(report.failover.total));
    CHECK(exact == *report.failover.total.lo);
    CHECK(share == 1'000'000);
    CHECK(thousandths(report.failover.people) + thousandths(report.failover.machine) == sum);
}

TEST_CASE("texts of users and agents cannot break out") {
    const std::string evil =
        "<script>alert(1)</script>|`x`\x1b[31m\x02**b**\x03</style>\"' &amp; \xc2\x9b \xff";
    test::Story story = test::unplanned();
    plan::Plan& plan = story.drill.plan;
    plan.title = plan.institution = plan.purpose = {evil, evil};
    plan.steps[0].title = plan.services[0].title = {evil, evil};
    plan.steps[1].action = plan::Run{.argv = {evil, "```", "````"}};
    story.drill.steps["check"].why = evil;
    story.drill.steps["check"].status = drill::StepStatus::failed;
    story.drill.why = evil;
    story.drill.ending = drill::Ending::failed;
    story.assessment.baseline[0].item = evil;
    story.assessment.findings[0].values["lost"] = evil;
    story.assessment.failover.marks[1].by = evil;
    story.records.push_back({999, *story.drill.now, drill::Noted{{evil, {}, evil}, evil}});
    for (const Languages languages : {Languages::en, Languages::both}) {
        const std::string html = render_html(story.report(), languages);
        CHECK_FALSE(holds(html, "<script"));
        CHECK_FALSE(holds(html, "</style>|"));
        CHECK(html.find("</style>") == html.rfind("</style>"));
        CHECK(holds(html, "&lt;script&gt;"));
        CHECK_FALSE(std::regex_search(html, std::regex("[\x01-\x09\x0b-\x1f\x7f]")));
        CHECK_FALSE(holds(html, "<b>**b**"));
        const std::string markdown = render_markdown(story.report(), languages);
        const std::string before_plan = markdown.substr(0, markdown.find("\n## B "));
        CHECK_FALSE(holds(before_plan, "<script"));
        CHECK(holds(markdown, "\n`````text\n"));
        CHECK_FALSE(std::regex_search(markdown, std::regex("[\x01-\x09\x0b-\x1f\x7f]")));
    }
}

TEST_CASE("every table of the Markdown keeps its columns") {
    test::Story story = test::unplanned();
    story.drill.plan.steps[0].title = {"a | b", "甲 | 乙"};
    story.assessment.baseline[0] = {"x|`y", "a|b", "", false, {}};
    std::istringstream lines(render_markdown(story.report(), Languages::both));
    std::ptrdiff_t columns = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("|")) {
            columns = 0;
            continue;
        }
        std::ptrdiff_t bars = std::ranges::count(line, '|');
        for (std::size_t at = line.find("\\|"); at != std::string::npos;
             at = line.find("\\|", at + 1))
            --bars;
        if (columns == 0) columns = bars;
        INFO(line);
        CHECK(bars == columns);
    }
}

TEST_CASE("why something was not measured is said in words") {
    const auto text = reports::finding_text(
        "service_not_measured",
        {{"service", "order-entry"}, {"what", "RTO"}, {"reason", "drill_not_completed"}});
    CHECK(text.en == "order-entry: RTO was not measured: the drill did not complete.");
    CHECK(text.zh.find("演练未完成") != std::string::npos);
}

TEST_CASE("marks that no step binds are named in the reader's language") {
    const auto text = reports::finding_text("marks_unbound", {{"marks", "verified, backfilled"}});
    CHECK(text.en.starts_with("Marked by no step: verified, backfilled."));
    CHECK(text.zh.starts_with("无步骤标记：核实、补录完成；"));
}

TEST_CASE("every finding code has a text in both languages that uses its values") {
    std::set<std::string_view> ours;
    for (const finding_texts::Finding& finding : finding_texts::findings) ours.insert(finding.code);
    CHECK(ours.size() == drill::all_finding_codes.size());
    for (const drill::FindingCode& code : drill::all_finding_codes) {
        INFO(code.code);
        CHECK(ours.contains(code.code));
        std::map<std::string, std::string> values;
        for (const std::string_view name : code.values)
            if (!name.empty()) values[std::string(name)] = "<" + std::string(name) + ">";
        const Text text = finding_text(std::string(code.code), values);
        for (const std::string& words : {text.en, text.zh}) {
            CHECK_FALSE(holds(words, "?"));
            CHECK_FALSE(holds(words, "="));
        }
        for (const auto& [name, value] : values)
            CHECK(holds(text.en, value) == holds(text.zh, value));
    }
    CHECK(finding_text("of_a_newer_version", {{"count", "2"}}).zh == "of_a_newer_version count=2");
}
