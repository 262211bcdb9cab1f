// `attach`: relays standard input and output to the socket of a resident program until one side
// ends. Blocking; a program of its own.
#pragma once

#include "agents/resident/options.hpp"
#include "core/base/result.hpp"

namespace firedrill::resident {

/// With options.start, `serve --lab` is started first if nobody listens.
Result<void> attach(const Options& options);

}  // namespace firedrill::resident
