// The agent as a program: what an orchestrator can rely on.
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

std::string content(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("a step runs once, however often it is asked for") {
    // given an agent with a plan
    ResidentAgent agent;
    Orchestrator drill(agent);
    const std::string trace = agent.place() + "/trace";
    drill.offer(plan_of({step_of("mark", shell("echo once >> " + trace + "; echo out; exit 0"))}));
    // when the same attempt is asked for twice, and again after a restart
    const AttemptReport first = drill.execute("mark");
    const AttemptReport second = drill.execute("mark");
    agent.kill();
    agent.start();
    Orchestrator again(agent);
    const AttemptReport third = again.execute("mark");
    // then it ran once, and all answers are the same
    CHECK(content(trace) == "once\n");
    CHECK(first.outcome == Outcome::succeeded);
    CHECK(first.output == "out\n");
    CHECK(first.host == "db1");
    CHECK(first.effect.lo <= first.effect.hi);
    CHECK(second.started == first.started);
    CHECK(third.ended == first.ended);
}

TEST_CASE("an attempt that was asked about before it was seen never begins") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    const std::string trace = agent.place() + "/trace";
    drill.offer(plan_of({step_of("mark", shell("echo ran >> " + trace))}));
    drill.send(wire::Query{.key = Orchestrator::key_of("mark")});
    drill.expect<wire::NeverSeen>();
    // a restart does not forget it
    agent.kill();
    agent.start();
    Orchestrator again(agent);
    again.begin(Orchestrator::key_of("mark"));
    CHECK(again.expect<wire::Refused>().regarding == "execute");
    CHECK(content(trace).empty());
}

TEST_CASE("an attempt that the agent's death cut off is unknown") {
    ResidentAgent agent;
    const std::string trace = agent.place() + "/trace";
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({step_of("slow", shell("echo $$ > " + trace + "; sleep 1000"))}));
        drill.begin(Orchestrator::key_of("slow"));
        drill.expect<wire::Begun>();
        REQUIRE(eventually([&] { return !content(trace).empty(); }));
    }
    agent.kill();
    const pid_t program = std::stoi(content(trace));
    CHECK(eventually([&] { return ::kill(program, 0) != 0 || is_zombie(program); }));
    agent.start();
    Orchestrator again(agent);
    again.send(wire::Query{.key = Orchestrator::key_of("slow")});
    const auto ended = again.expect<wire::Ended>();
    CHECK(ended.report.outcome == Outcome::unknown);
    CHECK(ended.report.reason == "interrupted");
}

TEST_CASE("an attempt goes on without a connection, and its end is told to who asks") {
    ResidentAgent agent;
    const std::string go = agent.place() + "/go";
    {
        Orchestrator drill(agent);
        drill.offer(
            plan_of({step_of("wait", shell("until test -e " + go + "; do sleep 0.02; done"))}));
        drill.begin(Orchestrator::key_of("wait"));
        drill.expect<wire::Begun>();
    }
    Orchestrator again(agent);
    again.send(wire::Query{.key = Orchestrator::key_of("wait")});
    again.expect<wire::StillRunning>();
    std::ofstream(go) << "now";
    CHECK(again.expect<wire::Ended>().report.outcome == Outcome::succeeded);
}

TEST_CASE("a cancelled attempt ends, and nobody claims to know its effect") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({step_of("slow", shell("sleep 1000"))}));
    drill.begin(Orchestrator::key_of("slow"));
    drill.expect<wire::Begun>();
    drill.send(wire::Cancel{.key = Orchestrator::key_of("slow")});
    const auto ended = drill.expect<wire::Ended>();
    CHECK(ended.report.outcome == Outcome::unknown);
    CHECK(ended.report.reason == "cancelled; its process group was ended");
}

TEST_CASE("what a program prints becomes a figure of the drill, if it succeeds") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    const auto tells = [](std::string id, const std::string& text) {
        plan::Step step = step_of(std::move(id), shell(text));
        std::get<plan::Run>(step.action).fact = "lsn_promoted";
        return step;
    };
    drill.offer(
        plan_of({tells("told", "echo ' 0/3000148 '"), tells("failed", "echo 0/1; exit 1")}));

    drill.begin(Orchestrator::key_of("told"));
    CHECK(drill.expect<wire::Ended>().report.facts.at("lsn_promoted") == "0/3000148");

    drill.begin(Orchestrator::key_of("failed"));
    CHECK(drill.expect<wire::Ended>().report.facts.empty());
}

TEST_CASE("until repeats a program until its condition holds") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    const std::string count = agent.place() + "/count";
    plan::Step until = step_of("until", shell("echo x >> " + count + "; wc -l < " + count));
    until.poll = true;
    until.retry_delay = 20ms;
    until.expect.output = "3";
    plan::Step never = step_of("never", shell("echo no"));
    never.poll = true;
    never.retry_delay = 20ms;
    never.timeout = 200ms;
    never.expect.output = "yes";
    drill.offer(plan_of({until, never}));
    // when
    const AttemptReport reached = drill.execute("until");
    const AttemptReport missed = drill.execute("never");
    // then
    CHECK(reached.outcome == Outcome::succeeded);
    CHECK(reached.tries == 3);
    CHECK(missed.outcome == Outcome::failed);
    CHECK(missed.tries > 1);
    CHECK(missed.reason.starts_with("within 200ms its condition never held: "));
}

TEST_CASE("a value of an earlier step reaches one argument and no shell") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of(
        {step_of("say", plan::Run{.argv = {"printf", "[%s]", "lsn ${{ steps.lsn.output }}"}})}));
    wire::Execute execute{.key = Orchestrator::key_of("say"), .values = {}};
    execute.values["steps.lsn.output"] = "0/30 $(id) ; `id`\n";
    drill.send(execute);
    CHECK(drill.expect<wire::Ended>().report.output == "[lsn 0/30 $(id) ; `id`]");
}

TEST_CASE("a program that is not there is a refusal that says where it was looked for") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({step_of("gone", plan::Run{.argv = {"pg_nothing"}})}));
    const AttemptReport report = drill.execute("gone");
    CHECK(report.outcome == Outcome::failed);
    CHECK(report.refused);
    CHECK(report.reason == "pg_nothing: not found in /usr/local/bin, /usr/bin, /bin");
}

TEST_CASE("scripts run in a lab, or where a policy judges them") {
    const plan::Script script{.interpreter = {"sh"}, .text = "echo $0 reads; cat <<X\nthis\nX\n"};
    {
        ResidentAgent lab;
        Orchestrator drill(lab);
        drill.offer(plan_of({step_of("script", script)}));
        CHECK(drill.execute("script").output == "sh reads\nthis\n");
    }
    ResidentAgent strict({.user = "", .more = {}, .under = {}});
    Orchestrator drill(strict);
    drill.offer(plan_of({step_of("script", script)}));
    drill.begin(Orchestrator::key_of("script"));
    CHECK(drill.expect<wire::Refused>().why ==
          "scripts are allowed in a lab (--lab) or by a policy (--policy) only");
}

TEST_CASE("output that is no text comes through as text") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({step_of("noise", shell("printf 'a\\377\\000b'"))}));
    const AttemptReport report = drill.execute("noise");
    CHECK(report.output == std::string("a\xEF\xBF\xBD\0b", 6));
    CHECK(report.output_bytes == 4);
}

TEST_CASE("a snapshot lists files and processes, and sees what changed") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    const std::string tree = agent.place() + "/tree";
    std::filesystem::create_directory(tree);
    std::ofstream(tree + "/a.conf") << "one";
    plan::Snapshot look{.files = {tree, tree + "/*.conf", tree + "/absent"},
                        .processes = {"firedrill-agent"}};
    drill.offer(plan_of({step_of("before", look), step_of("after", look)}));
    const auto before = drill.execute("before").facts;
    std::ofstream(tree + "/a.conf") << "two";
    std::ofstream(tree + "/left.over") << "";
    const auto after = drill.execute("after").facts;
    CHECK(before.at("file:" + tree + "/absent") == "absent");
    CHECK(before.at("file:" + tree + "/a.conf") != after.at("file:" + tree + "/a.conf"));
    CHECK_FALSE(before.contains("file:" + tree + "/left.over"));
    CHECK(after.contains("file:" + tree + "/left.over"));
    CHECK(std::any_of(before.begin(), before.end(), [](const auto& fact) {
        return fact.first.starts_with("process:") && fact.second != "0";
    }));
}

TEST_CASE("an agent that runs as another user performs as that user") {
    if (::geteuid() != 0) return;  // only root can start it
    ResidentAgent agent({.user = server_account()});
    Orchestrator drill(agent);  // root may connect
    drill.offer(plan_of({step_of("who", shell("id -un; echo $HOME"))}));
    CHECK(drill.execute("who").output == "postgres\n/var/lib/postgresql\n");
}
