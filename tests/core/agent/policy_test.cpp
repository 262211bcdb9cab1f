// Every rule of a policy: what is named passes, what is one change away does not.
#include "core/base/hash.hpp"
#include "tests/core/agent/a_policy.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::test;
using Words = std::vector<std::string>;

namespace {

bool allows(plan::Action action) {
    return refusal(a_policy(), std::move(action)).empty();
}

bool runs(Words argv) {
    return allows(a_run(std::move(argv)));
}

/// Monday, 5 January 1970, 00:00 UTC.
constexpr Nanos monday = 4 * 24h;

}  // namespace

TEST_CASE("a program runs only with the arguments that are named") {
    CHECK(runs({"/usr/bin/systemctl", "stop", "db"}));
    CHECK(runs({"/usr/bin/cp", "/srv/from/a", "/srv/to/b"}));
    CHECK(runs({"/usr/bin/cp", "/srv/from/a", "/srv/to", "x", "y.1"}));
    const Words argv = GENERATE(
        as<Words>(),                                  //
        Words{"/usr/bin/systemctl", "stop", "sshd"},  //
        Words{"/usr/bin/systemctl", "stop"},          //
        Words{"/usr/bin/systemctl", "stop", "db", "sshd"},
        Words{"/usr/bin/systemctl", "stop", "db\n"}, Words{"/usr/bin/systemctl", "stop", "db", ""},
        Words{"systemctl", "stop", "db"},  //
        Words{"/usr/bin/../bin/systemctl", "stop", "db"},
        Words{"/usr//bin/systemctl", "stop", "db"}, Words{"/usr/bin/systemctl", "STOP", "db"},
        Words{"/usr/bin/cp", "/srv/from", "/srv/to", "x", "y", "z"},
        Words{"/usr/bin/cp", "/srv/from", "/srv/to", "-r"},
        Words{"/usr/bin/cp", "/srv/from", "/srv/to", "../x"},
        Words{"/usr/bin/cp", "/srv/from", "/srv/to", "toolongname"}, Words{"/bin/sh", "-c", "id"},
        Words{""}, Words{});
    CAPTURE(argv);
    CHECK_FALSE(runs(argv));
}

TEST_CASE("a path below a directory is not one that only looks like it") {
    const std::string path = GENERATE(
        as<std::string>(), "/srv/from/../../etc/shadow", "/srv/from/..", "/srv/fromage",
        "/srv/from//x", "/srv/from/./x", "/srv/from/", "/srv/from/a b", "/etc/shadow", "srv/from/x",
        "", "/srv/from/x\n", "/srv/from/\xEF\xBC\x8E\xEF\xBC\x8E/x", "/srv/fr\xD0\xBEm/x",
        "/srv\xE2\x88\x95"
        "from/x");
    CAPTURE(path);
    CHECK_FALSE(runs({"/usr/bin/cp", path, "/srv/to/b"}));
    CHECK_FALSE(runs({"/usr/bin/cp", std::string("/srv/from/a\0b", 13), "/srv/to/b"}));
}

TEST_CASE("surroundings of a program are named as well") {
    plan::Run run = a_run({"/usr/bin/cp", "/srv/from/a", "/srv/to/b"});
    run.environment = {{"LANG", "zh_CN.UTF-8"}};
    run.directory = "/srv";
    CHECK(allows(run));
    run.directory = "/tmp";
    CHECK_FALSE(allows(run));
    run.directory = "/";
    run.environment = {{"LD_PRELOAD", "/tmp/x.so"}};
    CHECK_FALSE(allows(run));
    run.environment = {{"PATH", "/tmp"}};
    CHECK_FALSE(allows(run));
}

TEST_CASE("a script is allowed by its digest and its interpreter") {
    agent::Policy policy = a_policy();
    policy.scripts = {{.sha256 = sha256_hex("echo"), .interpreter = {"/bin/sh"}}};
    const plan::Script good{.interpreter = {"/bin/sh"}, .text = "echo"};
    CHECK(refusal(policy, good).empty());
    CHECK_FALSE(refusal(policy, plan::Script{{"/bin/sh"}, "echo ", {}}).empty());
    CHECK_FALSE(refusal(policy, plan::Script{{"/bin/sh", "-x"}, "echo", {}}).empty());
    CHECK_FALSE(refusal(policy, plan::Script{{"/bin/sh"}, "echo", {{"A", "b"}}}).empty());
    policy.never.commands = {"sh"};
    CHECK_FALSE(refusal(policy, good).empty());
}

TEST_CASE("sizes, directories and leases of a fault have an end") {
    const auto fill = [](std::string directory, std::string size, Nanos lease = 30s) {
        return allows(a_fault("disk.fill", {{"directory", directory}, {"size", size}}, lease));
    };
    CHECK(fill("/srv/drill", "1GiB"));
    CHECK(fill("/srv/drill/x", "4096", 5min));
    CHECK_FALSE(fill("/srv/drill", "1025MiB"));
    CHECK_FALSE(fill("/srv/drill", "01MiB"));
    CHECK_FALSE(fill("/srv/drill", "-1"));
    CHECK_FALSE(fill("/srv/drill/../x", "1MiB"));
    CHECK_FALSE(fill("/srv", "1MiB"));
    CHECK_FALSE(fill("/srv/drill", "1MiB", 6min));
    CHECK_FALSE(fill("/srv/drill", "1MiB", 8760h));
    // a parameter that nobody named, and the one beside the named one
    CHECK_FALSE(allows(
        a_fault("disk.fill",
                {{"directory", "/srv/drill"}, {"size", "1MiB"}, {"beside_receipts", "true"}})));
    CHECK_FALSE(allows(a_fault("disk.fill", {{"directory", "/srv/drill"}, {"leave", "1MiB"}})));
}

TEST_CASE("a partition cuts only the peers and ports that are named") {
    const auto cut = [](plan::Parameters with) {
        return allows(a_fault("network.partition", std::move(with)));
    };
    CHECK(cut({{"peers", "10.2.3.4"}, {"port", "5432"}}));
    CHECK(cut({{"peers", "10.2.0.0/17, fd00:2::1"}, {"port", "5433"}, {"direction", "in"}}));
    CHECK_FALSE(cut({{"peers", "10.3.0.1"}, {"port", "5432"}}));
    CHECK_FALSE(cut({{"peers", "10.2.0.1, 10.3.0.1"}, {"port", "5432"}}));
    CHECK_FALSE(cut({{"peers", "10.0.0.0/8"}, {"port", "5432"}}));
    CHECK_FALSE(cut({{"peers", "0.0.0.0/0"}, {"port", "5432"}}));
    CHECK_FALSE(cut({{"peers", "fd00:3::1"}, {"port", "5432"}}));
    CHECK_FALSE(cut({{"peers", "::/0"}, {"port", "5432"}}));
    CHECK_FALSE(cut({{"peers", "10.2.3.4"}, {"port", "22"}}));
    // without a port every port is cut
    CHECK_FALSE(cut({{"peers", "10.2.3.4"}}));
    CHECK_FALSE(cut({{"peers", "10.2.3.4"}, {"port", ""}}));
}

TEST_CASE("the words of a stopped service are programs like any other") {
    const auto stop = [](plan::Parameters with) {
        return allows(a_fault("service.stop", std::move(with)));
    };
    CHECK(stop({{"stop", "/usr/bin/systemctl stop db"}}));
    CHECK(stop({{"stop", "/usr/bin/systemctl stop db"}, {"start", "/usr/bin/systemctl start db"}}));
    CHECK_FALSE(stop({{"stop", "/usr/bin/systemctl stop sshd"}}));
    CHECK_FALSE(stop({{"stop", "/usr/bin/systemctl stop db"}, {"start", "/bin/evil"}}));
    CHECK_FALSE(stop({{"stop", "/usr/bin/systemctl\tstop\tdb"}}));
    // start belongs to no other kind, and would be a program there, too
    CHECK_FALSE(allows(a_fault("process.pause", {{"match", "postgres"}, {"start", "/bin/evil"}})));
    CHECK(allows(a_fault("process.pause", {{"match", "postgres"}})));
    CHECK_FALSE(allows(a_fault("process.pause", {{"match", "sshd"}})));
}

TEST_CASE("never stands above everything else") {
    agent::Policy policy = a_policy();
    policy.faults.push_back({.kind = "process.kill", .with = {{"match", agent::OneOf{{"db"}}}}});
    CHECK(refusal(policy, a_fault("process.kill", {{"match", "db"}})).find("never") !=
          std::string::npos);
    CHECK_FALSE(runs({"/usr/bin/cp", "/srv/from/keys/a", "/srv/to/b"}));
    CHECK(runs({"/usr/bin/cp", "/srv/from/keyset", "/srv/to/b"}));
    policy.commands.push_back({.argv = {agent::OneOf{{"/usr/bin/env"}}},
                               .more = agent::Chars{.chars = *agent::expand_chars("!-~")},
                               .more_max = 9});
    CHECK(refusal(policy, a_run({"/usr/bin/env", "ls"})).empty());
    for (const char* word : {"rm", "/bin/rm", "/srv/from/keys", "--file=/srv/from/keys/x",
                             "srv/from/keys/x", "/srv/to/../from/keys"})
        CHECK_FALSE(refusal(policy, a_run({"/usr/bin/env", word})).empty());
}

TEST_CASE("fences, snapshots and verbs are named, other actions are not an agent's") {
    CHECK(allows(plan::Fence{"postgresql", {{"data", "/var/lib/postgresql/15/main"}}}));
    CHECK_FALSE(allows(plan::Fence{"postgresql", {{"data", "/home"}}}));
    CHECK(allows(plan::Snapshot{.files = {"/srv/conf/a"}}));
    CHECK_FALSE(allows(plan::Snapshot{.files = {"/srv/conf/a", "/etc/shadow"}}));
    agent::Policy policy = a_policy();
    policy.verbs.erase("run");
    CHECK(refusal(policy, a_run({"/usr/bin/id"})).find("verbs: run") != std::string::npos);
    policy.verbs.clear();
    CHECK_FALSE(
        refusal(policy, plan::Fence{"postgresql", {{"data", "/var/lib/postgresql"}}}).empty());
    CHECK_FALSE(refusal(policy, plan::Snapshot{}).empty());
    CHECK_FALSE(refusal(policy, plan::StartProbe{"p"}).empty());
}

TEST_CASE("the drill as a whole stays inside environment, services and durations") {
    const agent::Policy policy = a_policy();
    CHECK(agent::permits_plan(policy, a_plan({})).has_value());
    const auto refused = [&](auto change) {
        plan::Plan plan = a_plan({});
        change(plan);
        return !agent::permits_plan(policy, plan);
    };
    CHECK(refused([](auto& plan) { plan.environment = plan::Environment::lab; }));
    CHECK(refused([](auto& plan) { plan.services.push_back({.id = "payments"}); }));
    CHECK(refused([](auto& plan) {
        plan.services.front().id =
            "tr\xD0\xB0"
            "ding";
    }));
    CHECK(refused([](auto& plan) { plan.guards.auto_revert_after = 8760h; }));
    CHECK(refused([](auto& plan) { plan.guards.max_duration = 5h; }));
}

TEST_CASE("outside the hours only what the administrator calls a look begins") {
    agent::Policy policy = a_policy();
    // Sunday 22:00 to Monday 04:00 in Shanghai
    policy.hours = agent::Hours{.offset = 480, .windows = {{{6}, 22 * 60, 4 * 60}}};
    const plan::Run stop = a_run({"/usr/bin/systemctl", "stop", "db"});
    const Nanos there = monday - 8h;  // midnight in Shanghai
    CHECK(refusal(policy, stop, there).empty());
    CHECK(refusal(policy, stop, there - 2h).empty());
    CHECK_FALSE(refusal(policy, stop, there - 121min).empty());
    CHECK(refusal(policy, stop, there + 4h - 1min).empty());
    CHECK_FALSE(refusal(policy, stop, there + 4h).empty());
    CHECK_FALSE(refusal(policy, stop, there + 24h).empty());
    plan::Run liar = stop;
    liar.reads_only = true;  // says the plan
    CHECK_FALSE(refusal(policy, liar, there + 4h).empty());
    CHECK(refusal(policy, a_run({"/usr/bin/id"}), there + 4h).empty());
    CHECK(refusal(policy, plan::Snapshot{.files = {"/srv/conf"}}, there + 4h).empty());
    policy.hours = agent::Hours{};  // no window: never
    CHECK_FALSE(refusal(policy, stop, there).empty());
}

TEST_CASE("a value of an earlier step is judged when it is known") {
    const agent::Policy policy = a_policy();
    const plan::Plan plan = a_plan(
        {a_step("s", a_run({"/usr/bin/cp", "/srv/from/${{ steps.look.output }}", "/srv/to/b"}))});
    const auto permitted = [&](std::string value) {
        const agent::Values values{{"steps.look.output", std::move(value)}};
        return agent::permits(policy, {.plan = plan, .step = plan.steps.front(), .values = &values})
            .has_value();
    };
    CHECK(agent::objections(policy, plan, "db1", {}).empty());
    CHECK(permitted("a\n"));
    CHECK_FALSE(permitted("../../etc"));
    CHECK_FALSE(permitted("keys/id"));
    CHECK_FALSE(permitted("a /x"));
    // the program itself never comes from a value
    const plan::Plan other = a_plan({a_step("s", a_run({"${{ steps.look.output }}", "stop"}))});
    CHECK_FALSE(agent::objections(policy, other, "db1", {}).empty());
}

TEST_CASE("an act needs a permitted undo and a permitted fence") {
    const agent::Policy policy = a_policy();
    plan::Step act = a_step("s", a_run({"/usr/bin/systemctl", "stop", "db"}));
    act.undo = {a_run({"/bin/evil"})};
    plan::Plan plan = a_plan({act});
    CHECK_FALSE(agent::permits(policy, {.plan = plan, .step = plan.steps[0]}).has_value());
    CHECK(agent::objections(policy, plan, "db1", {}).front().part == Part::undo);
    CHECK(agent::objections(policy, plan, "db2", {}).empty());
    // a fault that ends behind a fence brings the fence along
    plan::Step pause = a_step("p", a_fault("process.pause", {{"match", "postgres"}}));
    plan::Step fence = a_step("f", plan::Fence{"postgresql", {{"data", "/home"}}});
    plan::Step promote = a_step("x", a_run({"/usr/bin/id"}));
    promote.point_of_no_return = true;
    plan = a_plan({pause, fence, promote});
    CHECK_FALSE(agent::permits(policy, {.plan = plan, .step = plan.steps[0]}).has_value());
}

TEST_CASE("characters are named one by one or in ranges") {
    CHECK(*agent::expand_chars("a-c_") == "_abc");
    CHECK(*agent::expand_chars("._-") == "-._");
    CHECK_FALSE(agent::expand_chars("z-a").has_value());
    CHECK_FALSE(agent::expand_chars("").has_value());
    CHECK_FALSE(agent::expand_chars("a b").has_value());
    CHECK_FALSE(agent::expand_chars("\xC3\xA9").has_value());
    const agent::Chars unit{.chars = *agent::expand_chars("a-z/."), .prefix = "--unit=/srv/."};
    CHECK(agent::accepts(unit, "--unit=/srv/.x"));
    CHECK_FALSE(agent::accepts(unit, "--unit=/srv/../x"));
    CHECK_FALSE(agent::accepts(unit, "--unit=/srv/.x/../y"));
    CHECK_FALSE(agent::accepts(unit, "--unit=/srv/."));
}

TEST_CASE("a number is held to its bounds in its unit") {
    using agent::Numbers;
    using agent::Unit;
    const auto fits = [](Numbers rule, const char* value) { return agent::accepts(rule, value); };
    const Numbers plain{.min = 1, .max = 9},
        delay{.min = 0, .max = 200'000'000, .unit = Unit::time},
        loss{.min = 0, .max = 50'000, .unit = Unit::share};
    for (const char* value : {"1", "9"}) CHECK(fits(plain, value));
    for (const char* value :
         {"0", "10", "01", "+1", "-1", "1 ", "1e0", "0x1", "", "1B", "9999999999999999999999"})
        CHECK_FALSE(fits(plain, value));
    CHECK(fits(delay, "200ms"));
    CHECK(fits(delay, "0.2s"));
    for (const char* value : {"201ms", "1h", "200", "-1ms", "00ms"})
        CHECK_FALSE(fits(delay, value));
    CHECK(fits(loss, "5%"));
    CHECK_FALSE(fits(loss, "5.1%"));
    CHECK_FALSE(fits(loss, "100%"));
}
