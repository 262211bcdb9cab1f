// A plan from outside is not believed.
#include "core/plan/compile.hpp"
#include "tests/orchestrator/load/workspace.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace firedrill;

namespace {

plan::Plan good() {
    const auto loaded = test::load_files(test::documented_workspace());
    auto out = plan::compile(loaded.workspace, "primary-loss");
    REQUIRE(out.plan.has_value());
    return *out.plan;
}

plan::Step& step(plan::Plan& plan, const std::string& id) {
    for (auto& item : plan.steps)
        if (item.id == id) return item;
    FAIL("no step " << id);
    return plan.steps.front();
}

}  // namespace

TEST_CASE("validate refuses what breaks an invariant") {
    const std::vector<std::pair<const char*, std::function<void(plan::Plan&)>>> breaks{
        {"format", [](auto& p) { p.format = 2; }},
        {"two steps are called", [](auto& p) { p.steps.push_back(p.steps.back()); }},
        {"no timeout", [](auto& p) { step(p, "kill").timeout = Nanos{0}; }},
        {"is no earlier step", [](auto& p) { step(p, "fence").needs = {"smoke"}; }},
        {"unknown host", [](auto& p) { step(p, "kill").host = "elsewhere"; }},
        {"a host that performs nothing", [](auto& p) { step(p, "go").host = "db1"; }},
        {"unknown probe",
         [](auto& p) { std::get<plan::WaitFor>(step(p, "noticed").action).probe = "x"; }},
        {"takes no values of the run",
         [](auto& p) {
             std::get<plan::Fault>(step(p, "kill").action).with["pidfile"] =
                 "${{ steps.a.output }}";
         }},
        {"phase order", [](auto& p) { std::swap(p.phases[0], p.phases[1]); }},
        {"a phase stands twice", [](auto& p) { p.phases.push_back(p.phases.front()); }},
        {"quorum", [](auto& p) { std::get<plan::Approve>(step(p, "go").action).quorum = 9; }},
        {"bad step id", [](auto& p) { step(p, "go").id = "a b"; }},
        {"polls without a pause",
         [](auto& p) {
             step(p, "kill").poll = true;
             step(p, "kill").retry_delay = Nanos{0};
         }},
        {"without a name",
         [](auto& p) { std::get<plan::Run>(step(p, "rebuild").action).argv.clear(); }},
        {"out of range", [](auto& p) { p.probes[0].every = Nanos{0}; }},
        {"out of range", [](auto& p) { p.probes[0].every = std::chrono::microseconds{1}; }},
        {"out of range",
         [](auto& p) { p.probes[0].write_log->rate.per_second_milli = 1'000'000'000'000'000; }},
        {"more than 24h after contact was lost",
         [](auto& p) {
             std::get<plan::Fault>(step(p, "kill").action).lease = std::chrono::hours{8'760};
         }},
        {"more than 24h after contact was lost",
         [](auto& p) { p.guards.auto_revert_after = std::chrono::hours{8'760}; }},
        {"more than a year",
         [](auto& p) { step(p, "kill").timeout = std::chrono::hours{100'000}; }},
    };
    REQUIRE(plan::validate(good()).has_value());
    for (const auto& [reason, damage] : breaks) {
        auto plan = good();
        damage(plan);
        const auto result = plan::validate(plan);
        INFO(reason);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().what.find(reason) != std::string::npos);
    }
}

TEST_CASE("bytes that are no plan are refused") {
    CHECK_FALSE(plan::read_plan("").has_value());
    CHECK_FALSE(plan::read_plan("[]").has_value());
    CHECK_FALSE(plan::read_plan("{\"steps\": 1}").has_value());
}
