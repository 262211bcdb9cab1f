// Connections of every kind, as docs/probes.md writes them, in the plan.
#include "core/plan/compile.hpp"

#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace firedrill;

namespace {

plan::Plan documented_plan() {
    auto files = test::documented_workspace();
    for (const auto& [name, text] : test::documented_files("# with probes: ", "probes.md"))
        files[name] = text;
    const auto loaded = test::load_files(files);
    CHECK(test::brief(loaded.complaints) == "");
    auto compiled = plan::compile(loaded.workspace, "primary-loss");
    INFO(test::brief(compiled.complaints));
    REQUIRE(compiled.plan.has_value());
    return *compiled.plan;
}

const plan::Connection& connection(const plan::Plan& plan, const std::string& id) {
    const plan::Connection* found = plan::find_connection(plan, id);
    INFO(id);
    REQUIRE(found != nullptr);
    return *found;
}

}  // namespace

TEST_CASE("the connections of probes.md compile, each with what its kind has") {
    const plan::Plan plan = documented_plan();
    std::set<std::string> kinds;
    for (const auto& item : plan.connections) kinds.insert(item.kind);
    CHECK(kinds.size() == 8);
    CHECK(connection(plan, "ledger").url.starts_with("host=10.0.1.10,10.0.2.10 "));
    CHECK(connection(plan, "shop").password_file == "/etc/firedrill/shop");
    CHECK(connection(plan, "cache").redis->master == "orders");
    const auto& counter = connection(plan, "counter");
    CHECK(counter.http->request.headers.at("Accept") == "application/json");
    CHECK(counter.http->expect.json.at("/gateways/0/connected") == "true");
    CHECK(counter.http->writes == "https://trade.example.com/drill-writes");
    CHECK(counter.tls->ca == "/etc/firedrill/ca.pem");
    CHECK(connection(plan, "names").dns->answers == std::vector<std::string>{"10.0.1.100"});
    CHECK(connection(plan, "mail").dialog.size() == 5);
    CHECK(connection(plan, "gateways").run.back() == "7");
}

TEST_CASE("a plan with every kind of connection reads back as the same plan") {
    const plan::Plan plan = documented_plan();
    const std::string bytes = plan::canonical_bytes(plan);
    const auto again = plan::read_plan(bytes);
    REQUIRE(again.has_value());
    CHECK(plan::canonical_bytes(*again) == bytes);
}
