// Fence "command": what the user's own programs fence counts only where they prove it.
#include "tests/agents/agent/fencing.hpp"
#include "tests/agents/agent/victim.hpp"
#include "tests/support/postgres.hpp"

#include <sys/stat.h>
#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;

namespace {

/// A flag that stands for the fence, and scripts that set, verify and release it.
class OwnFence {
public:
    explicit OwnFence(const std::string& place) : place_(place) {
        script("set", "touch " + flag());
        script("verify", "test -e " + flag());
        script("release", "rm " + flag());
    }
    void script(const std::string& name, const std::string& text) const {
        std::ofstream(path(name)) << "#!/bin/sh\n" << text << "\n";
        ::chmod(path(name).c_str(), 0755);
    }
    std::string path(const std::string& name) const { return place_ + "/" + name; }
    std::string flag() const { return place_ + "/flag"; }
    bool set() const { return std::filesystem::exists(flag()); }
    plan::Parameters with() const {
        return {{"set", path("set") + " now"},
                {"verify", path("verify")},
                {"release", path("release")}};
    }
    std::string plan() const { return fencing_plan("command", with()); }

private:
    std::string place_;
};

}  // namespace

TEST_CASE("a fence of the user's own is set, proven, and lifted") {
    ResidentAgent agent;
    const OwnFence own(agent.place());
    Orchestrator drill(agent);
    drill.offer(own.plan());
    CHECK(drill.execute("fence").facts.at("set") == "carried out");
    CHECK(own.set());
    CHECK(drill.execute("again").facts.at("set") == "not needed");
    REQUIRE(succeeded(drill.execute("release")));
    CHECK_FALSE(own.set());
}

TEST_CASE("a fence that its own programs do not prove is none, and is taken back") {
    ResidentAgent agent;
    const OwnFence own(agent.place());
    own.script("verify", "exit 3");
    Orchestrator drill(agent);
    drill.offer(own.plan());
    const AttemptReport report = drill.execute("fence");
    CHECK(report.outcome == Outcome::failed);
    CHECK(report.reason.find("(exit code 3)") != std::string::npos);
    CHECK_FALSE(own.set());
}

TEST_CASE("a fence that somebody else had set is not lifted by us") {
    ResidentAgent agent;
    const OwnFence own(agent.place());
    std::ofstream(own.flag()) << "";
    Orchestrator drill(agent);
    drill.offer(own.plan());
    CHECK(drill.execute("fence").facts.at("set") == "not needed");
    CHECK(drill.execute("release").facts.at("release") == "not ours");
    CHECK(own.set());
}

TEST_CASE("a release after which the fence still proves itself has failed") {
    ResidentAgent agent;
    const OwnFence own(agent.place());
    own.script("release", "true");
    Orchestrator drill(agent);
    drill.offer(own.plan());
    REQUIRE(succeeded(drill.execute("fence")));
    CHECK(drill.execute("release").outcome == Outcome::failed);
}

TEST_CASE("a fence that was cut off while it was set is listed, and its undo lifts it") {
    // given a fence that has taken effect and whose program still runs
    ResidentAgent agent;
    const OwnFence own(agent.place());
    own.script("set", "touch " + own.flag() + "; exec sleep 1000");
    {
        Orchestrator drill(agent);
        drill.offer(own.plan());
        drill.begin(Orchestrator::key_of("fence"));
        REQUIRE(eventually([&] { return own.set(); }));
    }
    // when the agent dies
    agent.kill();
    const auto left = revert_offline(agent);
    CHECK(left.at("fences").at(0).at("why") == "cut off while it was set: it may hold");
    CHECK(left.at("exit_code") == 4);
    CHECK(own.set());
    // then the undo does not believe that nothing is held
    agent.start();
    Orchestrator again(agent);
    again.offer(own.plan(), 2);
    const auto undo = Orchestrator::key_of("fence", Part::undo);
    again.send(wire::Execute{.key = undo, .epoch = 2});
    CHECK(succeeded(again.expect<wire::Ended>().report));
    CHECK_FALSE(own.set());
}

TEST_CASE("a release that is called off while it runs may have lifted the fence") {
    // given a release that has lifted it, and whose program still runs
    ResidentAgent agent;
    const OwnFence own(agent.place());
    own.script("release", "rm " + own.flag() + "; exec sleep 1000");
    Orchestrator drill(agent);
    drill.offer(own.plan());
    REQUIRE(succeeded(drill.execute("fence")));
    drill.begin(Orchestrator::key_of("release"));
    REQUIRE(eventually([&] { return !own.set(); }));
    // when
    drill.send(wire::Cancel{.key = Orchestrator::key_of("release"), .epoch = 1});
    // then nobody says that it did not
    const AttemptReport report = drill.expect<wire::Ended>().report;
    CHECK(report.outcome == Outcome::unknown);
    CHECK(report.reason.find("cancelled") != std::string::npos);
}

TEST_CASE("a lease that ends while an order lifts its fence ends behind a fence that is listed") {
    // given a paused process behind its fence, and an order that has lifted it and hangs
    ResidentAgent agent;
    const Victim victim(agent.place());
    const OwnFence own(agent.place());
    own.script("release", "rm " + own.flag() + "; exec sleep 1000");
    plan::Step promote = step_of("promote", shell("true"));
    promote.point_of_no_return = true;
    const plan::Fence fence{.kind = "command", .with = own.with()};
    const plan::Release lift{.fence = "fence", .kind = "command", .with = own.with()};
    Orchestrator drill(agent);
    drill.offer(plan_of({pause_step(victim, std::chrono::seconds(4)), step_of("fence", fence),
                         promote, step_of("release", lift)}));
    REQUIRE(succeeded(drill.execute("pause")));
    REQUIRE(succeeded(drill.execute("fence")));
    drill.begin(Orchestrator::key_of("release"));
    REQUIRE(eventually([&] { return !own.set(); }));
    // when nobody renews the lease, then the order is ended before anything is mended
    CHECK(drill.expect<wire::Ended>().report.outcome == Outcome::unknown);
    const auto reverted = drill.expect<wire::FaultReverted>();
    CHECK(reverted.verified);
    CHECK(reverted.fence == "fence");
    CHECK_FALSE(victim.paused());
    CHECK(own.set());
    drill.send(wire::AskStatus{});
    CHECK(drill.expect<wire::Status>().fences.size() == 1);
}

TEST_CASE("a fence without a way to verify or release it is refused in the pre-flight") {
    ResidentAgent agent;
    Orchestrator drill(agent);
    const plan::Parameters half{{"set", "/bin/true"}, {"release", "/bin/true"}};
    CHECK(refusal_of(drill, fencing_plan("command", half)) == "step fence: command needs `verify`");
    plan::Parameters missing = half;
    missing["verify"] = "/no/such/program";
    CHECK(refusal_of(drill, fencing_plan("command", missing)).find("/no/such/program") !=
          std::string::npos);
}
