// What a drill holds while it is under way: its services with everything that they depend on, and
// the hosts that it changes. Two drills that hold the same are not under way at once. Pure.
#pragma once

#include "core/model/workspace.hpp"
#include "core/plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace firedrill::plan {

/// Everything that this service depends on, near and far, without itself; sorted.
std::vector<std::string> needs_of(const model::Catalogue& catalogue, const model::Service& root);

/// The services of the drill and all that they need, sorted.
std::vector<std::string> services_held(const Plan& plan);
/// The same of a scenario that is not compiled yet.
std::vector<std::string> services_held(const model::Workspace& workspace,
                                       const model::Scenario& scenario);
/// Where some step of the agent changes something, sorted.
std::vector<std::string> hosts_changed(const Plan& plan);

/// The first service that both hold; nothing where none is.
std::optional<std::string> shared_service(const Plan& a, const Plan& b);
/// The first host that both change.
std::optional<std::string> shared_host(const Plan& a, const Plan& b);

}  // namespace firedrill::plan
