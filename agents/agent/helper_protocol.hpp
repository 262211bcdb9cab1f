// What an agent that has given up root asks of its helper, which has not, and what it is told.
//
// The helper performs an enumeration of typed actions of a plan: it is given the plan and the name
// of a step, never a command. Frames as of core/wire, over a pair of sockets that only these two
// processes have. Plain values.
#pragma once

#include "core/agent/agent.hpp"
#include "core/base/attempt.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace firedrill::agent::helper {

/// One action of one part of a step.
struct Task {
    AttemptKey key;
    std::string plan;                    ///< its canonical bytes
    std::vector<std::string> approvals;  ///< signatures under it, as their files have them
    plan::Action action;                 ///< one of this part of its step
    Nanos timeout{};
    plan::Parameters found;  ///< what Prepare found, sealed
};
BOOST_DESCRIBE_STRUCT(Task, (), (key, plan, approvals, action, timeout, found))

// From the agent; `id` comes back with the answer ------------------------------------------------

/// Whether this host can do it at all. Nothing happens.
struct Check {
    static constexpr std::string_view tag = "check";
    std::int64_t id = 0;
    plan::Action action;
};
BOOST_DESCRIBE_STRUCT(Check, (), (id, action))

/// What a fault will break.
struct Prepare {
    static constexpr std::string_view tag = "prepare";
    std::int64_t id = 0;
    Task task;
};
BOOST_DESCRIBE_STRUCT(Prepare, (), (id, task))

struct Perform {
    static constexpr std::string_view tag = "perform";
    std::int64_t id = 0;
    Task task;
};
BOOST_DESCRIBE_STRUCT(Perform, (), (id, task))

/// Ends the Perform of that id; it is answered all the same.
struct Cancel {
    static constexpr std::string_view tag = "cancel";
    std::int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(Cancel, (), (id))

struct Mend {
    static constexpr std::string_view tag = "mend";
    std::int64_t id = 0;
    FaultArmed fault;
    std::optional<plan::Fence> fence;  ///< first
};
BOOST_DESCRIBE_STRUCT(Mend, (), (id, fault, fence))

struct Prolong {
    static constexpr std::string_view tag = "prolong";
    std::int64_t id = 0;
    FaultArmed fault;
};
BOOST_DESCRIBE_STRUCT(Prolong, (), (id, fault))

using Request = std::variant<Check, Prepare, Perform, Cancel, Mend, Prolong>;

/// From the helper --------------------------------------------------------------------------------
struct Answer {
    std::int64_t id = 0;
    std::string refused;  ///< why it was not done; empty: it was
    std::string remedy;
    plan::Parameters found;               ///< Prepare
    std::optional<AttemptReport> report;  ///< Perform
    bool verified = false;                ///< Mend
    std::string why;                      ///< Mend
};
BOOST_DESCRIBE_STRUCT(Answer, (), (id, refused, remedy, found, report, verified, why))

/// Whether the helper performs it: what breaks, fences and looks at the whole host. Programs of a
/// plan run as the agent's own account.
inline bool is_for_helper(const plan::Action& action) {
    return std::holds_alternative<plan::Fault>(action) ||
           std::holds_alternative<plan::Revert>(action) ||
           std::holds_alternative<plan::Fence>(action) ||
           std::holds_alternative<plan::Release>(action) ||
           std::holds_alternative<plan::Snapshot>(action);
}

}  // namespace firedrill::agent::helper
