// The child that makes load. It shares nothing with this program but its life: it closes every
// descriptor but the one on which it says that it is ready.
#pragma once

#include "agents/resident/files.hpp"

#include <sys/types.h>
#include <cstdint>

namespace firedrill::agent::load {

struct Child {
    pid_t pid = -1;      ///< leads a process group of its own
    resident::Fd ready;  ///< non-blocking: a byte when all is there, the end when it died before
};

/// Keeps so many cores busy.
Result<Child> start_cpu(std::int64_t cores);
/// Holds so much memory, every page touched.
Result<Child> start_memory(std::int64_t bytes);

}  // namespace firedrill::agent::load
