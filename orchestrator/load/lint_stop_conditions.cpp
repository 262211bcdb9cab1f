// Stop conditions: that there is one where it matters, and that each can be measured.
#include "core/plan/probe_deadline.hpp"
#include "core/plan/stop_condition.hpp"
#include "orchestrator/load/lint.hpp"
#include "orchestrator/load/references.hpp"

namespace firedrill::load {

namespace {

using model::both;
using Kind = model::StopCondition::Kind;

void standby(const model::Workspace& all, const model::StopCondition& stop, Report& report) {
    const std::string& name = stop.standby.text;
    const auto* connection = model::find(all.inventory.connections, name);
    if (connection == nullptr && model::find(all.inventory.hosts, name) != nullptr)
        return report.error(stop.standby.place, both(lint_texts::host_is_no_connection, name),
                            {.remedy = both(lint_texts::host_is_no_connection_remedy)});
    must_know(stop.standby,
              {lint_texts::connection, "inventory.yaml", model::ids(all.inventory.connections)},
              report);
    if (connection != nullptr && connection->kind != "postgresql")
        report.error(stop.standby.place, both(lint_texts::lag_not_postgresql, name),
                     {.remedy = both(lint_texts::lag_not_postgresql_remedy)});
}

void primary(const model::StopCondition& stop, const model::Probe* probe, Report& report) {
    if (probe == nullptr && stop.probe.empty())
        report.error(stop.standby.place, both(lint_texts::lag_without_primary, stop.standby.text),
                     {.remedy = both(lint_texts::lag_without_primary_remedy)});
    if (probe != nullptr && probe->connection.text == stop.standby.text)
        report.error(stop.standby.place, both(lint_texts::lag_of_itself, stop.standby.text),
                     {.remedy = both(lint_texts::lag_not_postgresql_remedy)});
}

}  // namespace

void lint_stop_conditions(const model::Workspace& workspace, const model::Scenario& scenario,
                          Report& report) {
    if (scenario.stop_conditions.empty() && workspace.settings.environment == "production")
        report.error(scenario.id.place, both(lint_texts::no_stop_condition),
                     {.remedy = both(lint_texts::no_stop_condition_remedy)});
    const Target probes{lint_texts::probe, "`probes`", model::ids(scenario.probes)};
    for (const auto& stop : scenario.stop_conditions) {
        must_know(stop.probe, probes, report);
        const auto compiled = plan::compile(stop, scenario, workspace);
        const auto* probe = model::find(scenario.probes, compiled.probe);
        if (stop.kind == Kind::lag) {
            standby(workspace, stop, report);
            primary(stop, probe, report);
        }
        if (probe == nullptr) continue;
        const plan::Probe watched{.id = probe->id.text,
                                  .every = probe->every,
                                  .deadline = plan::deadline_of(workspace, *probe)};
        if (watched.every <= Nanos{0}) continue;
        if (const auto objection = plan::objection_to(compiled, &watched))
            report.error(stop.place, objection->what, {.remedy = objection->remedy});
    }
}

}  // namespace firedrill::load
