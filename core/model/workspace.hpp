// A whole workspace as it was read, before anything is compiled. Plain values.
#pragma once

#include "core/model/backup_test.hpp"
#include "core/model/registers.hpp"
#include "core/model/step.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace firedrill::model {

struct WriteLog {
    int connections = 4;
    Rate rate{10'000};
};

struct Probe {
    Word id;
    Word connection;
    Word from;
    Word service;
    Nanos every = std::chrono::seconds{1};
    Place every_place;
    std::optional<Nanos> deadline;
    Place deadline_place;
    std::optional<WriteLog> write_log;
};

struct StopCondition {
    enum class Kind { state, errors, latency, lag, second_fault };
    Kind kind = Kind::state;
    Place place;  ///< of its limit, or of the whole
    Word probe;   ///< lag: may be empty, then the first that asks a PostgreSQL server looks
    bool up = false;
    Nanos lasting{};
    std::int64_t above_ppm = 0;
    Nanos above{};
    std::int64_t quantile_ppm = 950'000;
    Nanos over{};
    Word standby;  ///< connection
};

struct Guards {
    int max_hosts = 2;
    Nanos max_duration = std::chrono::hours{1};
    Nanos auto_revert_after = std::chrono::seconds{60};
    Place place;
};

struct PhaseSteps {
    Word phase;
    std::vector<Step> steps;
};

struct Scenario {
    Word id;
    Text title;
    Words risks;
    std::optional<Text> other_event;
    Word form;
    Word variant;
    Words services;
    Text purpose;
    Text scope;
    std::vector<Text> assumptions;
    std::vector<Text> simulated_parts;
    std::vector<Text> success_criteria;
    bool announced = true;
    std::string business = "synthetic";
    std::vector<std::string> objectives;
    Word commander;
    Words evaluators;
    Words players;
    std::string continuity_plan;
    Text could_go_wrong;
    Text rollback;
    std::vector<Input> inputs;
    std::vector<Probe> probes;
    std::vector<StopCondition> stop_conditions;
    Guards guards;
    std::vector<PhaseSteps> phases;
    std::optional<BackupTest> backup;  ///< of a backup test; without peak and profile
};

struct Workspace {
    std::string directory;           ///< absolute
    std::vector<std::string> files;  ///< relative to it; Place::file counts in here
    Settings settings;
    Catalogue catalogue;
    std::vector<Risk> risks;
    People people;
    Inventory inventory;
    std::vector<Scenario> scenarios;
    std::vector<Scenario> backups;  ///< backup tests, told as scenarios
    std::optional<CapabilityProfile> profile;
    std::map<std::string, Playbook> playbooks;
};

/// Names that the built-in lists allow (requirements: threat taxonomy, forms, objectives …).
using Names = std::vector<std::string>;
const std::map<std::string, Names>& risk_taxonomy();
const Names& objectives();

}  // namespace firedrill::model
