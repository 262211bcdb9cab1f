// The cache is a text: the root, then a line a file. What a crash cut off is not read.
#include "agents/agent/tree_reader.hpp"
#include "agents/resident/files.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>
#include <charconv>
#include <sstream>

namespace firedrill::agent {

namespace {

constexpr std::size_t bytes_max = std::size_t{1} << 30U;
constexpr std::size_t flush_bytes = std::size_t{1} << 20U;

}  // namespace

DigestCache::DigestCache(std::string path, std::string root) : path_(std::move(path)) {
    load(root);
    const bool fresh = known_.empty();
    file_ = ::open(path_.c_str(),
                   O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | (fresh ? O_TRUNC : 0),
                   0600);
    if (fresh) unsaved_ = root + "\n";
}

DigestCache::~DigestCache() {
    flush();
    if (file_ >= 0) ::close(file_);
}

void DigestCache::load(const std::string& root) {
    const auto text = resident::read_file(path_, bytes_max);
    if (!text) return;
    std::istringstream lines(text->substr(0, text->rfind('\n') + 1));
    std::string line;
    if (!std::getline(lines, line) || line != root) return;
    while (std::getline(lines, line)) {
        std::istringstream in(line);
        Known known;
        std::string path;
        if (in >> known.state.inode >> known.state.size >> known.state.modified >>
                known.state.changed >> known.digest &&
            in.get() == ' ' && std::getline(in, path))
            known_[path] = std::move(known);
    }
}

std::string DigestCache::find(const std::string& path, const FileState& state) const {
    const auto found = known_.find(path);
    return found != known_.end() && found->second.state == state ? found->second.digest : "";
}

void DigestCache::add(const std::string& path, const FileState& state, const std::string& digest) {
    if (path.find('\n') != std::string::npos) return;
    const std::scoped_lock lock(mutex_);
    unsaved_ += fmt::format("{} {} {} {} {} {}\n", state.inode, state.size, state.modified,
                            state.changed, digest, path);
    if (unsaved_.size() >= flush_bytes) flush();
}

/// A cache that cannot be written only costs time later.
void DigestCache::flush() {
    if (file_ >= 0 && !unsaved_.empty()) (void)resident::write_all(file_, unsaved_);
    unsaved_.clear();
}

void DigestCache::remove() {
    unsaved_.clear();
    ::unlink(path_.c_str());
}

}  // namespace firedrill::agent
