#include "core/model/workspace.hpp"

namespace firedrill::model {

const std::map<std::string, Names>& risk_taxonomy() {
    static const std::map<std::string, Names> taxonomy{
        {"technical_failure",
         {"host_failure", "database_failure", "storage_failure", "network_failure",
          "application_failure", "data_corruption", "capacity_exceeded", "infrastructure_failure",
          "site_failure", "other"}},
        {"external_service",
         {"power_outage", "water_outage", "telecom_outage", "supplier_outage", "other"}},
        {"human_sabotage",
         {"operating_error", "network_attack", "terrorist_attack", "insider_sabotage", "other"}},
        {"natural_disaster", {"fire", "flood", "typhoon", "tsunami", "earthquake", "other"}},
        {"public_health",
         {"epidemic", "food_poisoning", "occupational_poisoning", "mass_illness", "other"}},
    };
    return taxonomy;
}

const Names& objectives() {
    static const Names names{
        "rto_rpo_achievable",     "plan_understanding",     "confidence",
        "strategy_effectiveness", "capability_sufficiency", "unforeseen_situations",
        "plan_deficiencies"};
    return names;
}

}  // namespace firedrill::model
