// The kill switch of a workspace: while it is set, no drill starts and none goes on. A file of its
// own beside the journal, so that it can be set when the journal takes nothing more.
#pragma once

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "orchestrator/journal/store.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>

namespace firedrill::journal {

struct Halt {
    std::string by;   ///< person or account
    Nanos at{};       ///< wall time
    std::string why;  ///< for whoever wants to start a drill
};
BOOST_DESCRIBE_STRUCT(Halt, (), (by, at, why))

/// A file that cannot be read or understood counts as set: it says why.
std::optional<Halt> read_halt(const Store& store);
/// Durable when it returns. One that is set already stays as it is.
Result<void> set_halt(const Store& store, const Halt& halt);
Result<void> lift_halt(const Store& store);

/// Errc::refused, with who set it and how it is lifted, while it is set.
Result<void> may_drill(const Store& store);

}  // namespace firedrill::journal
