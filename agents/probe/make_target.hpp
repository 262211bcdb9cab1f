// The target of a connection, whatever its kind.
#pragma once

#include "agents/probe/command_session.hpp"
#include "agents/probe/target.hpp"
#include "core/plan/connection.hpp"

#include <memory>

namespace firedrill::probe {

struct TargetSettings {
    Nanos deadline{};  ///< R
    Language language = Language::en;
    Commands commands;
};

/// Nothing is sent yet. The error says what of the connection cannot be used on this host.
Result<std::unique_ptr<Target>> make_target(const asio::any_io_executor& executor,
                                            const plan::Connection& connection,
                                            const TargetSettings& settings);

}  // namespace firedrill::probe
