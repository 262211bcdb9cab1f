// Drills in their journals: stream `drill/<id>`, one canonical-JSON drill::Record per entry.
// Functions read with a connection of their own.
#pragma once

#include "core/drill/drill.hpp"
#include "orchestrator/journal/chain.hpp"
#include "orchestrator/journal/store.hpp"

#include <functional>
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

/// Hands over the records behind a place, chain verified; returns the last place.
Result<Place> read_records(const Store& store, const std::string& drill, Place behind,
                           const std::function<Result<void>(drill::Record&&)>& each);

/// The state that the records make, chain and machine verified; the way there is not kept.
struct DrillReached {
    drill::Drill drill;
    std::string head;           ///< hash of the last record
    std::int64_t snapshot = 0;  ///< record up to which a snapshot stood for the records
};
/// From the last snapshot of this version that is good, else from the first record: what came
/// before a snapshot is not verified then, but by read_drill(). not_found as there.
Result<DrillReached> read_state(const Store& store, const std::string& drill,
                                const std::string& version);

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

/// All drills that began, in the order of their starts as the wall clock told it.
Result<std::vector<DrillSummary>> list_drills(const Store& store);
/// Every start of this scenario.
Result<std::vector<DrillSummary>> list_starts(const Store& store, const std::string& scenario);
/// The drill of that name, or the last one if `wanted` is empty.
Result<std::string> find_drill(const Store& store, const std::string& wanted);

}  // namespace firedrill::journal
