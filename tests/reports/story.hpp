// Hand-built drills for the tests of the report: what a fold and an assessment would have given.
#pragma once

#include "reports/report.hpp"

namespace firedrill::reports::test {

struct Story {
    drill::Drill drill;
    std::vector<drill::Record> records;
    drill::Assessment assessment;
    Circumstances circumstances;
    Report report() const { return build_report(drill, records, assessment, circumstances); }
};

/// The primary is killed; people decide for two minutes; 37 acknowledged writes are lost.
Story unplanned();
/// A planned switchover: detection is not exercised, nothing is lost.
Story planned();
/// A person aborts before the fault: nothing is measured.
Story aborted();

/// Seconds with three decimals as nanoseconds: ms(151'904).
constexpr Nanos ms(std::int64_t count) {
    return std::chrono::milliseconds{count};
}

}  // namespace firedrill::reports::test
