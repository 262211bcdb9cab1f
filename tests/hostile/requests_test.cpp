// Well-formed requests of a hostile orchestrator: without an approved plan nothing is performed,
// with one nothing but what is in it, whatever is repeated, late, or of an older epoch.
#include "tests/hostile/target.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/rig.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace firedrill;
using namespace firedrill::hostile;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> names{"s",
                                     "../../../../etc/passwd",
                                     "/bin/sh",
                                     "; touch /tmp/x",
                                     "$(touch x)",
                                     "`touch x`",
                                     "a b|c&d>e<f",
                                     "*?[a]{b}~!#\"'\\",
                                     "${{ steps.s.output }}",
                                     "-rf",
                                     "%s%n%p",
                                     ""};

/// Touches a file of the target's place: an effect that can be counted.
plan::Plan plan_on(const Target& target) {
    auto plan = plan_of({effect_step(target.place() / "effects", "note", "h1")}, {"h1", "h2"});
    auto other = effect_step(target.place() / "effects", "elsewhere", "h2");
    plan.steps.push_back(std::move(other));
    return plan;
}

wire::OfferPlan offer(const plan::Plan& plan, const std::string& drill, std::int64_t epoch = 1) {
    return {.drill = drill,
            .hash = plan::hash(plan),
            .bytes = plan::canonical_bytes(plan),
            .epoch = epoch,
            .started = "boot/1"};
}

int effects(const Target& target) {
    int count = 0;
    for (const auto& [step, times] : effects_in(target.place() / "effects")) count += times;
    return count;
}

/// All that was sent is dealt with when this is answered.
bool settled(Caller& caller) {
    return caller.tell(wire::AskStatus{}) && caller.hear_a<wire::Status>().has_value();
}

}  // namespace

TEST_CASE("without a plan every request is refused, whatever it names") {
    for (const char* program : {"firedrill-agent", "firedrill-probe"}) {
        Target target(program);
        Caller caller(target);
        REQUIRE(caller.greet());
        for (const std::string& drill : names)
            for (const std::string& step : names) {
                const AttemptKey key{.drill = drill, .step = step};
                for (const auto part : {Part::act, Part::check, Part::undo})
                    caller.tell(wire::Execute{.key = {.drill = drill, .step = step, .part = part},
                                              .values = {{"steps.s.output", step}, {step, drill}}});
                caller.tell(wire::Query{.key = key});
                caller.tell(wire::Cancel{.key = key});
                caller.tell(wire::Fetch{.sha256 = step});
                caller.tell(wire::Renew{.drill = drill});
                caller.tell(wire::Finish{.drill = drill});
                caller.tell(wire::OfferPlan{.drill = drill, .hash = step, .bytes = step});
            }
        CHECK(settled(caller));
        CHECK(target.runs());
        CHECK(target.receipts().find("attempt_begun") == std::string::npos);
        CHECK(target.receipts().find("plan_kept") == std::string::npos);
    }
}

TEST_CASE("a plan that is not what its hash says, or that reaches too far, is not kept") {
    Target target;
    Caller caller(target);
    REQUIRE(caller.greet());
    const auto honest = plan_on(target);
    std::vector<wire::OfferPlan> offers(6, offer(honest, "d"));
    offers[0].hash = std::string(64, '0');
    offers[1].bytes += " ";
    offers[2].bytes.insert(offers[2].bytes.find("note") + 1, "x");
    auto years = honest;
    years.steps[0].action =
        plan::Fault{.kind = "process.pause", .with = {{"pidfile", "/x"}}, .lease = 24h * 365};
    offers[3] = offer(years, "d");
    years = honest;
    years.guards.auto_revert_after = 24h * 365;
    offers[4] = offer(years, "d");
    auto shell = honest;
    shell.steps[0].action = plan::Fault{.kind = "no.such.kind", .with = {{"x", "$(reboot)"}}};
    offers[5] = offer(shell, "e");
    for (std::size_t i = 0; i < 5; ++i) {
        CAPTURE(i);
        caller.tell(offers[i]);
        CHECK(caller.hear_a<wire::Refused>().has_value());
    }
    // a fault that this agent does not know is refused when it is asked for
    caller.tell(offers[5]);
    REQUIRE(caller.hear_a<wire::PlanTaken>().has_value());
    caller.tell(wire::Execute{.key = {.drill = "e", .step = "note"}});
    CHECK(caller.hear_a<wire::Refused>().has_value());
    CHECK(effects(target) == 0);
    CHECK(target.receipts().find("attempt_begun") == std::string::npos);
}

TEST_CASE("what is repeated, late, closed or of an older epoch has no second effect") {
    Target target;
    Caller caller(target);
    REQUIRE(caller.greet());
    const auto plan = plan_on(target);
    caller.tell(offer(plan, "d", 5));
    REQUIRE(caller.hear_a<wire::PlanTaken>().has_value());
    // of an older epoch, on another host, of another step, after it was asked about
    caller.tell(wire::Execute{.key = {.drill = "d", .step = "note"}, .epoch = 4});
    caller.tell(wire::Execute{.key = {.drill = "d", .step = "elsewhere"}, .epoch = 5});
    caller.tell(wire::Execute{.key = {.drill = "d", .step = "reboot"}, .epoch = 5});
    caller.tell(wire::Query{.key = {.drill = "d", .step = "note", .attempt = 2}, .epoch = 5});
    caller.tell(wire::Execute{.key = {.drill = "d", .step = "note", .attempt = 2}, .epoch = 5});
    caller.tell(offer(plan, "d", 4));
    CHECK(settled(caller));
    CHECK(effects(target) == 0);
    // once, and a thousand copies of it on two connections
    const wire::Execute wanted{.key = {.drill = "d", .step = "note", .attempt = 3}, .epoch = 5};
    std::string copies;
    for (int i = 0; i < 500; ++i) copies += wire::encode(wanted);
    caller.say(copies);
    Caller newer(target);
    REQUIRE(newer.greet());
    newer.say(copies);
    CHECK(test::eventually([&] { return effects(target) == 1; }));
    CHECK(settled(newer));
    // another plan under the known drill
    auto other = plan;
    other.steps[0].id = other.steps[0].group = "note2";
    newer.tell(offer(other, "d", 6));
    newer.tell(wire::Execute{.key = {.drill = "d", .step = "note2"}, .epoch = 6});
    CHECK(settled(newer));
    CHECK(effects(target) == 1);
    CHECK(target.runs());
}

TEST_CASE("a flood of requests neither fills memory nor shuts an honest orchestrator out") {
    Target target;
    Caller caller(target);
    REQUIRE(caller.greet());
    const std::string step(150, 's');
    // far more than would fit, and nobody reads what is answered
    for (int round = 0; round < 200 && caller.connected(); ++round) {
        std::string burst;
        for (int i = 0; i < 1'000; ++i)
            burst += wire::encode(wire::Query{
                .key = {.drill = "d" + std::to_string(round), .step = step, .attempt = i + 1}});
        if (!caller.say(burst)) break;
    }
    CHECK(target.runs());
    CHECK(serves(target));
    CHECK(target.memory_peak() < 128L << 10U);
    CHECK(target.receipts().size() < 32U << 20U);
}
