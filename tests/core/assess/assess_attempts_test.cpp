// Steps that were tried several times, attempts that nobody timed, and times that cannot be true.
#include "tests/core/assess/story.hpp"

#include <catch2/catch.hpp>

using namespace story;
using measure::Reason;
using measure::Verdict;

namespace {

const drill::MarkFigure* mark(const drill::OutageFigures& outage, const char* name) {
    for (const auto& one : outage.marks)
        if (one.mark == name) return &one;
    return nullptr;
}

void changed_step(plan::Plan& plan, const char* id, const std::function<void(plan::Step&)>& f) {
    for (auto& step : plan.steps)
        if (step.id == id) f(step);
}

/// The attempts of the story become the second ones.
void make_second(Story& s, const char* step) {
    for (auto& record : s.records) {
        if (auto* intended = std::get_if<drill::AttemptIntended>(&record.event))
            if (intended->key.step == step) intended->key.attempt = 2;
        if (auto* ended = std::get_if<drill::AttemptEnded>(&record.event))
            if (ended->key.step == step) ended->key.attempt = 2;
    }
}

drill::AttemptEnded& ended(Story& s, const char* step) {
    for (auto& record : s.records)
        if (auto* one = std::get_if<drill::AttemptEnded>(&record.event))
            if (one->key.step == step) return *one;
    throw std::out_of_range(step);
}

Options may_be_repeated(const char* id) {
    Options options;
    options.change_plan = [id](plan::Plan& plan) {
        changed_step(plan, id, [](plan::Step& step) {
            step.idempotent = true;
            step.retries = 2;
        });
    };
    return options;
}

}  // namespace

TEST_CASE("a fault that may have struck at the first try counts from there") {
    // given a first attempt at 1018.0 .. 1018.5 of which nobody knows the outcome
    Options options = may_be_repeated("kill");
    options.change_samples = [](auto& samples) {
        for (auto& sample : samples)
            if (sample.due >= at(1018.2) && sample.due < at(1020.1)) {
                sample.answered = measure::Answered::refused;
                sample.completed = sample.due + 1ms;
            }
    };
    auto s = tell(std::move(options));
    make_second(s, "kill");
    const AttemptKey first{"d", "kill", 1, Part::act};
    s.record(1018.0, drill::AttemptIntended{first});
    AttemptReport report{.outcome = Outcome::unknown, .host = "db1", .boot = "b-db1"};
    report.started = at(1018.0);
    report.ended = at(1018.5);
    s.record(1018.55, drill::AttemptEnded{first, report});
    // then
    const auto a = s.assess();
    REQUIRE(a.failover.fault.has_value());
    CHECK(a.failover.fault->lo <= at(1018.0) + 2ms);
    CHECK(a.failover.fault->hi <= at(1018.21));
    REQUIRE(a.failover.rto.has_value());
    CHECK(a.failover.rto->contains(at(1032.45) - at(1018.15)));
}

TEST_CASE("an attempt that was cut off has no times: its step began after its intent") {
    // given a fence whose first attempt went down with its agent
    auto s = tell(may_be_repeated("fence"));
    make_second(s, "fence");
    const AttemptKey first{"d", "fence", 1, Part::act};
    s.record(1031.22, drill::AttemptIntended{first});
    s.record(1031.28,
             drill::AttemptEnded{first, {.reason = "interrupted", .host = "db1", .boot = "b-db1"}});
    // then the switch started with it, or with the second one
    const auto a = s.assess();
    const auto* started = mark(a.failover, "switch_started");
    REQUIRE(started != nullptr);
    CHECK(started->synchronised);
    CHECK(started->at.lo == at(1031.22));
    CHECK(started->at.hi >= at(1031.3));
    CHECK(started->at.hi <= at(1031.31));
}

TEST_CASE("a report about a time before it was asked for is not believed") {
    const double off = GENERATE(-3600.0, 3600.0, 1e9);
    auto s = tell();
    AttemptReport& report = ended(s, "kill").report;
    report.started += at(off);
    report.ended += at(off);
    report.effect = report.effect + at(off);
    const auto a = s.assess();
    CHECK(a.services[0].rto_judgement.verdict == Verdict::inconclusive);
    CHECK(a.services[0].rto_judgement.reason == Reason::clock_unsynchronised);
}

TEST_CASE("without a bound on a host's clock a mark is as wide as its attempt") {
    Options options;
    options.agent_clock = 5s;
    options.clocks_known = false;
    const auto a = tell(std::move(options)).assess();
    const auto* promoted = mark(a.failover, "promoted");
    REQUIRE(promoted != nullptr);
    CHECK_FALSE(promoted->synchronised);
    CHECK(promoted->at.lo <= at(1031.6));
    CHECK(promoted->at.hi >= at(1032.4));
}

TEST_CASE("a ledger that lost its end on the way is not what the probe counted") {
    auto s = tell();
    drill::AttemptEnded& verified = ended(s, "writes");
    Artifact& ledger = verified.report.artifacts.front();
    std::string text = s.artifacts.at(ledger.sha256);
    const auto whole = measure::read_ledger(text)->writes.size();
    verified.report.facts = {{"attempted", std::to_string(whole)}};
    CHECK(s.assess().services[0].rpo_judgement.verdict == Verdict::not_met);
    // when nothing of what was lost stands in it any more
    text.resize(text.find('\n', text.size() / 4) + 1);
    ledger.sha256 = sha256_hex(text);
    s.artifacts[ledger.sha256] = text;
    // then
    const auto a = s.assess();
    CHECK(a.services[0].rpo_judgement.verdict == Verdict::not_measured);
    CHECK(a.services[0].rpo_judgement.reason == Reason::not_verified);
    REQUIRE_FALSE(a.problems.empty());
    CHECK(a.problems[0].find("not what the probe counted: attempted") != std::string::npos);
}

TEST_CASE("a time entered after the wall clock was stepped is as wide as the step") {
    Options options;
    options.change_plan = [](plan::Plan& plan) {
        changed_step(plan, "smoke", [](plan::Step& step) {
            step.performer = plan::Performer::person;
            step.action = plan::Manual{.text = {.en = "Check"}, .assignee = "clerk"};
        });
    };
    options.left_out = {"smoke"};
    auto s = tell(std::move(options));
    // said at 1036.2 that it had happened at 1036.0, by a watch that nobody moved
    s.record(1033, drill::PersonAsked{"smoke"});
    s.record(1036.2, drill::PersonAnswered{.step = "smoke",
                                           .answer = drill::Answer::confirmed,
                                           .by = {.person = "clerk"},
                                           .happened = 1'800'000'000s + at(1036.0)});
    for (auto& record : s.records)
        if (record.at.mono >= at(1034)) record.at.wall += 3600s;
    const auto a = s.assess();
    const auto* verified = mark(a.failover, "business_verified");
    REQUIRE(verified != nullptr);
    CHECK(verified->at.contains(at(1036.0)));
    CHECK(verified->at.width() == 3660s);
    CHECK(a.services[0].rto_judgement.verdict != Verdict::not_met);
}
