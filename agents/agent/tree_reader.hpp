// TreeReader: walks a tree and digests its files with several threads. All calls may block; stop()
// may come from another thread.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"
#include "core/measure/tree.hpp"

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace firedrill::agent {

inline constexpr std::size_t tree_entries_max = 5'000'000;

/// What tells that a file is still the one that was digested.
struct FileState {
    std::uint64_t inode = 0;
    std::int64_t size = 0, modified = 0, changed = 0;
    bool operator==(const FileState&) const = default;
};

/// Digests of an earlier attempt, in a file that grows while the work goes on.
class DigestCache {
public:
    DigestCache(std::string path, std::string root);
    ~DigestCache();
    DigestCache(const DigestCache&) = delete;
    DigestCache& operator=(const DigestCache&) = delete;

    /// Empty if it is not known. Thread-safe, before the first add().
    std::string find(const std::string& path, const FileState& state) const;
    /// Thread-safe.
    void add(const std::string& path, const FileState& state, const std::string& digest);
    void remove();

private:
    struct Known {
        FileState state;
        std::string digest;
    };
    void load(const std::string& root);
    void flush();
    std::string path_;
    std::map<std::string, Known> known_;
    std::mutex mutex_;
    std::string unsaved_;
    int file_ = -1;
};

class TreeReader {
public:
    TreeReader(std::string root, std::vector<std::string> without, Language language)
        : root_(std::move(root)), without_(std::move(without)), language_(language) {}

    /// Sorted by path. Errors: not_found, refused (too many entries, not readable), busy (stopped).
    Result<std::vector<measure::TreeEntry>> read(DigestCache& cache);
    void stop() { stopped_ = true; }

private:
    Result<void> walk();
    Result<void> digest_all(DigestCache& cache);
    void digest_some(DigestCache& cache, std::atomic<std::size_t>& next);
    Result<std::string> digest(const measure::TreeEntry& entry, DigestCache& cache,
                               std::string& buffer) const;
    bool is_left_out(const std::string& path, const std::string& name) const;
    void fail_once(const Error& error);

    std::string root_;
    std::vector<std::string> without_;
    Language language_;
    std::vector<measure::TreeEntry> entries_;
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_;
    std::vector<Error> failed_;
};

}  // namespace firedrill::agent
