// What a plan that tests a backup carries beside its steps: which of them restore and which check,
// what the result is judged by, and the levels of the capability table as the profile had them.
#pragma once

#include "core/base/text.hpp"
#include "core/base/time.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::model {

/// A level of the capability "data backup"; what it does not state it does not ask for.
struct CapabilityLevel {
    std::string id;
    Text title;
    std::optional<Nanos> restore;              ///< restored and checked within
    std::optional<Nanos> age;                  ///< restored data no older than
    std::optional<std::int64_t> capacity_ppm;  ///< of the service's peak
    bool operator==(const CapabilityLevel&) const = default;
};
BOOST_DESCRIBE_STRUCT(CapabilityLevel, (), (id, title, restore, age, capacity_ppm))

/// The profile file when the plan was compiled. Figures nobody checked against their source have
/// `verified` false, and everything that is shown of them says so.
struct CapabilityProfile {
    std::string id;
    Text title;
    Text source;
    bool verified = false;
    std::vector<CapabilityLevel> levels;  ///< lowest first
    bool operator==(const CapabilityProfile&) const = default;
};
BOOST_DESCRIBE_STRUCT(CapabilityProfile, (), (id, title, source, verified, levels))

struct BackupTest {
    std::string recipe;   ///< playbook: "backup/pg-basebackup"
    std::string scratch;  ///< directory on the step's host: made, filled and removed by the test
    std::vector<std::string> restore;  ///< groups of steps (Step::group), in their order
    std::vector<std::string> checks;
    std::vector<std::string> application;
    std::optional<std::string> newest;  ///< prints when the newest restored record was made
    std::optional<std::string> load;    ///< prints how many operations it did
    std::string removal;
    Nanos clock_error{};       ///< by how much the clock behind `newest` may be off, either way
    std::optional<Rate> peak;  ///< of the service
    std::optional<CapabilityProfile> profile;
};
BOOST_DESCRIBE_STRUCT(BackupTest, (),
                      (recipe, scratch, restore, checks, application, newest, load, removal,
                       clock_error, peak, profile))

}  // namespace firedrill::model
