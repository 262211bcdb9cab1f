// What tests of outages share: the truth as the test saw it, and what the probe's samples say.
#pragma once

#include "tests/agents/probe/harness.hpp"

namespace firedrill::test {

/// When a thing happened, as the test saw it: not before lo, not after hi.
template <class Work>
Interval bracket(Work work) {
    const Nanos lo = resident::mono_now();
    work();
    return {lo, resident::mono_now()};
}

inline bool meet(const Interval& a, const Interval& b) {
    return a.lo <= b.hi && b.lo <= a.hi;
}

inline measure::Outage outage_in(const measure::SampleFile& file, Interval fault) {
    return measure::find_outage(file.samples, file.settings, fault, {Nanos::min(), Nanos::max()});
}

inline plan::WaitFor up_for(Nanos lasting) {
    return {.probe = "client", .up = true, .lasting = lasting};
}

inline plan::WaitFor down_for(Nanos lasting) {
    return {.probe = "client", .up = false, .lasting = lasting};
}

/// How many samples were of this kind.
inline std::int64_t count(const measure::SampleFile& file, measure::Answered kind) {
    return std::ranges::count(file.samples, kind, &measure::ProbeSample::answered);
}

/// Breaks the service for a while: the intervals hold the truth.
template <class Break, class Mend>
measure::SampleFile check_outage(plan::Connection connection, Break break_it, Mend mend) {
    Harness harness(plan_for(std::move(connection)));
    harness.start();
    REQUIRE(harness.run(up_for(300ms)).outcome == Outcome::succeeded);
    const Interval fault = bracket(break_it);
    const AttemptReport down = harness.run(down_for(300ms));
    INFO(down.reason);
    REQUIRE(down.outcome == Outcome::succeeded);
    const Interval back = bracket(mend);
    REQUIRE(harness.run(up_for(1500ms)).outcome == Outcome::succeeded);
    auto file = harness.samples(harness.stop());
    const auto outage = outage_in(file, fault);
    REQUIRE(outage.happened);
    REQUIRE(outage.recovered);
    CHECK(meet(*outage.start, fault));
    CHECK(meet(*outage.end, back));
    CHECK(meet(*outage.rto, back - fault));
    return file;
}

/// Why the probe of this connection does not start.
inline std::string refusal(plan::Connection connection) {
    Harness harness(plan_for(std::move(connection)));
    const AttemptReport report = harness.run(plan::StartProbe{"client"}, 1s);
    CHECK(report.outcome == Outcome::failed);
    return report.reason;
}

}  // namespace firedrill::test
