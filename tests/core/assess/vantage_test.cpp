// A service that is watched from two places.
#include "tests/core/assess/story.hpp"

#include <catch2/catch.hpp>

using namespace story;
using measure::Verdict;

namespace {

/// The story, in which probe `branch` saw the service down in this time; RTO to reconnection.
drill::Assessment with_branch(std::vector<Interval> down, Nanos target = 60s) {
    Options options;
    options.other_view = std::move(down);
    options.change_plan = [target](plan::Plan& plan) {
        plan.services[0].clock_end = plan::ClockEnd::reconnected;
        plan.services[0].rto = target;
    };
    return tell(std::move(options)).assess();
}

const drill::Finding* finding(const drill::Assessment& a, std::string_view code) {
    for (const auto& one : a.findings)
        if (one.code == code) return &one;
    return nullptr;
}

}  // namespace

TEST_CASE("one probe is one view, and no table of views is needed") {
    CHECK(tell().assess().services[0].vantage.empty());
}

TEST_CASE("two views of the same outage agree, and none is averaged away") {
    const auto a = with_branch({{at(1020.1), at(1032.4)}});
    REQUIRE(a.services[0].vantage.size() == 2);
    CHECK(a.services[0].vantage[1].probe == "branch");
    CHECK(a.services[0].vantage[1].rto == a.services[0].vantage[0].rto);
    CHECK(finding(a, "recovery_seen_apart") == nullptr);
    CHECK(finding(a, "outage_seen_by_some") == nullptr);
}

TEST_CASE("of two views the worst gives the figures of the service and its verdict") {
    // given a branch that gets the service back eight seconds later, and a target in between
    const auto a = with_branch({{at(1020.1), at(1040.4)}}, 15s);
    const auto& service = a.services[0];
    CHECK(service.probe == "branch");
    CHECK(close(service.rto.measured, 20.348, 20.46));
    CHECK(service.rto_judgement.verdict == Verdict::not_met);
    // then the better view is shown beside it, with its own verdict
    CHECK(service.vantage[0].rto_judgement.verdict == Verdict::met);
    CHECK(close(service.vantage[0].rto, 12.348, 12.46));
    const auto* apart = finding(a, "recovery_seen_apart");
    REQUIRE(apart != nullptr);
    CHECK(apart->values.at("one") == "client");
    CHECK(apart->values.at("other") == "branch");
    CHECK(apart->evidence == "samples of probes client and branch");
}

TEST_CASE("a view that saw no outage does not speak for a service that others saw fail") {
    const auto a = with_branch({});
    const auto& service = a.services[0];
    CHECK(service.probe == "client");
    CHECK(service.rto_judgement.verdict == Verdict::met);
    CHECK_FALSE(service.vantage[1].saw_outage);
    const auto* some = finding(a, "outage_seen_by_some");
    REQUIRE(some != nullptr);
    CHECK(some->values.at("saw") == "client");
    CHECK(some->values.at("did_not") == "branch");
}

TEST_CASE("a view in which the service never came back is the worst") {
    const auto a = with_branch({{at(1020.1), at(1058)}});
    CHECK(a.services[0].probe == "branch");
    CHECK(a.services[0].rto_judgement.verdict != Verdict::met);
    CHECK(finding(a, "service_not_back") != nullptr);
}
