// What tests of drill writes share: ledgers and rows that a probe handed over, as sets of keys.
#pragma once

#include "tests/agents/probe/harness.hpp"

#include <set>

namespace firedrill::test {

/// Session and sequence.
using Keys = std::set<std::pair<std::int64_t, std::int64_t>>;

inline Keys minus(const Keys& a, const Keys& b) {
    Keys rest;
    std::ranges::set_difference(a, b, std::inserter(rest, rest.end()));
    return rest;
}

inline measure::WriteFigures judged(const Harness& harness, const AttemptReport& verified) {
    const auto ledger = measure::read_ledger(harness.artifact(verified, "ledger-client.csv"));
    const auto rows = measure::read_rows(harness.artifact(verified, "rows-client.csv"));
    REQUIRE(ledger.has_value());
    REQUIRE(rows.has_value());
    return measure::judge(
        ledger->writes, rows->rows,
        {.drill = "drill-1", .fault = {}, .serving = {}, .window = {Nanos::min(), Nanos::max()}});
}

inline Keys lost_keys(const measure::WriteFigures& figures) {
    Keys keys;
    for (const auto& write : figures.lost_writes) keys.emplace(write.session, write.sequence);
    return keys;
}

inline Keys unsure_keys(const Harness& harness, const AttemptReport& verified) {
    Keys keys;
    const auto ledger = measure::read_ledger(harness.artifact(verified, "ledger-client.csv"));
    for (const auto& write : ledger->writes)
        if (write.outcome == measure::WriteClass::unsure)
            keys.emplace(write.session, write.sequence);
    return keys;
}

}  // namespace firedrill::test
