// What whoever runs the simulation asked for, and whether sanitizers make a seed slow.
#pragma once

#include <cstdlib>
#include <string>

namespace firedrill::simulation {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define DRILL_SLOW_SEEDS
#endif
#endif
#ifdef DRILL_SLOW_SEEDS
inline constexpr bool slow_seeds = true;
#else
inline constexpr bool slow_seeds = false;
#endif

/// An environment variable; empty when it is not set.
inline std::string asked_for(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : value;
}

}  // namespace firedrill::simulation
