// One function a file kind: fields in, model out. Complaints go to the fields' report.
#pragma once

#include "core/model/workspace.hpp"
#include "orchestrator/load/fields.hpp"
#include "orchestrator/load/sources.hpp"

namespace firedrill::load {

void read_settings(Fields& file, model::Settings& out);
void read_catalogue(Fields& file, model::Catalogue& out);
void read_risks(Fields& file, std::vector<model::Risk>& out);
void read_people(Fields& file, model::People& out);
/// The files that people name as their keys, relative to `root`.
void read_keys(model::People& people, const std::filesystem::path& root, Report& report);
void read_inventory(Fields& file, model::Inventory& out, Sources& sources);
/// One of its `connections`.
model::Connection read_connection(const model::Word& id, Fields& in);
model::Scenario read_scenario(Fields& file);
model::Playbook read_playbook(Fields& file);
/// A backup test as the scenario that the machine runs.
model::Scenario read_backup(Fields& file);
model::CapabilityProfile read_profile(Fields& file);

/// The steps of one list (a phase, a playbook).
std::vector<model::Step> read_steps(const Node& list, const std::string& where, Report& report,
                                    bool in_playbook);
/// `stop_conditions:` and `guards:` of a scenario.
void read_limits(Fields& file, model::Scenario& out);
/// `inputs:` of a scenario or playbook.
std::vector<model::Input> read_inputs(Fields& file);
/// `verify: tables`, `queries` or `keys` of a step.
model::Compare read_compare(Fields& step, const model::Word& what);
model::CompareFiles read_compare_files(Fields& step);
/// The verb of a step or of one undo; complains if there is none, or more than one.
model::Verb read_verb(Fields& step, bool only_programs);

}  // namespace firedrill::load
