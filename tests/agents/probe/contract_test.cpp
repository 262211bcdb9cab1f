// Drill writes through a service's own path (docs/drill_write_contract.md).
#include "tests/agents/probe/servers/contract.hpp"
#include "tests/agents/probe/ledgers.hpp"
#include "tests/agents/probe/outages.hpp"

using namespace firedrill;
using namespace firedrill::test;
using Mode = ContractService::Mode;

namespace {

struct Scene {
    Scene() : harness(plan_for(connection(), true)) {
        harness.start();
        REQUIRE(eventually([&] { return service.rows() > 50; }));
    }
    plan::Connection connection() const {
        plan::Connection out;
        out.kind = "http";
        out.url = service.health();
        out.http = plan::Http{.request = {}, .expect = {}, .writes = service.url()};
        return out;
    }
    /// The service behaves so for a while, then rightly again.
    measure::WriteFigures after(Mode mode) {
        service.becomes(mode);
        lasts(300ms);
        service.becomes(Mode::right);
        lasts(200ms);
        const AttemptReport verified = harness.run(plan::VerifyWrites{"client"});
        INFO(verified.reason);
        REQUIRE(verified.outcome == Outcome::succeeded);
        return judged(harness, verified);
    }
    ContractService service;
    Harness harness;
};

}  // namespace

TEST_CASE("a service that keeps what it acknowledges loses nothing, and is left as it was") {
    Scene scene;
    const auto figures = scene.after(Mode::right);
    CHECK(figures.acked > 50);
    CHECK(figures.kept == figures.acked);
    CHECK(figures.lost + figures.unexpected + figures.duplicated + figures.phantom == 0);
    CHECK(scene.harness.run(plan::StopProbe{.probe = "client", .clean_up = true}).outcome ==
          Outcome::succeeded);
    CHECK(scene.service.runs() == 0);
}

TEST_CASE("a service that acknowledges what it does not keep is found out") {
    Scene scene;
    const auto figures = scene.after(Mode::loses);
    CHECK(figures.lost >= 20);
    CHECK(figures.kept == figures.acked - figures.lost);
}

TEST_CASE("a row that a proxy repeated is seen twice") {
    Scene scene;
    CHECK(scene.after(Mode::repeats).duplicated >= 20);
}

TEST_CASE("what a service warns of, refuses or leaves open is counted as such") {
    Scene warned;
    CHECK(warned.after(Mode::warns).acked_warning >= 20);
    Scene refused;
    const auto no = refused.after(Mode::refuses);
    CHECK(no.failed >= 20);
    CHECK(no.phantom == 0);
    Scene open;
    const auto unknown = open.after(Mode::fails);
    CHECK(unknown.unsure >= 1);
    CHECK(unknown.recovered == unknown.unsure);
    CHECK(unknown.lost == 0);
}
