#include "tests/core/assess/story.hpp"

#include "core/base/json.hpp"

#include <catch2/catch.hpp>

using namespace story;
using drill::Source;
using measure::Reason;
using measure::Verdict;

namespace {

const drill::MarkFigure* mark(const drill::OutageFigures& outage, std::string_view name) {
    for (const auto& one : outage.marks)
        if (one.mark == name) return &one;
    return nullptr;
}

}  // namespace

TEST_CASE("a planned switchover: T0 is when the primary stops, detection is not exercised") {
    // given the stop step from 1020.05 to 1021.0, of which the first failure is seen at 1020.101
    const auto a = tell_planned().assess();
    CHECK(close(a.failover.fault, 1020.050, 1020.101));
    CHECK(close(a.failover.rto, 12.299, 12.46));
    CHECK(a.services[0].rto_judgement.verdict == Verdict::met);
    CHECK(a.services[0].rpo_judgement.verdict == Verdict::met);
    CHECK(a.overall == Verdict::met);
    CHECK(a.exit_code == 0);
    // then what came before T0 is told with a negative time and is in no piece
    CHECK(mark(a.failover, "approved")->since_start.hi < Nanos{0});
    REQUIRE(a.failover.pieces.size() == 5);
    CHECK_FALSE(a.failover.pieces[0].exercised);
    CHECK_FALSE(a.failover.pieces[1].exercised);
    CHECK(a.failover.pieces[2].from == "disrupted");
    CHECK(a.failover.pieces[2].to == "promoted");
    CHECK(a.failover.people == Nanos{0});
    for (const auto& clock : a.services[0].all_clocks)
        if (clock.start == plan::ClockStart::detection) CHECK_FALSE(clock.exercised);
    // and the failback, where no step is marked, is taken from the samples: J = [a_L, f_F]
    CHECK(close(a.failback.fault, 1050.0, 1050.101));
}

TEST_CASE("zero lost writes meet an RPO of 0 s, and the resolution is stated") {
    const auto a = tell_planned().assess();
    const auto& w = *a.failover.writes;
    CHECK(w.lost == 0);
    // last survivor sent at 1020.04, J_hi = 1020.101
    CHECK(*w.resolution >= 61ms);
    CHECK(*w.resolution <= 63ms);
    CHECK(w.rpo_time->lo == Nanos{0});
    CHECK(a.services[0].rpo == w.rpo_time);
}

TEST_CASE("measure only: people switch, the samples alone say when") {
    const auto a = tell_measure_only().assess();
    // J = [a_L, f_F] = [1020.0, 1020.101], E = [1032.4, 1032.51]
    CHECK(close(a.failover.fault, 1020.0, 1020.101));
    CHECK(close(a.failover.rto, 12.299, 12.51));
    CHECK(mark(a.failover, "disrupted")->source == Source::samples);
    CHECK(mark(a.failover, "disrupted")->by == "client");
    CHECK(mark(a.failover, "promoted")->source == Source::person);
    CHECK(mark(a.failover, "business_verified")->by == "cio");
    CHECK(a.services[0].rto_judgement.verdict == Verdict::met);
    CHECK(close(a.services[0].rto.measured, 15.899, 16.0));
    CHECK(a.failover.writes->rpo_time.has_value());
    CHECK(a.overall == Verdict::met);
    CHECK(close(a.failback.rto, 1.799, 2.01));
    // what a person promoted is said after clients were served: it is in no piece
    for (const auto& piece : a.failover.pieces) CHECK(piece.middle >= Nanos{0});
}

TEST_CASE("a drill that was stopped before the point of no return measures nothing") {
    Options options;
    options.stops_after = 1021.1;
    options.ending = drill::Ending::aborted;
    const auto a = tell(std::move(options)).assess();
    CHECK(a.services[0].rto_judgement.verdict == Verdict::not_measured);
    CHECK(a.services[0].rto_judgement.reason == Reason::drill_not_completed);
    CHECK(a.services[0].rpo_judgement.reason == Reason::drill_not_completed);
    CHECK(a.failover.writes_reason == "the drill ended before the writes were verified");
    CHECK(a.problems == std::vector<std::string>{"probe client was started and left no samples"});
    CHECK(a.overall == Verdict::not_measured);
    CHECK(a.exit_code == 4);  // the killed server was not started again
    REQUIRE(a.outstanding.size() == 1);
    CHECK(a.outstanding[0].step == "kill");
    CHECK_FALSE(a.failback.exercised);
}

TEST_CASE("an undone drill whose probe saw service come back has not shown a recovery") {
    // given a refusal: the undo starts the server, the probe is stopped and hands its samples over
    Options options;
    options.stops_after = 1021.5;
    options.left_out = {"kill"};
    options.ending = drill::Ending::refused;
    auto s = tell(std::move(options));
    s.records.pop_back();
    s.attempt("stop-client", 1021.4, 1021.45,
              s.stopped(s.samples(1010, 1058, {{at(1020.1), at(1032.4)}})));
    s.end(1060);
    const auto a = s.assess();
    CHECK(a.services[0].rto_judgement.verdict == Verdict::not_measured);
    CHECK(a.services[0].rto_judgement.reason == Reason::drill_not_completed);
    CHECK_FALSE(a.services[0].rto.measured.has_value());
    CHECK(a.exit_code == 6);
}

TEST_CASE("samples that cannot be read are a problem that is shown, not a figure") {
    Options options;
    options.samples_missing = "samples";
    const auto a = tell(std::move(options)).assess();
    CHECK(a.services[0].rto_judgement.verdict == Verdict::not_measured);
    CHECK(a.services[0].rto_judgement.reason == Reason::no_samples);
    REQUIRE(a.problems.size() == 1);
    CHECK(a.problems[0] == "samples-client.csv of step stop-client: the file is missing");
    CHECK_FALSE(a.failover.rto.has_value());
    // the data are judged all the same
    CHECK(a.failover.writes->lost == 14);
    CHECK(a.exit_code == 1);
}

TEST_CASE("rows that cannot be read: nothing is said about the data") {
    Options options;
    options.samples_missing = "rows";
    const auto a = tell(std::move(options)).assess();
    CHECK(a.services[0].rpo_judgement.verdict == Verdict::not_measured);
    CHECK(a.services[0].rpo_judgement.reason == Reason::not_verified);
    CHECK_FALSE(a.failover.writes.has_value());
    CHECK(a.failover.writes_reason == "the writes were not verified");
    CHECK(a.problems.size() == 2);
}

TEST_CASE("a tampered artifact is a problem") {
    auto s = tell();
    for (auto& [hash, bytes] : s.artifacts)
        if (bytes.starts_with("# firedrill samples")) bytes += "x\n";
    const auto a = s.assess();
    REQUIRE(a.problems.size() == 1);
    CHECK(a.problems[0].find("samples file, line") != std::string::npos);
    CHECK(a.services[0].rto_judgement.verdict == Verdict::not_measured);
}

TEST_CASE("a mark entered later is 30 s wide either way and says so") {
    Options options;
    options.change_plan = [](plan::Plan& plan) {
        for (auto& step : plan.steps)
            if (step.id == "smoke") {
                step.performer = plan::Performer::person;
                step.action = plan::Manual{.text = {.en = "Check"}, .assignee = "clerk"};
            }
    };
    options.left_out = {"smoke"};
    auto s = tell(std::move(options));
    // said at 1036.2 that it had happened at 1036.0
    s.record(1033, drill::PersonAsked{"smoke"});
    s.record(1036.2, drill::PersonAnswered{.step = "smoke",
                                           .answer = drill::Answer::confirmed,
                                           .by = {.person = "clerk"},
                                           .happened = 1'800'000'000s + at(1036.0)});
    const auto a = s.assess();
    const auto* verified = mark(a.failover, "business_verified");
    REQUIRE(verified != nullptr);
    CHECK(verified->source == Source::entered_later);
    CHECK(verified->at == Interval{at(1006.0), at(1066.0)});
    // RTO = [max(1006, a_G) - J_hi, 1066 - J_lo] = [12.348, 45.95]: within 60 s all the same
    CHECK(close(a.services[0].rto.measured, 12.348, 45.95));
    CHECK(a.services[0].rto_judgement.verdict == Verdict::met);
    CHECK(std::any_of(a.findings.begin(), a.findings.end(), [](const auto& f) {
        return f.code == "entered_later" && f.values.at("bound") == "+-30 s";
    }));
}

TEST_CASE("a promotion by a person's word is bounded by its beginning and that word") {
    Options options;
    options.change_plan = [](plan::Plan& plan) {
        for (auto& step : plan.steps)
            if (step.id == "promote") step.on_failure = plan::OnFailure::hold;
    };
    options.left_out = {"promote"};
    auto s = tell(std::move(options));
    // begun at 1031.6, cut off at 1031.8; at 1032.3 somebody says that it has happened
    const AttemptKey key{"d", "promote", 1, Part::act};
    s.record(1031.6, drill::AttemptIntended{key});
    s.record(1031.8, drill::AttemptEnded{key, {.reason = "interrupted"}});
    s.record(1031.8, drill::PersonAsked{"promote"});
    s.record(1032.3, drill::StepSettled{"promote", {.person = "dba"}, "it writes"});
    const auto a = s.assess();
    const auto* promoted = mark(a.failover, "promoted");
    REQUIRE(promoted != nullptr);
    CHECK(promoted->source == Source::person);
    CHECK(promoted->by == "dba");
    CHECK(promoted->at.lo <= at(1031.6));
    CHECK(promoted->at.hi >= at(1032.3));
    CHECK(promoted->at.width() < at(1.0));
    CHECK(std::any_of(a.findings.begin(), a.findings.end(),
                      [](const auto& f) { return f.code == "step_settled"; }));
}

TEST_CASE("a pause is a finding, and people's time in the recovery") {
    // while the approval is waited for anyway, and while the promotion runs
    auto s = tell();
    s.record(1031.55, drill::PauseRequested{{.person = "ops"}, "a call"});
    s.record(1031.59, drill::ContinueRequested{{.person = "ops"}, ""});
    const auto a = s.assess();
    const auto paused = std::find_if(a.findings.begin(), a.findings.end(),
                                     [](const auto& f) { return f.code == "drill_paused"; });
    REQUIRE(paused != a.findings.end());
    CHECK(paused->values.at("by") == "ops");
    CHECK(paused->values.at("why") == "a call");
}

TEST_CASE("a hold within a pause is not counted twice") {
    // given a pause for less than half of the machine's way to the promotion: it stays the
    // machine's
    const auto paused = [] {
        auto s = tell();
        s.record(1031.40, drill::PauseRequested{{.person = "ops"}, "a call"});
        s.record(1031.70, drill::ContinueRequested{{.person = "ops"}, ""});
        return s;
    };
    const auto alone = paused().assess();
    // when a step was held at the same time
    auto s = paused();
    s.record(1031.40, drill::PersonAsked{"promote"});
    s.record(1031.70, drill::StepRetried{.step = "promote", .by = {.person = "ops"}});
    // then nothing is different
    CHECK(s.assess().failover.people == alone.failover.people);
}

TEST_CASE("without a business check the clock ends at reconnection and says so") {
    Options options;
    options.change_plan = [](plan::Plan& plan) {
        std::erase_if(plan.steps, [](const auto& step) { return step.id == "smoke"; });
    };
    const auto a = tell(std::move(options)).assess();
    CHECK(a.services[0].end_fell_back);
    CHECK(a.services[0].rto.end == plan::ClockEnd::reconnected);
    CHECK(a.services[0].rto.measured == a.failover.rto);
    CHECK(a.failover.pieces.back().to == "reconnected");
}

TEST_CASE("business verified before service stayed does not stop the clock") {
    // given another failure at 1036.5 .. 1036.8, within the service's W
    Options options;
    options.change_plan = [](plan::Plan& plan) { plan.services[0].sustained = 5s; };
    options.change_samples = [](std::vector<measure::ProbeSample>& samples) {
        for (auto& sample : samples)
            if (sample.due >= at(1036.5) && sample.due <= at(1036.8))
                sample.answered = measure::Answered::refused;
    };
    const auto a = tell(std::move(options)).assess();
    CHECK(a.failover.flaps == 1);
    CHECK(close(a.services[0].rto.measured, 16.748, 16.86, 6ms));  // to slot 1036.9
}

TEST_CASE("differences from the baseline come from the step that compared") {
    const std::vector<measure::Difference> found{{"timeline:db1", "1", "3", true},
                                                 {"file:/etc/a", "x", "", false}};
    Options options;
    options.change_plan = [](plan::Plan& plan) {
        plan.steps.push_back({.id = "same",
                              .group = "same",
                              .phase = plan::Phase::reinstate,
                              .performer = plan::Performer::engine,
                              .action = plan::VerifyBaseline{},
                              .timeout = 60s});
    };
    auto s = tell(std::move(options));
    AttemptReport report;
    report.facts["differences"] = canonical(to_json(found));
    s.attempt("same", 1059, 1059.1, report);
    const auto a = s.assess();
    CHECK(a.baseline_compared);
    CHECK(a.baseline == found);
    CHECK(std::any_of(a.findings.begin(), a.findings.end(), [](const auto& f) {
        return f.code == "baseline_differs" && f.values.at("count") == "1" &&
               f.values.at("item") == "file:/etc/a";
    }));
}

TEST_CASE("bytes lost are the difference of two log positions, where both can be read") {
    auto s = tell();
    for (auto& record : s.records)
        if (auto* ended = std::get_if<drill::AttemptEnded>(&record.event)) {
            if (ended->key.step == "rebuild") ended->report.facts["lsn_old_primary"] = "1/5A3F1C8";
            if (ended->key.step == "promote") ended->report.facts["lsn_promoted"] = "1/5A3C6D0";
        }
    const auto a = s.assess();
    CHECK(a.failover.bytes_lost == 0x5A3F1C8 - 0x5A3C6D0);
    CHECK(a.failover.lsn_lost == "1/5A3F1C8 - 1/5A3C6D0");
}

TEST_CASE("a neighbour that was disturbed is told") {
    Options options;
    options.change_plan = [](plan::Plan& plan) {
        plan.probes.push_back(
            {.id = "other", .connection = "ledger", .host = "client1", .every = 100ms});
        plan.steps.push_back({.id = "stop-other",
                              .group = "stop-other",
                              .phase = plan::Phase::reinstate,
                              .performer = plan::Performer::probe,
                              .host = "client1",
                              .action = plan::StopProbe{"other"},
                              .timeout = 60s});
    };
    auto s = tell(std::move(options));
    s.attempt("stop-other", 1058.6, 1058.7,
              s.stopped(s.samples(1010, 1058, {{at(1020.1), at(1020.5)}})));
    const auto a = s.assess();
    REQUIRE(a.neighbours.size() == 1);
    CHECK(a.neighbours[0].slots == 480);
    CHECK(a.neighbours[0].bad == 5);
    CHECK(a.neighbours[0].good == 475);
    CHECK(std::any_of(a.findings.begin(), a.findings.end(),
                      [](const auto& f) { return f.code == "neighbour_affected"; }));
}

TEST_CASE("writes that the failover kept and the failback lost are found") {
    // given the read-back of 1056 without session 1
    Options options;
    int reads = 0;
    options.survives = [&reads](const measure::Write& w) {
        if (w.session == 1 && w.sequence == 0) ++reads;
        return w.session != 1 || reads < 2;
    };
    const auto a = tell(std::move(options)).assess();
    CHECK(a.failover.writes->lost == 0);
    CHECK(a.failback.writes->lost == 0);
    CHECK(std::any_of(a.findings.begin(), a.findings.end(), [](const auto& f) {
        return f.code == "writes_vanished" && f.values.at("count") == "1,005";
    }));
}

TEST_CASE("exit codes: what the drill showed, how it ended, what it left behind") {
    const auto exit_with = [](Options options) {
        return tell(std::move(options)).assess().exit_code;
    };
    CHECK(exit_with({}) == 1);  // writes were lost
    Options kept;
    kept.survives = [](const measure::Write&) { return true; };
    CHECK(exit_with(kept) == 0);
    Options unverified = kept;
    unverified.left_out = {"writes"};
    CHECK(exit_with(unverified) == 2);
    for (const auto [ending, code] : {std::pair{drill::Ending::aborted, 3},
                                      {drill::Ending::failed, 3},
                                      {drill::Ending::refused, 6}}) {
        Options ended = kept;
        ended.ending = ending;
        CHECK(exit_with(ended) == code);
        ended.left_out = {"rebuild"};  // nothing resolved the fault
        CHECK(exit_with(ended) == 4);
    }
    Options waiting = kept;
    waiting.stops_after = 1021.15;
    waiting.ending.reset();
    CHECK(exit_with(waiting) == 2);
    auto s = tell(waiting);
    s.record(1021.2, drill::PersonAsked{"go"});
    CHECK(s.assess().exit_code == 5);
}

TEST_CASE("the same bytes give the same assessment") {
    CHECK(canonical(to_json(tell().assess())) == canonical(to_json(tell().assess())));
    CHECK(drill::assess({}, {}, {}).exit_code == 0);
}
