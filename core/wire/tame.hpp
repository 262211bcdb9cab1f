// What no honest peer says. decode() asks it, so that nobody behind it has to think of these.
#pragma once

#include "core/wire/message.hpp"

namespace firedrill::wire {

inline constexpr std::size_t name_bytes_max = 200;
inline constexpr std::size_t words_bytes_max = 4'096;
inline constexpr std::size_t output_bytes_max = 192U << 10U;  ///< 64 KiB, each byte as U+FFFD
inline constexpr std::size_t items_max = 10'000;
inline constexpr int attempts_max = 1'000'000;
inline constexpr std::int64_t records_max = 1'000'000'000;
inline constexpr std::int64_t epochs_max = 1'000'000'000;

/// invalid_input for names that are too long or hold what is not printed, numbers out of range, and
/// lists without measure. Words for people (reasons, facts) are made visible and cut instead.
Result<void> tame(Message& message);

}  // namespace firedrill::wire
