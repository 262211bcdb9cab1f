// Who may do what in a store. The kernel frees a lock however its holder dies, so nothing is ever
// stale. RAII; no thread rule.
#pragma once

#include "core/base/result.hpp"
#include "orchestrator/journal/store.hpp"

#include <string>
#include <utility>

namespace firedrill::journal {

/// An open file that holds a flock, as long as it lives.
class HeldLock {
public:
    explicit HeldLock(int descriptor) : descriptor_(descriptor) {}
    HeldLock(HeldLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    HeldLock& operator=(HeldLock&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~HeldLock();

private:
    int descriptor_;
};

/// One process runs a drill. It holds this from start to end of its life; the text of the file says
/// who it is. Errc::busy, with that text, while another process has it. The drill's directory must
/// exist.
Result<HeldLock> lock_drill(const Store& store, const std::string& drill);
/// Who runs the drill; empty when nobody does.
std::string owner_of(const Store& store, const std::string& drill);
/// Who ran it last, whether that process still lives or not.
std::string last_owner_of(const Store& store, const std::string& drill);

/// The lock of this file for us alone, for several, or when whoever has it lets go of it (no
/// limit). Errc::busy where somebody else has it.
Result<HeldLock> try_lock(const std::filesystem::path& place);
Result<HeldLock> share_lock(const std::filesystem::path& place);
Result<HeldLock> wait_for_lock(const std::filesystem::path& place);

/// For moments: names are given out and what drills share is changed by one process at a time.
/// Errc::busy if somebody else needs longer than any such moment.
Result<HeldLock> lock_store(const Store& store);

}  // namespace firedrill::journal
