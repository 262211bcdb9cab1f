// What drills left on this host, for the person who stands before it: the faults and fences that
// the receipts know, and what to type. Pure.
#pragma once

#include "core/agent/agent.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::agent {

struct LeftItem {
    std::string drill;
    std::string step;
    std::string host;
    std::string kind;
    std::string why;                   ///< of a revert that did not succeed
    std::string ran_as;                ///< the process that a fault hit
    std::vector<std::string> by_hand;  ///< commands of the plan; empty where it knows none
    bool by_itself = false;            ///< the agent can revert it
};
BOOST_DESCRIBE_STRUCT(LeftItem, (), (drill, step, host, kind, why, ran_as, by_hand, by_itself))

struct Ledger {
    std::vector<LeftItem> faults;  ///< armed and not lifted
    std::vector<LeftItem> fences;  ///< held, or perhaps held
    bool empty() const { return faults.empty() && fences.empty(); }
};
BOOST_DESCRIBE_STRUCT(Ledger, (), (faults, fences))

/// An attempt to set the fence of this step was cut off and nobody has lifted it since: it may
/// hold.
bool may_be_fenced(const DrillView& drill, const std::string& step);

/// `directory` is that of the receipts, for commands that name it.
Ledger ledger_of(const State& state, std::string_view directory);

}  // namespace firedrill::agent
