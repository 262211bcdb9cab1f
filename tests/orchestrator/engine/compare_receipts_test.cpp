#include "orchestrator/engine/compare_receipts.hpp"
#include "core/drill/reasons.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::engine;

namespace {

const ProgramId agent_of_db1{"db1", plan::Performer::agent};

plan::Plan two_steps() {
    plan::Plan plan;
    for (const char* id : {"fence", "promote"}) {
        plan::Step step;
        step.id = id;
        step.host = "db1";
        plan.steps.push_back(std::move(step));
    }
    plan::Step elsewhere;
    elsewhere.id = "elsewhere";
    elsewhere.host = "db2";
    plan.steps.push_back(std::move(elsewhere));
    return plan;
}

AttemptKey key(const std::string& step, int attempt = 1) {
    return {.drill = "d", .step = step, .attempt = attempt};
}

AttemptReport report(Outcome outcome, std::int64_t ended = 7) {
    AttemptReport out;
    out.outcome = outcome;
    out.started = Nanos{1};
    out.ended = Nanos{ended};
    return out;
}

wire::AttemptReceipt receipt(const std::string& step, const AttemptReport& report,
                             int attempt = 1) {
    return {.step = step,
            .attempt = attempt,
            .outcome = report.outcome,
            .figures = wire::figures_digest(report)};
}

/// A journal in which `promote` succeeded, and receipts that say the same.
struct Both {
    Journaled journal;
    ChainSeen seen;
    ToldReceipts told;

    Both() {
        journal.add(drill::AttemptIntended{.key = key("promote")});
        journal.add(
            drill::AttemptEnded{.key = key("promote"), .report = report(Outcome::succeeded)});
        told.chain = {.count = 12, .head = std::string(64, 'a')};
        told.attempts = {receipt("promote", report(Outcome::succeeded))};
    }
    drill::ReceiptsCompared compared() const {
        return compare(two_steps(), "d", journal, agent_of_db1, seen, told);
    }
    /// The only difference.
    drill::ReceiptDifference difference() const {
        const auto out = compared();
        REQUIRE(out.differences.size() == 1);
        return out.differences.front();
    }
};

}  // namespace

TEST_CASE("receipts that say what the journal says are equal") {
    const Both both;
    const auto out = both.compared();
    CHECK(out.differences.empty());
    CHECK(out.attempts == 1);
    CHECK(out.count == 12);
    CHECK(out.head == std::string(64, 'a'));
    CHECK_FALSE(out.not_compared);
}

TEST_CASE("an attempt that the journal never intended is named") {
    Both both;
    both.told.attempts.push_back(receipt("fence", report(Outcome::failed), 3));
    const auto out = both.difference();
    CHECK(out.step == "fence");
    CHECK(out.attempt == 3);
    CHECK(out.journal == "no such attempt");
    CHECK(out.receipts == "failed");
}

TEST_CASE("an end in the journal of which the agent knows nothing is named") {
    Both both;
    both.told.attempts.clear();
    const auto out = both.difference();
    CHECK(out.step == "promote");
    CHECK(out.journal == "succeeded");
    CHECK(out.receipts == "no such attempt");
}

TEST_CASE("an attempt that was refused, or never arrived, needs no receipt") {
    Both both;
    auto refused = report(Outcome::failed);
    refused.refused = true;
    both.journal.add(drill::AttemptEnded{.key = key("fence"), .report = refused});
    both.journal.add(drill::AttemptIntended{.key = key("fence", 2)});
    both.journal.add(drill::AttemptIntended{.key = key("fence", 3)});
    both.journal.add(drill::AttemptNeverSeen{.key = key("fence", 3)});
    CHECK(both.compared().differences.empty());
}

TEST_CASE("an attempt that never came and yet was performed is named") {
    Both both;
    both.journal.add(drill::AttemptNeverSeen{.key = key("fence")});
    both.told.attempts.push_back(receipt("fence", report(Outcome::succeeded)));
    const auto out = both.difference();
    CHECK(out.journal == "it never came there");
    CHECK(out.receipts == "succeeded");
}

TEST_CASE("another outcome, and an end of which the journal did not hear, are named") {
    Both both;
    both.told.attempts = {receipt("promote", report(Outcome::failed))};
    CHECK(both.difference().receipts == "failed");

    both.told.attempts = {receipt("promote", report(Outcome::succeeded))};
    both.journal.add(drill::AttemptIntended{.key = key("fence")});
    both.told.attempts.push_back(receipt("fence", report(Outcome::succeeded)));
    const auto out = both.difference();
    CHECK(out.journal == "intended, no end");
    CHECK(out.receipts == "succeeded");
}

TEST_CASE("times that were changed on one side are named with both digests") {
    Both both;
    both.told.attempts = {receipt("promote", report(Outcome::succeeded, 8))};
    const auto out = both.difference();
    CHECK(out.journal.starts_with("succeeded, figures "));
    CHECK(out.receipts.starts_with("succeeded, figures "));
    CHECK(out.journal != out.receipts);
}

TEST_CASE("files that did not arrive make no difference, for the journal says so itself") {
    Both both;
    auto complete = report(Outcome::succeeded);
    complete.artifacts = {{.name = "samples", .sha256 = std::string(64, 'b'), .bytes = 3}};
    auto journaled = report(Outcome::succeeded);
    journaled.facts["missing samples"] = "it is not what was said";
    both.journal.add(drill::AttemptEnded{.key = key("fence"), .report = journaled});
    both.told.attempts.push_back(receipt("fence", complete));
    CHECK(both.compared().differences.empty());
}

TEST_CASE("an attempt that was cut off is unknown on both sides") {
    Both both;
    auto interrupted = report(Outcome::unknown);
    interrupted.reason = "interrupted";
    both.journal.add(drill::AttemptEnded{.key = key("fence"), .report = interrupted});
    both.told.attempts.push_back({.step = "fence", .attempt = 1, .outcome = Outcome::unknown});
    CHECK(both.compared().differences.empty());
}

TEST_CASE("a chain that is broken, shorter or another one than was seen is named") {
    Both both;
    both.told.chain.broken = "line 4 does not follow the one before";
    CHECK(both.difference().receipts ==
          "the chain is broken: line 4 does not follow the one before");
    CHECK(both.difference().step.empty());

    both.told.chain.broken.clear();
    both.seen = {.count = 40, .head = std::string(64, 'c')};
    CHECK(both.difference().journal == "40 records");
    CHECK(both.difference().receipts == "12 records");

    both.seen.count = 9;
    both.told.chain.seen_head = std::string(64, 'd');
    CHECK(both.difference().journal == "record 9 is cccccccccccc");
    CHECK(both.difference().receipts == "record 9 is dddddddddddd");

    both.told.chain.seen_head = both.seen.head;
    CHECK(both.compared().differences.empty());
}

TEST_CASE("what other hosts and programs performed is not looked for here") {
    Both both;
    both.journal.add(
        drill::AttemptEnded{.key = key("elsewhere"), .report = report(Outcome::succeeded)});
    CHECK(both.compared().differences.empty());
}

TEST_CASE("a flood of differences is counted, not listed") {
    Both both;
    for (int attempt = 1; attempt <= 250; ++attempt)
        both.told.attempts.push_back(receipt("fence", report(Outcome::failed), attempt));
    const auto out = both.compared();
    CHECK(out.differences.size() == 100);
    CHECK(out.more == 150);
}

TEST_CASE("what receipts say is told in the reader's language") {
    for (const char* sentence :
         {"no such attempt", "intended, no end", "it never came there", "40 records",
          "succeeded, figures 0123", "the chain is broken: line 4 is damaged"})
        CHECK(drill::reason_in(Language::zh, sentence) != sentence);
    CHECK(drill::reason_in(Language::zh, "succeeded, figures 0123") == "成功，数据摘要 0123");
}
