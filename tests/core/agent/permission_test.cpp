// The machine with a policy and a kill switch: what a hostile orchestrator sends, and what begins.
#include "core/base/hash.hpp"
#include "tests/core/agent/a_policy.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <random>

using namespace firedrill;
using namespace firedrill::test;

namespace {

constexpr Nanos now = 100s;

/// The host plays along: what is kept is applied, what is started is noted and stays under way.
class Machine {
public:
    Machine() {
        state.host = "db1";
        state.local.policy = std::make_shared<const agent::Policy>(a_policy());
    }

    /// The refusal, or "".
    std::string ask(const wire::Message& message) {
        return tell(agent::Received{.message = message});
    }
    std::string tell(const agent::Input& input) {
        std::string refusal;
        for (auto& directive : agent::respond(state, input, now, plan::Performer::agent)) {
            if (const auto* kept = std::get_if<agent::Keep>(&directive)) {
                agent::apply(state, kept->record);
                records.push_back(kept->record);
            }
            if (const auto* start = std::get_if<agent::Start>(&directive))
                started.push_back(*start);
            if (const auto* kill = std::get_if<agent::Kill>(&directive))
                killed.push_back(kill->key);
            if (const auto* revert = std::get_if<agent::SelfRevert>(&directive))
                reverted.push_back(revert->fault.step);
            if (const auto* reply = std::get_if<agent::Reply>(&directive))
                if (const auto* refused = std::get_if<wire::Refused>(&reply->message))
                    refusal = refused->why;
        }
        return refusal;
    }
    std::string offer(const plan::Plan& plan, std::string started_at = {}) {
        const std::string bytes = plan::canonical_bytes(plan);
        return ask(wire::OfferPlan{
            .drill = "d", .hash = sha256_hex(bytes), .bytes = bytes, .started = started_at});
    }
    std::string execute(const std::string& step, Part part = Part::act, int attempt = 1,
                        agent::Values values = {}) {
        return ask(wire::Execute{.key = key(step, part, attempt), .values = std::move(values)});
    }
    void end(const std::string& step, Part part = Part::act) {
        AttemptReport report;
        report.outcome = Outcome::succeeded;
        tell(agent::ActionEnded{key(step, part), report});
    }
    /// The plan is known, whatever the policy says of it: it was another one then.
    void keep(const plan::Plan& plan) {
        const auto policy = std::exchange(state.local.policy, nullptr);
        REQUIRE(offer(plan).empty());
        state.local.policy = policy;
    }
    static AttemptKey key(const std::string& step, Part part = Part::act, int attempt = 1) {
        return {.drill = "d", .step = step, .attempt = attempt, .part = part};
    }

    agent::State state;
    std::vector<agent::Record> records;
    std::vector<agent::Start> started;
    std::vector<AttemptKey> killed;
    std::vector<std::string> reverted;
};

void allow(Machine& machine, std::set<std::string> verbs) {
    agent::Policy policy = a_policy();
    policy.verbs = std::move(verbs);
    machine.state.local.policy = std::make_shared<const agent::Policy>(policy);
}

plan::Step stop_step() {
    plan::Step step = a_step("stop", a_run({"/usr/bin/systemctl", "stop", "db"}));
    step.undo = {a_run({"/usr/bin/systemctl", "start", "db"})};
    return step;
}

plan::Step pause_step() {
    plan::Step step = a_step("pause", a_fault("process.pause", {{"match", "postgres"}}));
    step.undo = {plan::Revert{"pause", "process.pause", {{"match", "postgres"}}}};
    return step;
}

bool has_begun(const Machine& machine) {
    return std::ranges::any_of(machine.records, [](const agent::Record& record) {
        return std::holds_alternative<agent::AttemptBegun>(record);
    });
}

}  // namespace

TEST_CASE("a refused plan is not kept, and the answer names its steps") {
    Machine machine;
    std::vector<plan::Step> steps;
    for (int i = 0; i < 14; ++i) steps.push_back(a_step("s" + std::to_string(i), a_run({"/evil"})));
    const std::string why = machine.offer(a_plan(steps));
    CHECK(why.find("(1) step s0") != std::string::npos);
    CHECK(why.find("(10) step s9") != std::string::npos);
    CHECK(why.find("and 4 more") != std::string::npos);
    CHECK(machine.records.empty());
    CHECK(machine.state.drills.empty());
}

TEST_CASE("a refused step leaves no begun attempt, and never begins") {
    Machine machine;
    machine.keep(a_plan({a_step("evil", a_run({"/bin/evil"}))}));
    CHECK_FALSE(machine.execute("evil").empty());
    CHECK_FALSE(has_begun(machine));
    CHECK(machine.started.empty());
    machine.state.local.policy = nullptr;
    CHECK(machine.execute("evil") == "the attempt came too late");
}

TEST_CASE("the undo of what was begun comes, though the policy is narrower by now") {
    Machine machine;
    REQUIRE(machine.offer(a_plan({stop_step()})).empty());
    // an undo of what never began here is judged like anything else
    allow(machine, {});
    CHECK(machine.execute("stop", Part::undo).find("verbs: run") != std::string::npos);
    allow(machine, {"run"});
    CHECK(machine.execute("stop").empty());
    machine.end("stop");
    allow(machine, {});
    CHECK(machine.execute("stop", Part::act, 2).find("verbs: run") != std::string::npos);
    CHECK(machine.execute("stop", Part::undo, 2).empty());
    CHECK(machine.started.back().key.part == Part::undo);
}

TEST_CASE("a value in an undo is judged, even of what was begun") {
    Machine machine;
    plan::Step copy = a_step("copy", a_run({"/usr/bin/cp", "/srv/from/a", "/srv/to/b"}));
    copy.undo = {a_run({"/usr/bin/cp", "/srv/from/a", "${{ steps.copy.output }}"})};
    REQUIRE(machine.offer(a_plan({copy})).empty());
    CHECK(machine.execute("copy").empty());
    machine.end("copy");
    CHECK_FALSE(
        machine.execute("copy", Part::undo, 1, {{"steps.copy.output", "/etc/cron.d/x"}}).empty());
    CHECK(machine.execute("copy", Part::undo, 2, {{"steps.copy.output", "/srv/to/x"}}).empty());
}

TEST_CASE("what ends a fault or a fence passes only as it was recorded") {
    Machine machine;
    plan::Step fence = a_step("fence", plan::Fence{"postgresql", {{"data", "/srv/pg"}}});
    const auto revert = [](const char* id, plan::Revert how) { return a_step(id, std::move(how)); };
    machine.keep(
        a_plan({pause_step(), fence,
                revert("other-kind", {"pause", "service.stop", {{"start", "/bin/evil"}}}),
                revert("other-words", {"pause", "process.pause", {{"match", "sshd"}}}),
                revert("no-fault", {"nothing", "process.pause", {}}),
                a_step("release", plan::Release{"fence", "postgresql", {{"data", "/srv/pg"}}}),
                a_step("other-data", plan::Release{"fence", "postgresql", {{"data", "/home"}}})}));
    allow(machine, {});
    for (const char* step : {"other-kind", "other-words", "no-fault", "other-data"})
        CHECK(machine.execute(step).find("in another way") != std::string::npos);
    CHECK(machine.execute("release").empty());
    CHECK(machine.execute("pause", Part::undo).empty());
    // without any policy it is the same
    machine.state.local.policy = nullptr;
    CHECK(machine.execute("other-kind", Part::act, 2).find("in another way") != std::string::npos);
}

TEST_CASE("a drill that has begun is taken up again though its plan would be refused now") {
    Machine machine;
    const plan::Plan plan = a_plan({stop_step()});
    REQUIRE(machine.offer(plan, "2027-01-01").empty());
    allow(machine, {});
    CHECK(machine.offer(plan, "2027-01-01").empty());
    // one that was only offered, and one of which a stranger says that it has begun, are judged
    Machine offered;
    REQUIRE(offered.offer(plan).empty());
    allow(offered, {});
    CHECK_FALSE(offered.offer(plan, "2027-01-01").empty());
    Machine other;
    allow(other, {});
    CHECK_FALSE(other.offer(plan, "2027-01-01").empty());
}

TEST_CASE("the kill switch ends what runs, reverts faults, and lets nothing but reverts begin") {
    Machine machine;
    REQUIRE(machine.offer(a_plan({pause_step(), stop_step()})).empty());
    REQUIRE(machine.execute("pause").empty());
    machine.tell(agent::FaultPrepared{Machine::key("pause"), {}});
    machine.end("pause");
    REQUIRE(machine.execute("stop").empty());
    machine.state.local.stopped = "/run/firedrill/STOP: enough";
    machine.tell(agent::Halted{});
    CHECK(machine.killed == std::vector{Machine::key("stop")});
    CHECK(machine.reverted == std::vector<std::string>{"pause"});
    machine.end("stop");
    for (const Part part : {Part::act, Part::undo})
        CHECK(machine.execute("stop", part, 2).find("STOP: enough") != std::string::npos);
    CHECK(machine.execute("pause", Part::undo).empty());
    CHECK(machine.offer(a_plan({})).find("another plan") != std::string::npos);
}

TEST_CASE("without a policy a plan of environment production is for a laboratory's agent only") {
    Machine machine;
    machine.state.local.policy = nullptr;
    plan::Plan production = a_plan({});
    production.environment = plan::Environment::production;
    CHECK(machine.offer(production).empty());
    Machine installed;
    installed.state.local = {.policy = nullptr, .production = false, .stopped = {}};
    CHECK_FALSE(installed.offer(production).empty());
    CHECK(installed.offer(a_plan({})).empty());
}

TEST_CASE("whatever is sent in whatever order, nothing begins that the policy does not name") {
    const char* wanted = std::getenv("DRILL_POLICY");
    const int frames = wanted == nullptr ? 100'000 : std::atoi(wanted);
    std::mt19937 random(1);
    const auto below = [&](std::size_t n) { return static_cast<int>(random() % n); };
    Machine machine;
    plan::Step evil_undo = a_step("evil-undo", a_run({"/usr/bin/id"}));
    evil_undo.undo = {a_run({"/bin/evil"})};
    plan::Step evil_check = a_step("evil-check", a_run({"/usr/bin/id"}));
    evil_check.check = a_run({"/bin/evil"});
    plan::Step value =
        a_step("value", a_run({"/usr/bin/cp", "/srv/from/a", "${{ steps.x.output }}"}));
    machine.keep(a_plan({stop_step(), pause_step(), evil_undo, evil_check, value,
                         a_step("evil", a_run({"/bin/evil"}))}));
    const std::vector<std::string> steps{"stop",  "pause", "evil-undo", "evil-check",
                                         "value", "evil",  "none"};
    const std::vector<std::string> values{"/srv/to/x", "/etc/x", "/srv/to/../x", "-x", ""};
    for (int i = 0; i < frames; ++i) {
        const AttemptKey key{.drill = below(9) == 0 ? "e" : "d",
                             .step = steps[random() % steps.size()],
                             .attempt = 1 + i / 20 + below(3),
                             .part = static_cast<Part>(below(3))};
        machine.ask(
            wire::Execute{.key = key,
                          .epoch = below(50) == 0 ? 0 : 1,
                          .values = {{"steps.x.output", values[random() % values.size()]}}});
        if (below(2) == 0) machine.tell(agent::ActionEnded{key, {}});
        for (const AttemptKey& killed : std::exchange(machine.killed, {}))
            machine.tell(agent::ActionEnded{killed, {}});
        if (below(500) == 0) machine.tell(agent::Ticked{});
        machine.records.clear();
    }
    std::set<std::string> seen;
    for (const agent::Start& start : machine.started) {
        seen.insert(to_text(start.key.part == Part::act
                                ? Machine::key(start.key.step)
                                : Machine::key(start.key.step, Part::undo)));
        REQUIRE(start.key.step != "evil");
        REQUIRE_FALSE((start.key.step == "evil-undo" && start.key.part != Part::check));
        REQUIRE_FALSE((start.key.step == "evil-check" && start.key.part == Part::check));
        if (start.key.step == "value") REQUIRE(start.values.at("steps.x.output") == "/srv/to/x");
    }
    CHECK(seen.size() >= 5);  // and it was no idle hour
    CHECK(machine.started.size() > 1'000);
}
