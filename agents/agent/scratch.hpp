// A scratch target: the one directory in which a backup test restores, and that it removes. It is
// told from everybody else's directories by a mark inside, made before anything else and removed
// last, so that what a killed test left is found again and nothing else is ever removed. One
// thread.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"

#include <cstdint>
#include <string>

namespace firedrill::agent {

/// Kept in the directory while it is a scratch target.
inline constexpr const char* scratch_mark = ".firedrill-scratch";

class Scratch {
public:
    /// Errc::refused: no place for one (docs/backup_tests.md).
    static Result<Scratch> open(const std::string& directory, Language language);

    enum class State { absent, empty, ours, foreign };
    Result<State> state() const;
    /// An empty directory with the mark, mode 0700, on a file system with room for `bytes`. What an
    /// earlier test left is removed first. Errc::refused: it is somebody else's, or there is no
    /// room; nothing was changed then but such remains.
    Result<void> make(std::int64_t bytes) const;
    /// Ends the programs that work in it, and removes it; a directory that was there before stays,
    /// empty. Nothing happens where nothing is. Errc::refused: it is somebody else's. True: its
    /// file system was full, so that whatever failed there before need not be the backup's fault.
    Result<bool> remove() const;

private:
    Scratch(std::string directory, Language language)
        : directory_(std::move(directory)), language_(language) {}

    Result<void> has_room(std::int64_t bytes) const;
    bool is_full() const;
    Result<void> nothing_mounted() const;
    Result<void> end_programs() const;
    std::string mark() const { return directory_ + "/" + scratch_mark; }

    std::string directory_;
    Language language_;
};

}  // namespace firedrill::agent
