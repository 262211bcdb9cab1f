// How long sessions wait, unless their connection says otherwise. What counts as good is decided
// by the probe's deadline alone: these only end what would hang for ever.
#pragma once

#include "core/base/time.hpp"

namespace firedrill::probe {

inline constexpr Nanos connect_max = std::chrono::seconds{2};  ///< to one place, TLS included
inline constexpr Nanos silence_max = std::chrono::seconds{30};

}  // namespace firedrill::probe
