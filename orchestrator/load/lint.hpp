// What is wrong with a workspace although every file is well-formed. Pure.
#pragma once

#include "core/model/workspace.hpp"
#include "orchestrator/load/yaml_reader.hpp"

namespace firedrill::load {

/// Catalogue, risks, people, inventory: ids, references, cycles, targets.
void lint_registers(const model::Workspace& workspace, Report& report);
/// How hosts are reached.
void lint_transports(const model::Inventory& inventory, Report& report);
/// A scenario's header: references, form, roles, clocks. Its steps are compile()'s.
void lint_stop_conditions(const model::Workspace& workspace, const model::Scenario& scenario,
                          Report& report);
void lint_scenario(const model::Workspace& workspace, const model::Scenario& scenario,
                   Report& report);
/// A backup test's header: references, targets, and that its scratch target is near nothing live.
void lint_backup(const model::Workspace& workspace, const model::Scenario& test, Report& report);
/// Compiles the scenario (in each variant that it mentions) and adds what that says.
void lint_steps(const model::Workspace& workspace, const model::Scenario& scenario, Report& report);

}  // namespace firedrill::load
