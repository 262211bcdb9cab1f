// dns.failure between two sites: questions to resolvers get no answer, or a refusal, and the kernel
// ends it.
#include "tests/agents/agent/fencing.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/two_sites.hpp"

#include <chrono>
#include <memory>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

constexpr int dns = 53;

plan::Step fail_step(Nanos lease, const plan::Parameters& with = {}) {
    return fault_step("dns.failure", with, lease);
}

std::string tables() {
    return run_program({"/usr/sbin/nft", "list", "tables"}).output;
}

/// A resolver at site backup, as far as TCP goes.
class Resolver {
public:
    explicit Resolver(const TwoSites& sites)
        : inside_(sites.at_backup()), dns_(dns), other_(5300) {}

private:
    TwoSites::Inside inside_;
    Listener dns_, other_;
};

}  // namespace

TEST_CASE(
    "no question reaches a resolver, and the kernel ends that when every program was killed") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto resolver = std::make_unique<Resolver>(sites);
    const auto inside = sites.at_main();
    ResidentAgent agent;
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({fail_step(2s)}));
        REQUIRE(reaches(TwoSites::backup, dns));
        REQUIRE(eventually([] { return reaches(TwoSites::backup_v6, dns); }, 5s));
        REQUIRE(succeeded(drill.execute("break")));
        CHECK_FALSE(reaches(TwoSites::backup, dns));
        CHECK_FALSE(reaches(TwoSites::backup_v6, dns));
        CHECK(reaches(TwoSites::backup, 5300));
    }
    agent.kill();
    CHECK(eventually([] { return reaches(TwoSites::backup, dns); }, 4s));
    agent.start();
    CHECK(tables().empty());
}

TEST_CASE("only the resolvers that are named fail, and the undo ends it") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto resolver = std::make_unique<Resolver>(sites);
    const auto inside = sites.at_main();
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({fail_step(60s, {{"resolvers", TwoSites::backup}, {"answer", "reject"}})}));
    REQUIRE(eventually([] { return reaches(TwoSites::backup_v6, dns); }, 5s));
    REQUIRE(succeeded(drill.execute("break")));
    // refused at once, not after the time of a question
    const auto asked = std::chrono::steady_clock::now();
    CHECK_FALSE(reaches(TwoSites::backup, dns, 5s));
    CHECK(std::chrono::steady_clock::now() - asked < 2s);
    CHECK(reaches(TwoSites::backup_v6, dns));
    REQUIRE(succeeded(drill.execute(Orchestrator::key_of("break", Part::undo))));
    CHECK(reaches(TwoSites::backup, dns));
    CHECK(tables().empty());
}

TEST_CASE("a person ends a failure of DNS with the words shown") {
    DRILL_NEEDS_SITES();
    const TwoSites sites;
    const auto resolver = std::make_unique<Resolver>(sites);
    const auto inside = sites.at_main();
    ResidentAgent agent;
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({fail_step(600s)}));
        REQUIRE(succeeded(drill.execute("break")));
    }
    agent.kill();
    CHECK_FALSE(reaches(TwoSites::backup, dns));
    CHECK(revert_offline(agent).at("exit_code") == 0);
    CHECK(reaches(TwoSites::backup, dns));
}
