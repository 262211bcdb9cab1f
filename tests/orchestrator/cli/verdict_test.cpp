#include "orchestrator/cli/verdict.hpp"
#include "tests/orchestrator/cli/golden.hpp"
#include "tests/orchestrator/cli/story.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace std::chrono_literals;
using measure::Reason;
using measure::Verdict;

namespace {

Interval seconds_between(std::int64_t lo_ms, std::int64_t hi_ms) {
    return {std::chrono::milliseconds{lo_ms}, std::chrono::milliseconds{hi_ms}};
}

drill::ServiceFigures order_entry() {
    drill::ServiceFigures service{.service = "order-entry", .rto_target = 300s};
    service.rto.measured = seconds_between(151'890, 151'910);
    service.rto_judgement = {.verdict = Verdict::met, .margin = 148'090ms};
    service.rpo_target = 0s;
    service.rpo_writes_target = 0;
    service.rpo = seconds_between(180, 210);
    service.rpo_judgement = {.verdict = Verdict::not_met, .margin = -210ms};
    return service;
}

drill::ServiceFigures ledger() {
    drill::ServiceFigures service{.service = "ledger-db", .rto_target = 120s};
    service.rto.end = plan::ClockEnd::serving;
    service.rto.measured = seconds_between(83'030, 83'080);
    service.rto_judgement = {.verdict = Verdict::met, .margin = 36'920ms};
    service.rpo_target = 1s;
    service.rpo = seconds_between(180, 210);
    service.rpo_judgement = {.verdict = Verdict::met, .margin = 790ms};
    return service;
}

drill::ServiceFigures account_query() {
    drill::ServiceFigures service{.service = "account-query", .rto_target = 180s};
    service.rto.measured = seconds_between(141'000, 201'000);
    service.rto_judgement = {.verdict = Verdict::inconclusive,
                             .reason = Reason::interval_straddles_target,
                             .margin = -21s};
    service.rpo_judgement = {.verdict = Verdict::not_applicable};
    return service;
}

drill::ServiceFigures order_routing() {
    drill::ServiceFigures service{.service = "order-routing", .rto_target = 300s};
    service.rto_judgement = {.verdict = Verdict::not_measured, .reason = Reason::simulated};
    service.rpo_target = 0s;
    service.rpo_writes_target = 0;
    service.rpo_judgement = {.verdict = Verdict::not_measured, .reason = Reason::simulated};
    return service;
}

drill::Assessment assessment() {
    drill::Assessment out;
    out.services = {order_entry(), ledger(), account_query(), order_routing()};
    out.baseline_compared = true;
    out.exit_code = 1;
    auto& failover = out.failover;
    failover.exercised = true;
    failover.whole = seconds_between(151'894, 151'914);
    failover.people = 144'145ms;
    failover.machine = 7'759ms;
    failover.writes = measure::WriteFigures{};
    failover.writes->acked = 12'480;
    failover.writes->lost = 37;
    failover.writes->unsure_absent = 4;
    failover.writes->rpo_time = seconds_between(180, 210);
    failover.bytes_lost = 11'000;
    out.failback.exercised = true;
    out.failback.outage = seconds_between(3'290, 3'350);
    out.failback.writes = measure::WriteFigures{};
    out.failback.writes->acked = 6'240;
    return out;
}

std::string text_in(Language language) {
    Story story;
    story.drill.plan.services = {{.id = "order-entry", .title = {.en = "", .zh = "委托"}},
                                 {.id = "ledger-db", .title = {.en = "", .zh = "账务库"}},
                                 {.id = "account-query", .title = {.en = "", .zh = "账户查询"}},
                                 {.id = "order-routing", .title = {.en = "", .zh = "报盘"}}};
    story.drill.status = drill::DrillStatus::ended;
    story.drill.ending = drill::Ending::completed;
    const auto assessed = assessment();
    const std::vector<reports::FindingRow> findings{
        {.id = "F-01",
         .severity = drill::Severity::high,
         .text = {.en =
                      "Asynchronous replication loses acknowledged writes; RPO 0 s cannot be met, "
                      "whatever the switching procedure does afterwards.",
                  .zh = "异步复制会丢失已确认写入，恢复点目标 0 s 无法达到。"}}};
    return cli::verdict_text({.drill = story.drill,
                              .assessment = assessed,
                              .findings = findings,
                              .report = ".firedrill/reports/x.html",
                              .minutes_east = 480,
                              .language = language});
}

}  // namespace

TEST_CASE("the last lines hold the table of verdicts, aligned in both languages") {
    check_golden("verdict_en", text_in(Language::en));
    check_golden("verdict_zh", text_in(Language::zh));
}

TEST_CASE("colour repeats the words and changes nothing else") {
    Story story;
    const auto assessed = assessment();
    const std::vector<reports::FindingRow> none;
    const auto plain =
        cli::verdict_table({.drill = story.drill, .assessment = assessed, .findings = none});
    auto coloured = cli::verdict_table(
        {.drill = story.drill, .assessment = assessed, .findings = none, .colour = true});
    CHECK(coloured.find("\x1b[1;31mnot_met\x1b[0m") != std::string::npos);
    for (auto at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
        coloured.erase(at, coloured.find('m', at) - at + 1);
    CHECK(coloured == plain);
}
