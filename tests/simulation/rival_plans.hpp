// Random plans for rival drills, and what each of them holds: worked out here from the catalogue
// that was drawn, so that the truth does not come from the code under test.
#pragma once

#include "core/plan/plan.hpp"
#include "tests/simulation/chance.hpp"

#include <string>
#include <vector>

namespace firedrill::simulation {

/// Sets of services and hosts, one bit each.
using Bits = unsigned;

/// What a drill needs for itself alone.
struct Ground {
    Bits services = 0;  ///< its own, and all that they depend on
    Bits changes = 0;   ///< hosts
    Bits hosts = 0;     ///< where it performs anything
    Nanos lease{};      ///< how long it keeps its place without a word, once it has begun
};

/// Whether two drills must not be under way at once on this host.
bool meet_on(int host, const Ground& a, const Ground& b);
/// The same on any host to which both go.
bool meet(const Ground& a, const Ground& b);

struct RivalPlan {
    plan::Plan plan;
    std::string bytes;
    std::string hash;
    Ground ground;
};

inline constexpr int rival_hosts_max = 4;
std::string rival_host(int host);
int rival_host(const std::string& name);

/// Two to four, over so many hosts; some have common ground and some have none.
std::vector<RivalPlan> make_rival_plans(Chance chance, int hosts);

}  // namespace firedrill::simulation
