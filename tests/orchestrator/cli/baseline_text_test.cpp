// What the terminal says of the end state: each difference with its category, before and after.
#include "orchestrator/cli/baseline_text.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

TEST_CASE("differences from the baseline are named with category, host, before and after") {
    drill::Assessment assessment;
    CHECK(cli::differences_text(assessment, Language::en).empty());
    assessment.baseline = {
        {"routes:ipv4 main default", "via 10.0.1.1", "via 10.0.1.2", false, "db1"},
        {"units:a.service", "active, enabled", "", true, "db2"}};
    assessment.not_compared = {{"db1", "nft", ""}, {"db2", "nft", ""}};
    CHECK(cli::differences_text(assessment, Language::en) ==
          "\nDifferences from the baseline\n"
          "  db1  route  routes:ipv4 main default\n"
          "    before  via 10.0.1.1\n"
          "    after   via 10.0.1.2\n"
          "  db2  systemd unit  units:a.service (expected)\n"
          "    before  active, enabled\n"
          "    after   not there\n"
          "  not compared  packet filter (nft) on db1, db2: the agent is of an earlier version, "
          "which "
          "does not\n  look at it\n");
    const std::string chinese = cli::differences_text(assessment, Language::zh);
    CHECK(chinese.find("  db1  路由  routes:ipv4 main default\n") != chinese.npos);
    CHECK(chinese.find("    演练前  via 10.0.1.1\n") != chinese.npos);
    CHECK(chinese.find("（预期内）") != chinese.npos);
    CHECK(chinese.find("未比对") != chinese.npos);
}

TEST_CASE("of many differences the terminal shows the first, and the report the rest") {
    drill::Assessment assessment;
    for (int i = 0; i < 25; ++i)
        assessment.baseline.push_back({"file:/etc/" + std::to_string(i), "", "x", false, "db1"});
    const std::string text = cli::differences_text(assessment, Language::en);
    CHECK(text.find("file:/etc/19\n") != text.npos);
    CHECK(text.find("file:/etc/20\n") == text.npos);
    CHECK(text.find("  5 more in the report\n") != text.npos);
}
