#include "agents/agent/tree_reader.hpp"

#include "agents/agent/texts.hpp"
#include "agents/resident/files.hpp"
#include "core/base/hash.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <fnmatch.h>
#include <unistd.h>
#include <algorithm>
#include <filesystem>
#include <thread>

namespace firedrill::agent {

namespace {

namespace fs = std::filesystem;
using measure::TreeEntry;

constexpr std::size_t piece_bytes = std::size_t{1} << 20U;
constexpr int tries_max = 3;  ///< of a file that changes while it is read

std::int64_t nanos(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FileState state_of(const struct stat& found) {
    return {.inode = found.st_ino,
            .size = found.st_size,
            .modified = nanos(found.st_mtim),
            .changed = nanos(found.st_ctim)};
}

char kind_of(mode_t mode) {
    if (S_ISREG(mode)) return 'f';
    if (S_ISDIR(mode)) return 'd';
    if (S_ISLNK(mode)) return 'l';
    if (S_ISFIFO(mode)) return 'p';
    if (S_ISSOCK(mode)) return 's';
    return S_ISBLK(mode) ? 'b' : 'c';
}

TreeEntry entry_of(std::string path, const struct stat& found) {
    const bool is_file = S_ISREG(found.st_mode);
    return {.path = std::move(path),
            .kind = kind_of(found.st_mode),
            .size = is_file ? found.st_size : 0,
            .mode = found.st_mode & 07777U,
            .owner = found.st_uid,
            .group = found.st_gid,
            .modified = nanos(found.st_mtim),
            .digest = {}};
}

/// The digest of the content, or of the digests of its pieces when it has several.
Result<std::string> content_digest(int file, const std::string& path, std::string& buffer,
                                   const std::atomic<bool>& stopped) {
    std::string digests;
    for (;;) {
        std::size_t filled = 0;
        ssize_t got = 0;
        do {
            got = ::read(file, buffer.data() + filled, piece_bytes - filled);
            if (got > 0) filled += static_cast<std::size_t>(got);
        } while (got > 0 && filled < piece_bytes);
        if (got < 0) return resident::os_error("cannot read " + path);
        if (stopped) return std::string();
        if (filled > 0 || digests.empty())
            digests += xxh3_128_hex(std::string_view(buffer).substr(0, filled));
        if (filled < piece_bytes) break;
    }
    return digests.size() == 32 ? digests : xxh3_128_hex(digests);
}

}  // namespace

bool TreeReader::is_left_out(const std::string& path, const std::string& name) const {
    return std::ranges::any_of(without_, [&](const std::string& pattern) {
        const std::string& text = pattern.find('/') == std::string::npos ? name : path;
        return ::fnmatch(pattern.c_str(), text.c_str(), FNM_PERIOD) == 0;
    });
}

Result<std::vector<TreeEntry>> TreeReader::read(DigestCache& cache) {
    DRILL_CHECK(walk());
    DRILL_CHECK(digest_all(cache));
    std::ranges::sort(entries_, {}, &TreeEntry::path);
    return std::move(entries_);
}

Result<void> TreeReader::walk() {
    std::error_code problem;
    if (!fs::is_directory(root_, problem))
        return fail(Errc::not_found, say(language_, text::no_directory, root_));
    const std::size_t prefix = root_.size() + (root_.ends_with('/') ? 0 : 1);
    fs::recursive_directory_iterator at(root_, problem);
    for (; !problem && at != fs::recursive_directory_iterator(); at.increment(problem)) {
        if (stopped_) return fail(Errc::busy, say(language_, text::listing_ended, root_));
        const std::string& whole = at->path().native();
        std::string path = whole.substr(prefix);
        struct stat found{};
        if (is_left_out(path, at->path().filename().native())) {
            at.disable_recursion_pending();
            continue;
        }
        if (::lstat(whole.c_str(), &found) != 0) continue;  // gone while we looked
        if (entries_.size() >= tree_entries_max)
            return fail(Errc::refused,
                        say(language_, text::too_many_entries, tree_entries_max, root_));
        entries_.push_back(entry_of(std::move(path), found));
        if (S_ISLNK(found.st_mode)) {
            std::error_code gone;
            entries_.back().digest = fs::read_symlink(at->path(), gone).native();
        }
    }
    if (problem)
        return fail(Errc::refused, say(language_, text::not_readable, root_, problem.message()));
    return {};
}

Result<void> TreeReader::digest_all(DigestCache& cache) {
    std::atomic<std::size_t> next = 0;
    {
        const unsigned others = std::clamp(std::thread::hardware_concurrency(), 1U, 4U) - 1;
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i < others; ++i)
            threads.emplace_back([&] { digest_some(cache, next); });
        digest_some(cache, next);
    }
    if (!failed_.empty()) return failed_.front();
    if (stopped_) return fail(Errc::busy, say(language_, text::listing_ended, root_));
    return {};
}

void TreeReader::digest_some(DigestCache& cache, std::atomic<std::size_t>& next) {
    std::string buffer(piece_bytes, '\0');
    for (auto i = next++; i < entries_.size() && !stopped_; i = next++) {
        if (entries_[i].kind != 'f') continue;
        auto found = digest(entries_[i], cache, buffer);
        if (!found) return fail_once(found.error());
        entries_[i].digest = std::move(*found);
    }
}

/// "?" for a file that changes whenever it is read, or went away.
Result<std::string> TreeReader::digest(const TreeEntry& entry, DigestCache& cache,
                                       std::string& buffer) const {
    const std::string path = root_ + "/" + entry.path;
    for (int i = 0; i < tries_max; ++i) {
        auto file = resident::open_file(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
        if (!file) {
            if (errno == ENOENT) return std::string("?");
            return fail(Errc::refused,
                        say(language_, text::not_readable, path, describe(file.error())));
        }
        struct stat before{}, after{};
        if (::fstat(file->get(), &before) != 0) return resident::os_error(path);
        const FileState state = state_of(before);
        if (state.size != entry.size) continue;
        if (std::string known = cache.find(entry.path, state); !known.empty()) return known;
        DRILL_TRY(digest, content_digest(file->get(), path, buffer, stopped_));
        if (::fstat(file->get(), &after) == 0 && state_of(after) == state) {
            cache.add(entry.path, state, digest);
            return digest;
        }
    }
    return std::string("?");
}

void TreeReader::fail_once(const Error& error) {
    stopped_ = true;
    const std::scoped_lock lock(mutex_);
    failed_.push_back(error);
}

}  // namespace firedrill::agent
