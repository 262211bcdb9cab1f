// A hostile agent beside an honest one, in real drills. What it says of others, of what it was not
// asked, and of times that cannot be, counts for nothing; the journal and the findings say so.
#include "core/base/hash.hpp"
#include "core/drill/assess.hpp"
#include "tests/hostile/impostor.hpp"
#include "tests/support/rig.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace firedrill;
using namespace firedrill::hostile;
using namespace std::chrono_literals;

namespace {

constexpr const char* drill_id = "small-1";

/// h1 is the impostor's; a real agent on h2 leaves an effect for each of its steps.
class Affair {
public:
    using Answer = std::function<std::optional<Words>(const Impostor&, const wire::Message&)>;

    explicit Affair(Answer answer, std::chrono::milliseconds timeout = 20s)
        : timeout_(timeout),
          impostor_("h1", "firedrill-agent", rig_.file("h1.sock"),
                    [this, answer = std::move(answer)](const wire::Message& message) {
                        return answer(impostor_, message);
                    }) {}

    Rig::Ran run() { return rig_.start(plan(), drill_id); }
    std::map<std::string, int> effects() const { return effects_in(rig_.file("effects")); }

    plan::Plan plan() const {
        const auto file = rig_.file("effects");
        auto plan =
            plan_of({effect_step(file, "lie", "h1"), effect_step(file, "note", "h2", {"lie"}),
                     effect_step(file, "lie-2", "h1", {"note"}),
                     effect_step(file, "note-2", "h2", {"lie-2"})},
                    {"h1", "h2"});
        plan.hosts[0].socket = impostor_.socket();
        for (auto& step : plan.steps) {
            if (step.host == "h1") step.timeout = timeout_;
            step.retries = 2;
            step.idempotent = true;
        }
        return plan;
    }

private:
    Rig rig_;
    std::chrono::milliseconds timeout_;
    Impostor impostor_;
};

const wire::Execute* asks_for(const wire::Message& message, std::string_view step) {
    const auto* execute = std::get_if<wire::Execute>(&message);
    return execute != nullptr && execute->key.step == step ? execute : nullptr;
}

AttemptKey key(const std::string& step, int attempt = 1, const std::string& drill = drill_id) {
    return {.drill = drill, .step = step, .attempt = attempt};
}

template <class... Messages>
Words say(const Messages&... all) {
    return {wire::encode(all)...};
}

/// Successful, unless `change` does something else to it.
template <class F>
Words ended(const wire::Execute& execute, F&& change) {
    wire::Ended out{.key = execute.key, .report = Impostor::success()};
    out.report.host = "h1";
    change(out.report);
    return say(out);
}

std::vector<std::string> refused_answers(const Rig::Ran& ran) {
    std::vector<std::string> out;
    for (const auto& record : ran.records)
        if (const auto* refused = std::get_if<drill::AnswerRefused>(&record.event)) {
            CHECK(refused->host == "h1");
            out.push_back(refused->what);
        }
    return out;
}

bool mentions(const std::vector<std::string>& all, std::string_view what) {
    return std::ranges::any_of(all, [&](const auto& one) { return one.find(what) != one.npos; });
}

template <class Event>
int count(const Rig::Ran& ran) {
    return static_cast<int>(std::ranges::count_if(ran.records, [](const auto& record) {
        return std::holds_alternative<Event>(record.event);
    }));
}

drill::Assessment assessed(const Rig::Ran& ran) {
    return drill::assess(ran.drill, ran.records, [](const Artifact&) -> Result<std::string> {
        return fail(Errc::not_found, "none");
    });
}

bool has_finding(const Rig::Ran& ran, std::string_view code) {
    const auto assessment = assessed(ran);
    return std::ranges::any_of(assessment.findings,
                               [&](const auto& finding) { return finding.code == code; });
}

void check_completed(const Rig::Ran& ran) {
    INFO((ran.result ? ran.drill.why : describe(ran.result.error())));
    REQUIRE(ran.result);
    CHECK(ran.drill.ending == drill::Ending::completed);
}

const AttemptReport& report_of(const Rig::Ran& ran, const std::string& step) {
    return ran.drill.steps.at(step).report;
}

}  // namespace

TEST_CASE("what an agent says of others' steps and of what nobody asked counts for nothing") {
    Affair affair([](const Impostor& self, const wire::Message& message) -> std::optional<Words> {
        const auto* execute = asks_for(message, "lie");
        if (execute == nullptr) return std::nullopt;
        Words words = say(
            wire::Ended{.key = key("note"), .report = Impostor::success()},
            wire::Ended{.key = key("lie-2"), .report = Impostor::success()},
            wire::Ended{.key = key("lie", 7), .report = Impostor::success()},
            wire::Ended{.key = key("no-such-step"), .report = Impostor::success()},
            wire::Ended{.key = key("note", 1, "another-drill"), .report = Impostor::success()},
            wire::NeverSeen{key("note-2")},
            wire::Refused{.regarding = "execute", .key = key("note-2"), .why = "no"},
            wire::FaultReverted{.drill = drill_id, .step = "note", .why = "so", .verified = true},
            wire::ProbeChanged{.drill = drill_id, .probe = "client", .up = false});
        for (auto& more : self.honest(message)) words.push_back(std::move(more));
        AttemptReport other = Impostor::success();
        other.outcome = Outcome::failed;
        words.push_back(wire::encode(wire::Ended{.key = execute->key, .report = other}));
        return words;
    });
    const auto ran = affair.run();
    check_completed(ran);
    CHECK(affair.effects() == std::map<std::string, int>{{"note", 1}, {"note-2", 1}});
    CHECK(ran.drill.steps.at("lie").status == drill::StepStatus::succeeded);
    CHECK(count<drill::FaultReverted>(ran) == 0);
    CHECK(count<drill::ProbeChanged>(ran) == 0);
    const auto refused = refused_answers(ran);
    for (const char* what :
         {"small-1/note/1 ended, which is a step of h2",
          "small-1/lie-2/1 ended, which nobody asked", "small-1/lie/7 ended, which nobody asked",
          "small-1/no-such-step/1 ended", "small-1/note-2/1 ended, which is a step of h2",
          "reverted step note", "probe client",
          "small-1/lie/1 failed, and had said that it succeeded"}) {
        INFO(what);
        CHECK(mentions(refused, what));
    }
    CHECK_FALSE(mentions(refused, "another-drill"));
    CHECK(has_finding(ran, "answers_refused"));
}

TEST_CASE("times that cannot be true are not used, and the outcome counts") {
    struct Times {
        const char* name;
        Nanos started, ended;
        Interval effect;
        const char* finding;
    };
    const Nanos now = now_mono();
    const Times times = GENERATE_COPY(
        Times{"negative", -1s, now, {now, now}, "answers_refused"},
        Times{
            "10^18 and more", now, Nanos{1'500'000'000'000'000'000}, {now, now}, "answers_refused"},
        Times{"the wrong way round", now + 1s, now, {now, now}, "answers_refused"},
        Times{"an effect the wrong way round", now, now, {now + 1s, now}, "answers_refused"},
        Times{"the future", now + 1h, now + 1h, {now + 1h, now + 1h}, "time_refused"},
        Times{"long ago", Nanos{1}, Nanos{2}, {Nanos{1}, Nanos{2}}, "time_refused"});
    CAPTURE(times.name);
    Affair affair([&](const Impostor&, const wire::Message& message) -> std::optional<Words> {
        const auto* execute = asks_for(message, "lie");
        if (execute == nullptr) return std::nullopt;
        return ended(*execute, [&](AttemptReport& report) {
            report.started = times.started;
            report.ended = times.ended;
            report.effect = times.effect;
        });
    });
    const auto ran = affair.run();
    check_completed(ran);
    CHECK(has_finding(ran, times.finding));
    const AttemptReport& kept = report_of(ran, "lie");
    CHECK(kept.started >= Nanos{0});
    CHECK(kept.started <= kept.ended);
    CHECK(kept.ended < Nanos{1'000'000'000'000'000'000});
}

TEST_CASE("a time that no clock can show ends the connection, and the drill goes on") {
    bool lied = false;
    Affair affair([&](const Impostor&, const wire::Message& message) -> std::optional<Words> {
        const auto* execute = asks_for(message, "lie");
        if (execute == nullptr || std::exchange(lied, true)) return std::nullopt;
        return ended(*execute, [](AttemptReport& report) {
            report.started = Nanos::min();
            report.ended = Nanos::max();
        });
    });
    const auto ran = affair.run();
    check_completed(ran);
    CHECK(mentions(refused_answers(ran), "does not keep to the protocol"));
    CHECK(count<drill::ContactLost>(ran) >= 1);
}

TEST_CASE("an agent that speaks as another host is not believed to be it") {
    Affair affair([](const Impostor&, const wire::Message& message) -> std::optional<Words> {
        const auto* execute = asks_for(message, "lie");
        if (execute == nullptr) return std::nullopt;
        return ended(*execute, [](AttemptReport& report) { report.host = "h2"; });
    });
    const auto ran = affair.run();
    check_completed(ran);
    CHECK(report_of(ran, "lie").host == "h1");
    CHECK(mentions(refused_answers(ran), "as host h2"));

    Affair greeted([](const Impostor&, const wire::Message& message) -> std::optional<Words> {
        if (!std::holds_alternative<wire::Hello>(message)) return std::nullopt;
        return say(wire::Welcome{
            .program = "firedrill-agent", .version = "0.1.0", .host = "h2", .boot = "b"});
    });
    const auto refused = greeted.run();
    REQUIRE_FALSE(refused.result);
    CHECK(refused.result.error().what.find("of host h2, not firedrill-agent of host h1") !=
          std::string::npos);
    CHECK(greeted.effects().empty());
}

TEST_CASE("clock exchanges that cannot be true let no drill start") {
    using Stamps = std::function<std::pair<Nanos, Nanos>(Nanos)>;
    const auto lie = GENERATE(
        as<Stamps>(), [](Nanos) { return std::pair<Nanos, Nanos>{-1s, -1s}; },
        [](Nanos now) { return std::pair<Nanos, Nanos>{now, now - 1s}; },
        [](Nanos now) { return std::pair<Nanos, Nanos>{now, now + 1h}; },
        [](Nanos) {
            constexpr Nanos late{2'000'000'000'000'000'000};
            return std::pair{late, late};
        });
    Affair affair([&](const Impostor&, const wire::Message& message) -> std::optional<Words> {
        const auto* ping = std::get_if<wire::ClockPing>(&message);
        if (ping == nullptr) return std::nullopt;
        const auto [t2, t3] = lie(now_mono());
        return say(wire::ClockPong{.id = ping->id, .t2 = t2, .t3 = t3, .boot = boot_id()});
    });
    const auto ran = affair.run();
    REQUIRE_FALSE(ran.result);
    CHECK(ran.result.error().what.find("clock") != std::string::npos);
    CHECK(affair.effects().empty());
}

TEST_CASE("a clock that jumps between exchanges measures nothing") {
    std::atomic<bool> jumped{false};
    Affair affair([&](const Impostor& self, const wire::Message& message) -> std::optional<Words> {
        if (asks_for(message, "lie")) jumped = true;
        const auto* ping = std::get_if<wire::ClockPing>(&message);
        if (ping == nullptr || !jumped) return self.honest(message);
        const Nanos then = now_mono() + 1h;
        return say(wire::ClockPong{.id = ping->id, .t2 = then, .t3 = then, .boot = boot_id()});
    });
    const auto ran = affair.run();
    check_completed(ran);
    const auto assessment = assessed(ran);
    CHECK(has_finding(ran, "clock_unsynchronised"));
    for (const auto& clock : assessment.clocks) CHECK(clock.synchronised == (clock.host == "h2"));
}

TEST_CASE("an artifact that is not what was said is not kept") {
    const std::string bytes = "t,ok\n1,1\n";
    const Artifact real{.name = "real", .sha256 = sha256_hex(bytes), .bytes = 9};
    Artifact longer{.name = "longer", .sha256 = sha256_hex("x"), .bytes = 1};
    const Artifact other{.name = "other", .sha256 = sha256_hex("y"), .bytes = 9};
    const Artifact huge{.name = "huge", .sha256 = sha256_hex("z"), .bytes = 1LL << 60};
    Affair affair([&](const Impostor&, const wire::Message& message) -> std::optional<Words> {
        if (const auto* execute = asks_for(message, "lie"))
            return ended(*execute, [&](AttemptReport& report) {
                report.artifacts = {real, longer, other, huge};
            });
        const auto* fetch = std::get_if<wire::Fetch>(&message);
        if (fetch == nullptr) return std::nullopt;
        return say(wire::Chunk{.sha256 = fetch->sha256,
                               .offset = fetch->offset,
                               .data = wire::base64_encode(bytes),
                               .last = fetch->sha256 != longer.sha256});
    });
    const auto ran = affair.run();
    check_completed(ran);
    CHECK(report_of(ran, "lie").artifacts == std::vector{real});
    for (const char* name : {"longer", "other", "huge"})
        CHECK(report_of(ran, "lie").facts.contains(std::string("missing ") + name));
    CHECK(refused_answers(ran).size() == 3);
}

TEST_CASE("an artifact that never ends holds up its own step alone") {
    bool first = true;
    Affair affair(
        [&](const Impostor&, const wire::Message& message) -> std::optional<Words> {
            const auto* execute = asks_for(message, "lie");
            if (execute != nullptr && std::exchange(first, false))
                return ended(*execute, [](AttemptReport& report) {
                    report.artifacts = {{.name = "a", .sha256 = sha256_hex("a"), .bytes = 1 << 29}};
                });
            const auto* fetch = std::get_if<wire::Fetch>(&message);
            if (fetch == nullptr) return std::nullopt;
            if (fetch->offset > 100) return Words{};  // and then it stops altogether
            return say(wire::Chunk{.sha256 = fetch->sha256,
                                   .offset = fetch->offset,
                                   .data = wire::base64_encode("a")});
        },
        2s);
    const auto ran = affair.run();
    REQUIRE(ran.result);
    REQUIRE(ran.drill.ending.has_value());
    for (const auto& [step, times] : affair.effects()) CHECK(times == 1);
}

TEST_CASE("a flood of true-looking news fills neither journal nor memory") {
    Affair affair([](const Impostor& self, const wire::Message& message) -> std::optional<Words> {
        if (!asks_for(message, "lie")) return std::nullopt;
        Words words;
        for (int i = 0; i < 20'000; ++i) {
            words.push_back(wire::encode(wire::FaultReverted{
                .drill = drill_id, .step = "s" + std::to_string(i), .verified = true}));
            words.push_back(wire::encode(wire::ProbeChanged{
                .drill = drill_id, .probe = "p" + std::to_string(i), .up = i % 2 == 0}));
            words.push_back(wire::encode(
                wire::ProbeProgress{.drill = drill_id, .probe = "q" + std::to_string(i)}));
        }
        for (auto& more : self.honest(message)) words.push_back(std::move(more));
        return words;
    });
    const auto ran = affair.run();
    check_completed(ran);
    CHECK(refused_answers(ran).size() == 21);
    CHECK(refused_answers(ran).back() == "more of the same is only in the log");
    CHECK(ran.records.size() < 100);
}
