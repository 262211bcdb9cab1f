// Drills in the journal: stream `drill/<id>`, one canonical-JSON drill::Record per entry.
// Functions read with a connection of their own.
#pragma once

#include "core/drill/event.hpp"
#include "orchestrator/journal/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace firedrill::journal {

std::string stream_of(const std::string& drill);
std::string encode(const drill::Record& record);
/// Reads a stored record; old forms are brought up to date here.
Result<drill::Record> decode(const std::string& body);

/// The whole drill, chain verified. not_found if there is no such drill.
struct DrillLog {
    std::vector<drill::Record> records;
    std::string head;  ///< hash of the last record
};
Result<DrillLog> read_drill(const Store& store, const std::string& drill);

/// One start of a scenario and how it ended, for "every start of the scenario" and lists.
struct DrillSummary {
    std::string id;
    std::string scenario;
    plan::Variant variant = plan::Variant::unplanned;
    Nanos started{};  ///< wall
    std::optional<Nanos> ended;
    std::optional<drill::Ending> ending;
    std::string why;
    drill::Identity by;
};

/// All drills in the order of their starts; not an error when there is no journal yet.
Result<std::vector<DrillSummary>> list_drills(const Store& store);
/// Every start of this scenario.
Result<std::vector<DrillSummary>> list_starts(const Store& store, const std::string& scenario);
/// The drill of that name, or the last one if `wanted` is empty.
Result<std::string> find_drill(const Store& store, const std::string& wanted);

/// "primary-loss-2027-01-09-1": scenario, day, and a number that is free. No name is given out
/// twice: agents may keep the plan of a start that died before the journal knew of it.
Result<std::string> next_drill_id(const Store& store, const std::string& scenario,
                                  const std::string& day);

}  // namespace firedrill::journal
