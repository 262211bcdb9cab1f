// The store of a workspace: `.firedrill/` with journal, lock, control socket, artifacts, reports.
//
// One process owns it: it holds the lock (flock) from start to end of its life. Values and one
// RAII lock; no thread rule.
#pragma once

#include "core/base/result.hpp"
#include "orchestrator/journal/artifacts.hpp"

#include <filesystem>
#include <string>

namespace firedrill::journal {

struct Store {
    std::filesystem::path directory;  ///< absolute

    std::filesystem::path journal() const { return directory / "journal.sqlite"; }
    std::filesystem::path lock() const { return directory / "lock"; }
    std::filesystem::path control() const { return directory / "control.sock"; }
    std::filesystem::path reports() const { return directory / "reports"; }
    std::filesystem::path log() const { return directory / "log"; }
    std::filesystem::path names() const { return directory / "names"; }  ///< of drills, given out
    std::filesystem::path snapshots() const { return directory / "snapshots"; }  ///< expendable
    Artifacts artifacts() const { return Artifacts(directory / "artifacts"); }
};

/// Creates what is missing (mode 0700).
Result<Store> create_store(const std::filesystem::path& directory);

/// Appends a line with the time to `.firedrill/log`; never fails loudly.
void log(const Store& store, std::string_view line);

class StoreLock {
public:
    /// Errc::busy, with the owner's text, when another process has it.
    static Result<StoreLock> take(const Store& store);
    /// Who holds it, as written by the owner; empty when nobody does.
    static std::string owner(const Store& store);
    /// What the last owner wrote, whether it still lives or not.
    static std::string last_owner(const Store& store);

    StoreLock(StoreLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    StoreLock& operator=(StoreLock&& other) noexcept;
    ~StoreLock();

private:
    explicit StoreLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace firedrill::journal
