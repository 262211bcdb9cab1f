// `attach`: relays standard input and output to the socket of a resident program until one side
// ends. Blocking; a program of its own.
#pragma once

#include "core/base/result.hpp"

#include <string>

namespace firedrill::resident {

Result<void> attach(const std::string& socket);

}  // namespace firedrill::resident
