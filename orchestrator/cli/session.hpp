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

/// The id of the drill, which has ended. An error of Errc::io or so leaves it to `resume`.
Result<std::string> run_session(const SessionSettings& settings,
                                std::variant<engine::Start, engine::Resume, engine::Recover> what);

}  // namespace firedrill::cli
