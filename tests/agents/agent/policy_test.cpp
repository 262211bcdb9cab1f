// A hostile orchestrator with a valid connection meets the policy of the host.
#include "core/base/hash.hpp"
#include "tests/agents/agent/governed.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/stat.h>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

/// What the agent answers to an offer under this id; "" if it takes it.
std::string offered(Orchestrator& drill, const std::string& id, const std::string& plan,
                    const std::string& started = {}) {
    drill.send(wire::OfferPlan{
        .drill = id, .hash = sha256_hex(plan), .bytes = plan, .epoch = 1, .started = started});
    while (auto message = drill.next()) {
        if (const auto* refused = std::get_if<wire::Refused>(&*message)) return refused->why;
        if (std::holds_alternative<wire::PlanTaken>(*message)) return {};
    }
    return "closed";
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

plan::Step mark_step(const std::string& id, const std::string& file) {
    return step_of(id, plan::Run{.argv = {"/usr/bin/touch", file}});
}

plan::Step fill_step(const Governed& host, const std::string& size, Nanos lease = 30s) {
    plan::Fault fault{
        .kind = "disk.fill",
        .with = {{"directory", host.open_place()}, {"size", size}, {"beside_receipts", "true"}},
        .lease = lease};
    plan::Step step = step_of("fill", fault);
    step.undo = {plan::Revert{.fault = "fill", .kind = fault.kind, .with = fault.with}};
    return step;
}

}  // namespace

TEST_CASE("what the policy names is performed, scripts and other commands are not") {
    Governed host;
    Orchestrator drill(host.agent());
    drill.offer(governed_plan({mark_step("mark", host.open_place() + "/a")}));
    CHECK(drill.execute("mark").outcome == Outcome::succeeded);
    // given steps that nobody named: the offer is answered with each of them, and the rule
    const auto steps = {step_of("sh", shell("touch " + host.place() + "/evil")),
                        step_of("script", plan::Script{{"/bin/sh"}, "id", {}}),
                        mark_step("climb", host.open_place() + "/../evil"),
                        mark_step("fine", host.open_place() + "/b")};
    const std::string why = offered(drill, "r-1", governed_plan(steps));
    CHECK(holds(why, "step sh: " + host.policy_file() + ": commands: sh"));
    CHECK(holds(why, "step script: " + host.policy_file() + ": verbs: script"));
    CHECK(holds(why, "step climb: " + host.policy_file() + ": commands: /usr/bin/touch"));
    CHECK(holds(why, "ask the administrator of the host"));
    CHECK_FALSE(holds(why, "step fine"));
    // nothing of the plan was kept
    drill.send(wire::AskDrills{.drill = "r-1"});
    CHECK(drill.expect<wire::DrillsHeld>().drills.empty());
}

TEST_CASE("an orchestrator that goes past the pre-flight gets no further") {
    Governed host;
    Orchestrator drill(host.agent());
    const std::string evil = governed_plan({mark_step("mark", host.place() + "/evil")});
    CHECK_FALSE(offered(drill, "q-1", evil, "2027-01-01").empty());
    drill.begin(Orchestrator::key_of("mark"));
    CHECK(drill.expect<wire::Refused>().why == "unknown plan");
    // another argv under the same step id: the plan of a drill does not change
    drill.offer(governed_plan({mark_step("mark", host.open_place() + "/a")}));
    CHECK(holds(offered(drill, "q-1", evil), "another plan of this drill is kept here"));
    const auto second = Orchestrator::key_of("mark", Part::act, 2);
    CHECK(drill.execute(second).outcome == Outcome::succeeded);
    CHECK_FALSE(std::filesystem::exists(host.place() + "/evil"));
}

TEST_CASE("another service, environment, lease or size is refused") {
    Governed host;
    Orchestrator drill(host.agent());
    const auto changed = [&](auto change) {
        plan::Plan plan = plan::read_plan(governed_plan({fill_step(host, "1MiB")})).value();
        change(plan);
        return offered(drill, "r-1", plan::canonical_bytes(plan));
    };
    CHECK(holds(changed([](auto& p) { p.services.push_back({.id = "payments"}); }), "services"));
    CHECK(holds(changed([](auto& p) { p.environment = plan::Environment::production; }),
                "environment"));
    CHECK_FALSE(changed([](auto& p) { p.guards.auto_revert_after = 8760h; }).empty());
    CHECK_FALSE(changed([&](auto& p) { p.steps = {fill_step(host, "1MiB", 23h)}; }).empty());
    CHECK(holds(changed([&](auto& p) { p.steps = {fill_step(host, "9MiB")}; }), "size"));
    CHECK(changed([](auto&) {}).empty());
}

TEST_CASE("a way back that is not the recorded one is refused") {
    Governed host;
    Orchestrator drill(host.agent());
    plan::Step fill = fill_step(host, "1MiB");
    plan::Step other = step_of(
        "other", plan::Revert{.fault = "fill",
                              .kind = "service.stop",
                              .with = {{"stop", "true"},
                                       {"start", "/usr/bin/touch " + host.place() + "/evil"}}});
    drill.offer(governed_plan({fill, other}));
    CHECK(drill.execute("fill").outcome == Outcome::succeeded);
    drill.begin(Orchestrator::key_of("other"));
    CHECK(holds(drill.expect<wire::Refused>().why, "in another way than step fill broke it"));
    CHECK_FALSE(std::filesystem::exists(host.place() + "/evil"));
    CHECK(drill.execute(Orchestrator::key_of("fill", Part::undo)).outcome == Outcome::succeeded);
}

TEST_CASE("a policy that was narrowed on SIGHUP refuses the next step, and still lets faults go") {
    Governed host;
    Orchestrator drill(host.agent());
    drill.offer(
        governed_plan({fill_step(host, "1MiB"), mark_step("mark", host.open_place() + "/a")}));
    CHECK(drill.execute("fill").outcome == Outcome::succeeded);
    // when a broken file is read, nothing changes, and the log says so
    host.write("environment: lab\nverbs: [");
    host.hang_up();
    CHECK(host.logs("policy: NOT CHANGED"));
    // when a narrower one is read
    host.write(host.policy("verbs: [snapshot]"));
    host.hang_up();
    CHECK(host.logs("policy: - verbs[1]: run"));
    drill.begin(Orchestrator::key_of("mark"));
    CHECK(holds(drill.expect<wire::Refused>().why, "verbs: run"));
    CHECK(drill.execute(Orchestrator::key_of("fill", Part::undo)).outcome == Outcome::succeeded);
    // what was refused once stays so
    host.write(host.policy());
    host.hang_up();
    CHECK(host.logs("policy: + verbs[1]: run"));
    drill.begin(Orchestrator::key_of("mark"));
    CHECK(holds(drill.expect<wire::Refused>().why, "too late"));
    const auto again = Orchestrator::key_of("mark", Part::act, 2);
    CHECK(drill.execute(again).outcome == Outcome::succeeded);
}

TEST_CASE("a fault ends with max_duration, however often it is renewed") {
    Governed host;
    host.write(host.policy({}, "2s"));
    host.hang_up();
    REQUIRE(host.logs("policy: + max_duration: 2s"));
    Orchestrator drill(host.agent());
    plan::Step fill = fill_step(host, "1MiB", 5s);
    fill.timeout = 1s;
    drill.offer(governed_plan({fill}));
    CHECK(drill.execute("fill").outcome == Outcome::succeeded);
    bool reverted = false;
    REQUIRE(eventually(
        [&] {
            drill.send(wire::Renew{.drill = "q-1"});
            for (;;) {
                const auto message = drill.next();
                if (!message || std::holds_alternative<wire::Renewed>(*message)) break;
                if (const auto* r = std::get_if<wire::FaultReverted>(&*message))
                    reverted = r->verified && holds(r->why, "max_duration");
            }
            return reverted;
        },
        6s));
}

TEST_CASE("a policy that others could have written is not believed") {
    Governed host;
    const auto starts = [&](const std::string& file) {
        return run_program({Governed::binary(), "serve", "--host", "db1", "--state",
                            host.place() + "/other", "--socket", host.place() + "/other.sock",
                            "--policy", file});
    };
    ::chmod(host.policy_file().c_str(), 0666);
    auto ended = starts(host.policy_file());
    CHECK(ended.exit == 3);
    CHECK(holds(ended.output, "can be written by others"));
    ::chmod(host.policy_file().c_str(), 0644);
    const std::string link = host.place() + "/link";
    std::filesystem::create_symlink(host.policy_file(), link);
    CHECK(starts(link).exit == 3);
    if (::geteuid() == 0) {
        give_to(host.policy_file(), "nobody");
        CHECK(holds(starts(host.policy_file()).output, "a policy belongs to root"));
    }
    CHECK(starts(host.place() + "/missing").exit == 3);
}

TEST_CASE("an installed agent without a policy takes no plan of environment production") {
    ResidentAgent agent({.user = {}, .more = {}});
    Orchestrator drill(agent);
    CHECK(holds(agent.log(), "WARNING: no --policy"));
    plan::Plan plan = plan::read_plan(plan_of({step_of("look", shell("true"))})).value();
    CHECK(offered(drill, "r-1", plan::canonical_bytes(plan)).empty());
    plan.environment = plan::Environment::production;
    const std::string why = offered(drill, "r-2", plan::canonical_bytes(plan));
    CHECK(holds(why, "installed without a policy"));
    CHECK(holds(why, "--policy"));
}

TEST_CASE("policy check names file and line, and the steps of a plan that would be refused") {
    Governed host;
    const auto check = [&](std::vector<std::string> more) {
        std::vector<std::string> words{Governed::binary(), "policy", "check", host.policy_file()};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    };
    CHECK(check({}).exit == 0);
    const std::string plan = host.place() + "/plan.json";
    put(plan, governed_plan({mark_step("climb", "/etc/x"), mark_step("ok", host.open_place())}));
    const auto refused = check({"--plan", plan});
    CHECK(refused.exit == 6);
    CHECK(holds(refused.output, "climb"));
    CHECK_FALSE(holds(refused.output, "ok"));
    CHECK(check({"--plan", plan, "--host", "db2"}).exit == 0);
    host.write(
        "environment: lab\nservices: [x]\nservices: [y]\nverb: [run]\nmax_lease: 1m\n"
        "max_duration: !!str 1h\n");
    const auto broken = check({});
    CHECK(broken.exit == 65);
    for (const char* place : {":3: ", ":4: ", ":6: "})
        CHECK(holds(broken.output, host.policy_file() + place));
    host.write("a: &x [*x]\n");
    CHECK(check({}).exit == 65);
    host.write(std::string(5'000, '['));
    CHECK(check({}).exit == 65);
}
