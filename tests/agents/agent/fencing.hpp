// What tests of fences and faults share: plans that set, try again, lift and undo, and what a
// person reads at the host.
#pragma once

#include "core/base/json.hpp"
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace firedrill::test {

/// Steps fence, again (the same once more) and release.
inline std::string fencing_plan(const std::string& kind, const plan::Parameters& with) {
    plan::Step fence = step_of("fence", plan::Fence{.kind = kind, .with = with});
    const plan::Release lift{.fence = "fence", .kind = kind, .with = with};
    fence.undo.push_back(lift);
    plan::Step again = fence;
    again.id = again.group = "again";
    return plan_of({fence, again, step_of("release", lift)});
}

/// Step break with its revert.
inline plan::Step fault_step(const std::string& kind, const plan::Parameters& with, Nanos lease) {
    plan::Step step = step_of("break", plan::Fault{.kind = kind, .with = with, .lease = lease});
    step.undo.push_back(plan::Revert{.fault = "break", .kind = kind, .with = with});
    return step;
}

/// Whether it succeeded; what hindered it stands in the failure's text.
inline bool succeeded(const AttemptReport& report) {
    if (report.outcome != Outcome::succeeded) UNSCOPED_INFO(report.reason);
    return report.outcome == Outcome::succeeded;
}

/// `firedrill-agent revert --all --offline`, as one JSON object.
inline json::object revert_offline(const ResidentAgent& agent) {
    const Ended ended =
        run_program({std::string(DRILL_BINARY_DIR) + "/firedrill-agent", "revert", "--all",
                     "--offline", "--yes", "--json", "--state", agent.state()});
    INFO(ended.output);
    return parse_json(ended.output).value().as_object();
}

/// Types what the first of these items says, as a person does.
inline void type_by_hand(const json::value& items) {
    for (const json::value& line : items.at(0).at("by_hand").as_array()) {
        const Ended ended = run_program({"/bin/bash", "-c", std::string(line.as_string())});
        INFO(line << " -> " << ended.output);
        CHECK(ended.exit == 0);
    }
}

/// The plan is refused in the pre-flight, and this is why.
inline std::string refusal_of(Orchestrator& drill, const std::string& plan) {
    drill.send(wire::OfferPlan{.drill = "q-1",
                               .hash = std::string(64, '0'),
                               .bytes = plan,
                               .started = std::string(wire::OfferPlan::not_started)});
    return drill.expect<wire::Refused>().why;
}

/// Says why, and the test is over.
#define DRILL_NEEDS_SITES()                                                  \
    if (const std::string missing = TwoSites::missing(); !missing.empty()) { \
        WARN("skipped: " << missing);                                        \
        return;                                                              \
    }

#define DRILL_NEEDS_ROOT()              \
    if (::geteuid() != 0) {             \
        WARN("skipped: it needs root"); \
        return;                         \
    }

}  // namespace firedrill::test
