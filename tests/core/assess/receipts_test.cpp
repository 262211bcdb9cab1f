// What the receipts of the programs tell, beside a journal that is in order.
#include "tests/core/assess/story.hpp"

#include <catch2/catch.hpp>

using namespace story;

namespace {

drill::ReceiptsCompared compared(const std::string& host) {
    drill::ReceiptsCompared out;
    out.host = host;
    out.count = 40;
    out.attempts = 7;
    return out;
}

const drill::Finding* found(const drill::Assessment& assessment, std::string_view code) {
    for (const auto& finding : assessment.findings)
        if (finding.code == code) return &finding;
    return nullptr;
}

}  // namespace

TEST_CASE("receipts that are equal, or were not compared, change no result") {
    auto story = tell_planned();
    story.record(1'099.0, compared("db1"));
    auto silent = compared("db2");
    silent.not_compared = "not reached: no route";
    story.record(1'099.0, silent);
    const auto a = story.assess();
    CHECK(a.exit_code == 0);
    CHECK(a.receipts.size() == 2);
    CHECK(found(a, "receipts_differ") == nullptr);
}

TEST_CASE("an attempt of which journal and receipts tell differently is a finding and no proof") {
    auto story = tell_planned();
    auto other = compared("db2");
    other.differences = {{.step = "promote",
                          .attempt = 2,
                          .part = firedrill::Part::undo,
                          .journal = "no such attempt",
                          .receipts = "succeeded"}};
    other.more = 3;
    story.record(1'099.0, other);
    const auto a = story.assess();
    CHECK(a.exit_code == 2);
    const auto* finding = found(a, "receipts_differ");
    REQUIRE(finding != nullptr);
    CHECK(finding->severity == drill::Severity::high);
    CHECK(finding->values == std::map<std::string, std::string>{{"host", "db2"},
                                                                {"step", "promote"},
                                                                {"attempt", "2/undo"},
                                                                {"journal", "no such attempt"},
                                                                {"receipts", "succeeded"}});
    CHECK(found(a, "receipts_differ_more")->values.at("count") == "3");
}

TEST_CASE("a chain that was changed is a finding of the host, not of a step") {
    auto story = tell_planned();
    auto other = compared("db1");
    other.differences = {{.journal = "40 records", .receipts = "12 records"}};
    story.record(1'099.0, other);
    const auto a = story.assess();
    REQUIRE(found(a, "receipts_changed") != nullptr);
    CHECK(found(a, "receipts_changed")->evidence == "receipts of firedrill-agent on db1");
    CHECK(a.exit_code == 2);
}

TEST_CASE("of two comparisons of a program the last one counts") {
    auto story = tell_planned();
    auto other = compared("db1");
    other.differences = {{.journal = "40 records", .receipts = "12 records"}};
    story.record(1'098.0, other);
    story.record(1'099.0, compared("db1"));
    const auto a = story.assess();
    REQUIRE(a.receipts.size() == 1);
    CHECK(a.receipts.front().differences.empty());
    CHECK(a.exit_code == 0);
}
