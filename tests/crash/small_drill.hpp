// The drill that dies in every way: about 60 journal records on two hosts.
#pragma once

#include "core/plan/plan.hpp"

#include <filesystem>

namespace firedrill::crash {

/// `note TRACE STEP`: the effect of a step is a line of the trace.
extern const char* const note_program;

plan::Plan small_drill(const std::filesystem::path& root, const std::filesystem::path& trace,
                       std::chrono::milliseconds lease);

}  // namespace firedrill::crash
