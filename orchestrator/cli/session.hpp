// One drill run by this process: engine, control socket, signals, keys and display together, from
// start or resume to the end. Blocks until then; main thread.
#pragma once

#include "orchestrator/cli/display.hpp"
#include "orchestrator/engine/engine.hpp"

#include <string>
#include <variant>

namespace firedrill::cli {

struct SessionSettings {
    journal::Store store;
    DisplaySettings display;
    drill::Identity by;  ///< who answers on this terminal
};

using Undertaking = std::variant<engine::Start, engine::Resume, engine::Recover>;

/// The id of the drill, which has ended. After an error `left` is the drill as far as it is known
/// to be recorded; it stays as it was if this session never got hold of one.
Result<std::string> run_session(const SessionSettings& settings, Undertaking what,
                                drill::Drill& left);

}  // namespace firedrill::cli
