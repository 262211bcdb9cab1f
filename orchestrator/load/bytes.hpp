// Judges the bytes of a file before a parser sees them. Pure.
#pragma once

#include "orchestrator/load/yaml_reader.hpp"

#include <string_view>

namespace firedrill::load {

/// False if the file must not be parsed; then `report` has the reason.
bool bytes_are_fit(std::string_view bytes, int file, Report& report);

}  // namespace firedrill::load
