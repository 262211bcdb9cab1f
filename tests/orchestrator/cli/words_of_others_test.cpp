// What agents say reaches terminal, status and reports as text: nothing in it acts there.
#include "orchestrator/cli/live_view.hpp"
#include "orchestrator/cli/plain_lines.hpp"
#include "orchestrator/cli/status_text.hpp"
#include "orchestrator/cli/verdict.hpp"
#include "reports/render.hpp"
#include "tests/orchestrator/cli/story.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

/// Clears the screen, sets its title, turns the direction, breaks lines, and is markup.
const std::string words =
    "\x1b[2J\x1b]0;owned\x07\u202eevil\u2066\u200b\u009b31m\r\n"
    "<script>alert(1)</script><img src=x onerror=alert(2)> [click](javascript:alert(3)) "
    "`x` | *y* # {{z}} & \"q\" ${{ steps.a.output }} %s {0} " +
    std::string(2'000, 'w');

Story story_of_a_hostile_agent() {
    Story story;
    story.happens(1s, drill::ContactMade{.host = "db1", .version = words});
    AttemptReport report;
    report.outcome = Outcome::failed;
    report.reason = report.output = report.errors = words;
    report.host = report.boot = words;
    report.facts = {{words, words}};
    report.artifacts = {{.name = words, .sha256 = words, .bytes = 1}};
    story.performs("check", 1s, report);
    story.happens(1s, drill::ContactLost{.host = "db1", .why = words});
    story.happens(
        1s, drill::FaultReverted{.step = "kill", .host = "db1", .why = words, .verified = false});
    story.happens(1s, drill::AnswerRefused{.host = "db1", .what = words});
    story.happens(1s, drill::DrillEnded{.ending = drill::Ending::failed, .why = words});
    return story;
}

/// Only printed characters, and line breaks of our own.
void check_quiet(const std::string& shown) {
    for (const char c : shown)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f)
            FAIL_CHECK("control character " << static_cast<int>(c) << " in: " << shown);
    for (const char* mark : {"\u202e", "\u2066", "\u200b", "\u009b"})
        if (const auto at = shown.find(mark); at != std::string::npos)
            FAIL_CHECK("it acts: " << shown.substr(at - std::min<std::size_t>(at, 200), 240));
}

drill::Assessment assessed(const Story& story) {
    return drill::assess(story.drill, story.records, [](const Artifact&) -> Result<std::string> {
        return fail(Errc::not_found, words);
    });
}

}  // namespace

TEST_CASE("nothing that an agent says acts on a terminal") {
    const Story story = story_of_a_hostile_agent();
    const Language language = GENERATE(Language::en, Language::zh);
    for (const auto& record : story.records)
        if (const auto line = cli::plain_line(story.drill, record, {.language = language})) {
            check_quiet(*line);
            CHECK(line->find('\n') == std::string::npos);
        }
    const engine::Live live;
    for (const auto& line : cli::live_view({.drill = story.drill,
                                            .live = live,
                                            .now = story.now(),
                                            .language = language,
                                            .may_answer = false}))
        check_quiet(line);
    check_quiet(cli::status_text({.drill = story.drill, .head = "h", .language = language}));
    check_quiet(cli::abort_text({.drill = story.drill, .language = language}));
    const auto assessment = assessed(story);
    check_quiet(cli::verdict_text(
        {.drill = story.drill, .assessment = assessment, .findings = {}, .language = language}));
}

TEST_CASE("nothing that an agent says acts in a report") {
    const Story story = story_of_a_hostile_agent();
    const auto assessment = assessed(story);
    const auto report =
        reports::build_report(story.drill, story.records, assessment, reports::Circumstances{});
    const std::string html = reports::render_html(report, Languages::both);
    check_quiet(html);
    CHECK(html.find("&lt;script&gt;") != std::string::npos);
    for (const char* markup : {"<script", "<img", "onerror=alert(2)>"})
        CHECK(html.find(markup) == std::string::npos);
    const std::string markdown = reports::render_markdown(report, Languages::en);
    check_quiet(markdown);
    for (const char* markup : {"<script", "<img", "[click](", "\n# {{"})
        CHECK(markdown.find(markup) == std::string::npos);
    check_quiet(reports::render_json(report));
}
