// Room that a store keeps for its last words. A drill that finds the disk full spends it on the
// records of its abort and of what it undoes; it is filled again when there is room.
//
// A file beside the drills whose blocks are taken. Empty: it was spent, for all drills that run. No
// thread rule.
#pragma once

#include "core/base/result.hpp"
#include "orchestrator/journal/store.hpp"

#include <cstdint>

namespace firedrill::journal {

inline constexpr std::int64_t reserve_bytes = 16 << 20;
/// What must be free beside the reserve when a drill begins: it would be stopped at its first
/// records otherwise.
inline constexpr std::uintmax_t room_to_begin = 1 << 20;

/// Makes the reserve or fills it again; the store's lock must be held. Errc::no_room if the disk
/// has not that much; what it took is given back then.
Result<void> keep_reserve(const Store& store);

/// Errc::no_room if the disk has less than room_to_begin left.
Result<void> has_room_to_begin(const Store& store);

/// Gives its blocks back to the disk. False if there was nothing to give.
bool spend_reserve(const Store& store);

/// Whether it was spent and has not been filled again: artifacts must wait for room.
bool is_reserve_spent(const Store& store);

}  // namespace firedrill::journal
