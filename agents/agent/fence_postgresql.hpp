// Fence "postgresql": after it no server of the data directory runs, and one that is started later
// comes up read-only (standby.signal). Exactly the processes that work in this directory are
// ended: fast shutdown, then immediate, then SIGKILL. May be repeated. Stateless.
//
// standby.signal comes first: whoever restarts the server while we stop it must not get a primary.
// The file's content (PostgreSQL ignores it) says that it is ours; a release removes only such.
#pragma once

#include "core/base/attempt.hpp"
#include "core/base/result.hpp"
#include "core/base/text.hpp"
#include "core/base/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace firedrill::agent::postgresql {

namespace asio = boost::asio;

struct FenceOrder {
    std::string data;  ///< data directory
    std::string name;  ///< of the fence, for the file: "drill/step"
    Nanos timeout{};   ///< a third for each way of stopping
    Language language = Language::en;
};

/// Facts: server (its pid, or "not running"), stopped (fast, immediate, kill, not needed),
/// standby.signal (created, kept).
asio::awaitable<AttemptReport> fence(FenceOrder order);

/// Prepares the fence while the server goes on: a server that is started from now on (after a
/// boot) comes up read-only. The port on which the server listens, if it runs; an error if this
/// agent could not fence it.
Result<std::optional<int>> arm(const FenceOrder& order);
/// Takes that back, unless the fence was carried out in the meantime.
Result<void> disarm(const FenceOrder& order);

/// Removes our standby.signal; the server stays down. Facts: standby.signal (removed, absent,
/// not ours).
AttemptReport release(const FenceOrder& order);

}  // namespace firedrill::agent::postgresql
