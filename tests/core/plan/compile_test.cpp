// From YAML to a plan: order, nesting, hosts, marks, undo, inputs, generated steps.
#include "core/plan/compile.hpp"
#include "core/plan/holdings.hpp"

#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using plan::Step;
using test::Files;

namespace {

constexpr const char* scenario_file = "scenarios/primary-loss.yaml";
using Ids = std::vector<std::string>;

plan::Plan compiled(const Files& files, const plan::CompileOptions& options = {}) {
    const auto loaded = test::load_files(files);
    auto out = plan::compile(loaded.workspace, "primary-loss", options);
    INFO(test::brief(loaded.complaints) << test::brief(out.complaints));
    REQUIRE(out.plan.has_value());
    return *out.plan;
}

/// The documented workspace with one place of its scenario changed.
Files changed(const std::string& from, const std::string& to) {
    Files files = test::documented_workspace();
    files[scenario_file] = test::replaced(files[scenario_file], from, to);
    return files;
}

std::string complaints_of(const Files& files) {
    const auto loaded = test::load_files(files);
    return test::brief(plan::compile(loaded.workspace, "primary-loss").complaints);
}

const Step& step(const plan::Plan& plan, const std::string& id) {
    const Step* found = plan::find_step(plan, id);
    INFO(id);
    REQUIRE(found != nullptr);
    return *found;
}

Ids ids_of(const plan::Plan& plan, plan::Phase phase) {
    Ids out;
    for (const auto& item : plan.steps)
        if (item.phase == phase) out.push_back(item.id);
    return out;
}

}  // namespace

TEST_CASE("phases stand in the order of the variant, with what is added to them") {
    const auto plan = compiled(test::documented_workspace());
    using enum plan::Phase;
    CHECK(plan.phases == std::vector<plan::Phase>{prepare, baseline, disrupt, detect, declare,
                                                  failover, verify, operate, failback, reinstate});
    CHECK(ids_of(plan, baseline) == Ids{"baseline@db1", "baseline-db@client1", "probe-client",
                                        "probe-database", "probe-neighbour"});
    CHECK(ids_of(plan, reinstate) == Ids{"stop-client", "stop-database", "after@db1",
                                         "after-db@client1", "same", "stop-neighbour"});
    CHECK(ids_of(plan, failover) == Ids{"fence", "promote/promote", "promote/writable", "smoke"});
}

TEST_CASE("the planned variant leaves out what it does not have") {
    const auto plan = compiled(test::documented_workspace(), {.variant = plan::Variant::planned});
    CHECK(ids_of(plan, plan::Phase::disrupt).empty());
    CHECK(ids_of(plan, plan::Phase::detect).empty());
    CHECK_FALSE(step(plan, "rebuild").resolves.has_value());
}

TEST_CASE("a step needs the one before it, unless it says otherwise") {
    auto plan = compiled(test::documented_workspace());
    CHECK(step(plan, "promote/promote").needs == Ids{"fence"});
    CHECK(step(plan, "promote/writable").needs == Ids{"promote/promote"});
    CHECK(step(plan, "smoke").needs == Ids{"promote/promote", "promote/writable"});
    CHECK(step(plan, "fence").needs.empty());
    // when smoke names what it needs
    plan = compiled(changed("{id: promote, use: postgresql/promote-it, on: db2,",
                            "{id: promote, use: postgresql/promote-it, needs: [], on: db2,"));
    CHECK(step(plan, "promote/promote").needs.empty());
}

TEST_CASE("marks and the point of no return go to the parts that mean them") {
    const auto plan = compiled(test::documented_workspace());
    CHECK(step(plan, "promote/promote").point_of_no_return);
    CHECK_FALSE(step(plan, "promote/writable").point_of_no_return);
    CHECK(step(plan, "promote/writable").mark == plan::Mark::promoted);
    CHECK(step(plan, "kill").mark == plan::Mark::disrupted);
    CHECK(step(plan, "rebuild").resolves == "kill");
    CHECK(plan.unbound_marks.size() == 6);
}

TEST_CASE("what is generated to undo, and what the user wrote") {
    const auto plan = compiled(test::documented_workspace());
    const auto& kill = step(plan, "kill").undo;
    REQUIRE(kill.size() == 1);
    CHECK(std::get<plan::Run>(kill[0]).argv == Ids{"pg_ctl", "start", "-D", "/workspace/lab/db1"});
    const auto& fence = step(plan, "fence").undo;
    REQUIRE(fence.size() == 1);
    CHECK(std::get<plan::Release>(fence[0]).fence == "fence");
    const auto& probe = step(plan, "probe-client").undo;
    REQUIRE(probe.size() == 1);
    CHECK(std::get<plan::StopProbe>(probe[0]).clean_up);
    const auto& release = std::get<plan::Release>(step(plan, "unfence").action);
    CHECK(release.with.at("data") == "/workspace/lab/db1");
    CHECK(step(plan, "unfence").host == "db1");
}

TEST_CASE("placeholders are gone, except what only the run can know") {
    const auto files = changed(
        "fence: postgresql, with: {data: \"${{ host.pgdata }}\"}}",
        "fence: postgresql, with: {data: \"${{ hosts.db2.pgdata }}\"}}\n"
        "    - {id: lsn, on: db2, run: [psql, -c, \"select '${{ steps.query.output }}'\"]}");
    Files all = files;
    all[scenario_file] = test::replaced(all[scenario_file], "  prepare:\n",
                                        "  prepare:\n    - {id: query, on: db2, run: [date]}\n");
    const auto plan = compiled(all);
    CHECK(std::get<plan::Fence>(step(plan, "fence").action).with.at("data") ==
          "/workspace/lab/db2");
    CHECK(std::get<plan::Run>(step(plan, "lsn").action).argv[2] ==
          "select '${{ steps.query.output }}'");
    CHECK(step(plan, "lsn").needs == Ids{"fence", "query"});
    CHECK(plan.connections[0].url.find("port=5501,5502") != std::string::npos);
}

TEST_CASE("destructive steps take no values of the run") {
    const auto text = complaints_of(changed("pidfile: \"${{ host.pgdata }}/postmaster.pid\"",
                                            "pidfile: \"${{ steps.check.output }}\""));
    CHECK(text.find("a value of the run in a place that must be fixed") != text.npos);
}

TEST_CASE("several hosts run one after the other, or at once") {
    const std::string from = "{use: postgresql/check-standby, on: db2}";
    auto plan =
        compiled(changed(from, "{id: look, on: database, run: [uptime], reads_only: true}"));
    CHECK(ids_of(plan, plan::Phase::prepare) == Ids{"look@db1", "look@db2"});
    CHECK(step(plan, "look@db2").needs == Ids{"look@db1"});
    CHECK(step(plan, "look@db2").group == "look");
    plan = compiled(changed(
        from, "{id: look, on: [db1, db2], parallel: true, run: [uptime], reads_only: true}"));
    CHECK(step(plan, "look@db2").needs.empty());
    plan = compiled(changed(from, "{use: postgresql/check-standby, on: [db1, db2]}"));
    CHECK(ids_of(plan, plan::Phase::prepare) ==
          Ids{"check-standby@db1/in-recovery", "check-standby@db2/in-recovery"});
    CHECK(step(plan, "check-standby@db2/in-recovery").group == "check-standby");
}

TEST_CASE("playbooks nest, and a circle is named") {
    Files files = changed("use: postgresql/check-standby", "use: outer");
    files["playbooks/outer.yaml"] =
        "playbook: outer\nhosts: [a]\nsteps: [{id: in, use: inner, on: a, with: {n: 7}}]\n";
    files["playbooks/inner.yaml"] =
        "playbook: inner\nhosts: [b]\ninputs: {n: {type: integer}}\n"
        "steps: [{id: do, on: b, run: [echo, \"${{ inputs.n }}\", \"${{ b.port }}\"]}]\n";
    const auto plan = compiled(files);
    CHECK(std::get<plan::Run>(step(plan, "outer/in/do").action).argv == Ids{"echo", "7", "5502"});
    files["playbooks/inner.yaml"] = "playbook: inner\nsteps: [{use: outer, on: target}]\n";
    CHECK(complaints_of(files).find("circle: outer -> inner -> outer") != std::string::npos);
}

TEST_CASE("nesting has a limit") {
    Files files = changed("use: postgresql/check-standby", "use: p0");
    for (int n = 0; n < 9; ++n) {
        const auto name = "p" + std::to_string(n);
        files["playbooks/" + name + ".yaml"] =
            "playbook: " + name + "\nsteps: [{use: p" + std::to_string(n + 1) + ", on: target}]\n";
    }
    files["playbooks/p9.yaml"] = "playbook: p9\nsteps: [{run: [date]}]\n";
    CHECK(complaints_of(files).find("nest deeper than 8") != std::string::npos);
}

TEST_CASE("inputs are typed, and part of the plan") {
    const auto files = test::documented_workspace();
    const auto loaded = test::load_files(files);
    const auto with = [&](const std::string& name, const std::string& value) {
        return plan::compile(loaded.workspace, "primary-loss", {.inputs = {{name, value}}});
    };
    const auto sync = with("replication", "sync");
    REQUIRE(sync.plan.has_value());
    CHECK(sync.plan->inputs.at("replication") == "sync");
    CHECK(plan::hash(*sync.plan) != plan::hash(*with("replication", "async").plan));
    CHECK_FALSE(with("replication", "synk").plan.has_value());
    CHECK_FALSE(with("replikation", "sync").plan.has_value());
    CHECK_FALSE(with("replication", "${{ steps.kill.output }}").plan.has_value());
}

TEST_CASE("a step whose `when` asks an input is left out when planning") {
    const auto files =
        changed("{use: postgresql/check-standby, on: db2}",
                "{id: look, on: db2, run: [date], when: inputs.replication == sync}");
    CHECK(ids_of(compiled(files), plan::Phase::prepare).empty());
    const auto plan = compiled(files, {.inputs = {{"replication", "sync"}}});
    CHECK(ids_of(plan, plan::Phase::prepare) == Ids{"look"});
    CHECK_FALSE(step(plan, "look").when.has_value());
}

TEST_CASE("the same workspace gives the same bytes, and one changed byte another hash") {
    const auto files = test::documented_workspace();
    const auto bytes = plan::canonical_bytes(compiled(files));
    CHECK(bytes == plan::canonical_bytes(compiled(files)));
    const auto other = compiled(changed("hold_service: 20s", "hold_service: 21s"));
    CHECK(plan::hash(other) != plan::hash(compiled(files)));
}

TEST_CASE("a plan is read back from its bytes") {
    const auto plan = compiled(test::documented_workspace());
    const auto bytes = plan::canonical_bytes(plan);
    const auto read = plan::read_plan(bytes);
    REQUIRE(read.has_value());
    CHECK(plan::canonical_bytes(*read) == bytes);
}

TEST_CASE("a drill holds its services and all that they need, near and far") {
    Files files = test::documented_workspace();
    files["catalogue.yaml"] =
        test::replaced(files["catalogue.yaml"], "title: {en: Ledger database, zh: 账务库}",
                       "needs: [storage, db1-machine], title: {en: Ledger database, zh: 账务库}");
    files["catalogue.yaml"] = test::replaced(
        files["catalogue.yaml"], "resources: [",
        "  - {id: storage, title: {en: Storage}, class: real_time, priority: 1}\nresources: [");
    const auto plan = compiled(files);
    CHECK(plan.services[0].needs == Ids{"ledger-db", "storage"});
    CHECK(plan.services[1].needs == Ids{"storage"});
    CHECK(plan::services_held(plan) == Ids{"ledger-db", "order-entry", "storage"});
    CHECK(plan::hosts_changed(plan) == Ids{"db1", "db2"});

    // what another drill shares with it
    plan::Plan other;
    other.services = {{.id = "mail"}};
    CHECK_FALSE(plan::shared_service(plan, other));
    CHECK_FALSE(plan::shared_host(plan, other));
    other.services.front().needs = {"storage"};
    CHECK(plan::shared_service(plan, other) == "storage");
    // and the dependencies are part of the hash
    const auto without = compiled(test::documented_workspace());
    CHECK(plan::hash(plan) != plan::hash(without));
}

TEST_CASE("too many changed hosts are refused") {
    const auto text = complaints_of(changed("max_hosts: 2", "max_hosts: 1"));
    CHECK(text.find("2 hosts change (db1, db2), but max_hosts is 1") != text.npos);
}
