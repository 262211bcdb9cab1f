// Which drills may be under way in one store at once.
#include "orchestrator/journal/beginning.hpp"
#include "orchestrator/journal/reserve.hpp"
#include "tests/orchestrator/journal/short_drill.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::journal;

namespace {

const std::string day = "2027-01-09";

plan::Plan plan_on(const std::string& service, const std::vector<std::string>& needs = {}) {
    plan::Plan plan;
    plan.scenario = "loss";
    plan.services = {{.id = service, .needs = needs}};
    plan.hosts = {{.id = "h-" + service, .site = "s", .has_agent = true}};
    plan.phases = {plan::Phase::prepare};
    plan::Step step;
    step.id = step.group = "look";
    step.host = "h-" + service;
    step.timeout = std::chrono::seconds{1};
    step.action = plan::Run{.argv = {"/bin/true"}};
    plan.steps = {step};
    REQUIRE(plan::validate(plan));
    return plan;
}

struct Scene {
    TemporaryDirectory place;
    Store store = create_store(place.path() / ".firedrill").value();

    /// A process that began a drill and died before its journal had a record.
    void began_and_died(const plan::Plan& plan) const {
        const pid_t child = ::fork();
        if (child == 0) ::_exit(begin(store, plan, day) ? 0 : 1);
        int status = 0;
        ::waitpid(child, &status, 0);
        REQUIRE(status == 0);
    }
    std::string why_not(const plan::Plan& plan) const {
        const auto begun = begin(store, plan, day);
        REQUIRE_FALSE(begun.has_value());
        CHECK(begun.error().code == Errc::refused);
        return describe(begun.error());
    }
};

}  // namespace

TEST_CASE("each start gets a name of its own, even if one never came to the journal") {
    Scene scene;
    scene.began_and_died(plan_on("db"));
    const auto next = begin(scene.store, plan_on("db"), day);
    REQUIRE(next.has_value());
    CHECK(next->drill == "loss-2027-01-09-2");
    CHECK(std::filesystem::exists(scene.store.directory / "reserve"));
}

TEST_CASE("two drills on services that share nothing are under way at once") {
    Scene scene;
    const auto first = begin(scene.store, plan_on("orders"), day);
    const auto second = begin(scene.store, plan_on("quotes"), day);
    REQUIRE(first.has_value());
    REQUIRE(second.has_value());
    CHECK(running_drills(scene.store) ==
          std::vector<std::string>{"loss-2027-01-09-1", "loss-2027-01-09-2"});
}

TEST_CASE("a drill that only begins keeps its services and hosts from others already") {
    Scene scene;
    const auto first = begin(scene.store, plan_on("orders", {"ledger"}), day);
    REQUIRE(first.has_value());
    CHECK_THAT(scene.why_not(plan_on("orders")), Catch::Contains("loss-2027-01-09-1 runs"));
    CHECK_THAT(scene.why_not(plan_on("ledger")), Catch::Contains("service ledger"));
    CHECK_THAT(scene.why_not(plan_on("risk", {"ledger"})), Catch::Contains("service ledger"));
    auto neighbour = plan_on("news");
    neighbour.hosts = plan_on("orders").hosts;
    neighbour.steps.front().host = "h-orders";
    CHECK_THAT(scene.why_not(neighbour), Catch::Contains("host h-orders"));
    CHECK(may_begin(scene.store, plan_on("news")));
}

TEST_CASE("a drill that was interrupted keeps its services until somebody settles it") {
    Scene scene;
    write_drill(scene.store, "loss-2027-01-09-1", "loss", {.service = "orders"});
    const auto why = scene.why_not(plan_on("orders"));
    CHECK_THAT(why, Catch::Contains("has not ended"));
    CHECK_THAT(why, Catch::Contains("firedrill resume loss-2027-01-09-1"));
    CHECK(may_begin(scene.store, plan_on("quotes")));
}

TEST_CASE("a drill whose journal is spoilt keeps its services, and the way out is said") {
    Scene scene;
    const auto drill = begin(scene.store, plan_on("orders"), day)->drill;
    std::ofstream(scene.store.journal(drill)) << std::string(8192, 'x');
    const auto why = scene.why_not(plan_on("orders"));
    CHECK_THAT(why, Catch::Contains("service orders, and its journal cannot be read"));
    CHECK_THAT(why, Catch::Contains("move " + scene.store.drill(drill).string() + " away"));
    CHECK(may_begin(scene.store, plan_on("quotes")));
    // when it was moved away
    std::filesystem::rename(scene.store.drill(drill), scene.place.path() / "spoilt");
    CHECK(may_begin(scene.store, plan_on("orders")));
}

TEST_CASE("a drill that has ended keeps nothing") {
    Scene scene;
    write_drill(scene.store, "loss-2027-01-09-1", "loss", {.ended = true, .service = "orders"});
    CHECK(begin(scene.store, plan_on("orders"), day)->drill == "loss-2027-01-09-2");
}
