// One situation for every reason why a verdict is not plainly met or not met.
#include "tests/core/assess/story.hpp"

#include "core/drill/finding_codes.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace story;
using measure::Judgement;
using measure::Reason;
using measure::Verdict;

namespace {

Options with_plan(std::function<void(plan::Plan&)> change) {
    Options options;
    options.change_plan = std::move(change);
    return options;
}

Judgement rto(Options options) {
    return tell(std::move(options)).assess().services[0].rto_judgement;
}
Judgement rpo(Options options) {
    return tell(std::move(options)).assess().services[0].rpo_judgement;
}

#define CHECK_JUDGED(judgement, wanted_verdict, wanted_reason) \
    do {                                                       \
        const Judgement judged = (judgement);                  \
        CHECK(judged.verdict == (wanted_verdict));             \
        CHECK(judged.reason == (wanted_reason));               \
    } while (false)

}  // namespace

TEST_CASE("RTO: met, not met, and a target inside the interval") {
    CHECK_JUDGED(rto({}), Verdict::met, Reason::none);
    CHECK_JUDGED(rto(with_plan([](auto& p) { p.services[0].rto = 15s; })), Verdict::not_met,
                 Reason::none);
    CHECK_JUDGED(rto(with_plan([](auto& p) { p.services[0].rto = at(15.949); })),
                 Verdict::inconclusive, Reason::interval_straddles_target);
}

TEST_CASE("RTO: a late slot beside the outage, or more than 1 % of them, forbids met") {
    Options beside;
    beside.change_samples = [](auto& samples) {
        samples[102].answered = measure::Answered::prober_late;  // due 1020.2: F .. is 1020.1
        samples[101].answered = measure::Answered::prober_late;  // due 1020.1: between L and F
    };
    CHECK_JUDGED(rto(beside), Verdict::inconclusive, Reason::late_probe_slots);
    Options many;
    many.change_samples = [](auto& samples) {
        for (std::size_t i = 10; i < 50; i += 10)
            samples[i].answered = measure::Answered::prober_late;  // 4 of 350
    };
    CHECK_JUDGED(rto(many), Verdict::inconclusive, Reason::late_probe_slots);
    Options few;
    few.change_samples = [](auto& samples) {
        for (std::size_t i = 10; i < 40; i += 10)
            samples[i].answered = measure::Answered::prober_late;  // 3 of 350
    };
    CHECK_JUDGED(rto(few), Verdict::met, Reason::none);
}

TEST_CASE("RTO: no samples, no probe, no outage") {
    Options missing;
    missing.samples_missing = "samples";
    CHECK_JUDGED(rto(missing), Verdict::not_measured, Reason::no_samples);
    CHECK_JUDGED(rto(with_plan([](auto& p) { p.probes[0].service = "other"; })),
                 Verdict::not_measured, Reason::no_samples);
    Options calm = with_plan([](auto& p) { p.services[0].clock_end = plan::ClockEnd::serving; });
    calm.change_samples = [](auto& samples) {
        for (auto& sample : samples) sample.answered = measure::Answered::good;
    };
    CHECK_JUDGED(rto(calm), Verdict::not_measured, Reason::no_outage_seen);
}

TEST_CASE("RTO: a clock that starts at a point nobody marked") {
    CHECK_JUDGED(
        rto(with_plan([](auto& p) { p.services[0].clock_start = plan::ClockStart::declaration; })),
        Verdict::not_measured, Reason::no_fault_time);
}

TEST_CASE("RTO: service that never stayed") {
    Options down;
    down.change_samples = [](auto& samples) {
        for (auto& sample : samples)
            if (sample.due > at(1020.05) && sample.slot % 3 != 0)
                sample.answered = measure::Answered::refused;
    };
    CHECK_JUDGED(rto(down), Verdict::inconclusive, Reason::not_recovered);
    // down from 1020.05 until phase failback at 1045 at least: more than 20 s
    Options worse = down;
    worse.change_plan = [](auto& p) { p.services[0].rto = 20s; };
    CHECK_JUDGED(rto(worse), Verdict::not_met, Reason::not_recovered);
}

TEST_CASE("RTO: clocks without a bound") {
    Options none;
    none.clocks_known = false;
    CHECK_JUDGED(rto(none), Verdict::inconclusive, Reason::clock_unsynchronised);
    Options client;
    client.client_clock_known = false;
    CHECK_JUDGED(rto(client), Verdict::inconclusive, Reason::clock_unsynchronised);
}

TEST_CASE("RTO: the end that the clock asks for was never reached") {
    Options skipped;
    skipped.left_out = {"smoke"};
    CHECK_JUDGED(rto(skipped), Verdict::not_measured, Reason::end_not_bound);
    Options failed;
    failed.left_out = {"smoke"};
    failed.ending = drill::Ending::failed;
    CHECK_JUDGED(rto(failed), Verdict::not_measured, Reason::drill_not_completed);
}

TEST_CASE("RTO: simulated, or without a target") {
    CHECK_JUDGED(rto(with_plan([](auto& p) { p.form = plan::Form::simulation; })),
                 Verdict::not_measured, Reason::simulated);
    CHECK_JUDGED(rto(with_plan([](auto& p) { p.services[0].rto.reset(); })),
                 Verdict::not_applicable, Reason::no_target);
}

TEST_CASE("RPO: time and count targets, the worse counts") {
    CHECK_JUDGED(rpo({}), Verdict::not_met, Reason::none);
    // lost 14, 0.138 .. 0.142 s
    CHECK_JUDGED(rpo(with_plan([](auto& p) {
                     p.services[0].rpo = 1s;
                     p.services[0].rpo_writes = 14;
                 })),
                 Verdict::met, Reason::none);
    CHECK_JUDGED(rpo(with_plan([](auto& p) {
                     p.services[0].rpo = 1s;
                     p.services[0].rpo_writes = 13;
                 })),
                 Verdict::not_met, Reason::none);
    CHECK_JUDGED(rpo(with_plan([](auto& p) {
                     p.services[0].rpo = at(0.140);
                     p.services[0].rpo_writes.reset();
                 })),
                 Verdict::inconclusive, Reason::interval_straddles_target);
}

TEST_CASE("RPO: an absent write that nobody acknowledged is no loss") {
    Options unsure;
    unsure.survives = [](const measure::Write& w) { return w.outcome == measure::WriteClass::ack; };
    unsure.change_writes = [](auto& writes) {
        writes[1004].outcome = measure::WriteClass::unsure;  // the last before the fault
    };
    CHECK_JUDGED(rpo(unsure), Verdict::met, Reason::none);
}

TEST_CASE("RPO: only writes acknowledged with a warning are gone") {
    Options warned;
    warned.survives = [](const measure::Write& w) { return w.outcome == measure::WriteClass::ack; };
    warned.change_writes = [](auto& writes) {
        writes[1004].outcome = measure::WriteClass::ack_warning;
    };
    CHECK_JUDGED(rpo(warned), Verdict::inconclusive, Reason::only_warned_lost);
    // a target that even their loss would meet is met
    Options generous = warned;
    generous.change_plan = [](auto& p) {
        p.services[0].rpo = 1s;
        p.services[0].rpo_writes.reset();
    };
    CHECK_JUDGED(rpo(generous), Verdict::met, Reason::none);
}

TEST_CASE("RPO: no write log, not verified, no target, clocks without a bound") {
    CHECK_JUDGED(rpo(with_plan([](auto& p) { p.probes[0].write_log.reset(); })),
                 Verdict::not_measured, Reason::no_write_log);
    Options unverified;
    unverified.left_out = {"writes"};
    CHECK_JUDGED(rpo(unverified), Verdict::not_measured, Reason::not_verified);
    Options failed = unverified;
    failed.ending = drill::Ending::failed;
    CHECK_JUDGED(rpo(failed), Verdict::not_measured, Reason::drill_not_completed);
    CHECK_JUDGED(rpo(with_plan([](auto& p) {
                     p.services[0].rpo.reset();
                     p.services[0].rpo_writes.reset();
                 })),
                 Verdict::not_applicable, Reason::no_target);
    Options clocks = with_plan([](auto& p) {
        p.services[0].rpo = 1s;
        p.services[0].rpo_writes.reset();
    });
    clocks.clocks_known = false;
    CHECK_JUDGED(rpo(clocks), Verdict::inconclusive, Reason::clock_unsynchronised);
}

TEST_CASE("RPO: a row whose content changed is a loss") {
    auto s = tell_planned();
    for (auto& [hash, bytes] : s.artifacts) {
        if (!bytes.starts_with("# firedrill rows")) continue;
        const auto last = bytes.rfind(',');
        bytes[last + 1] = bytes[last + 1] == '0' ? '1' : '0';
    }
    const auto a = s.assess();
    CHECK(a.failover.writes->changed == 1);
    CHECK(a.services[0].rpo_judgement.verdict == Verdict::not_met);
    CHECK(a.findings[0].code == "changed_rows");
}

TEST_CASE("a target that cannot be right, and one beyond what the business bears") {
    Options options = with_plan([](auto& p) { p.services[0].mtpd = 10s; });
    const auto a = tell(std::move(options)).assess();
    std::set<std::string> codes;
    for (const auto& finding : a.findings) codes.insert(finding.code);
    CHECK(codes.contains("rto_conflict"));   // 60 s is not below 10 s
    CHECK(codes.contains("mtpd_exceeded"));  // 15.9 s is above 10 s
}

TEST_CASE("finding codes are unique") {
    std::set<std::string_view> codes;
    for (const auto& code : drill::all_finding_codes) CHECK(codes.insert(code.code).second);
    CHECK(codes.size() == drill::all_finding_codes.size());
}
