#include "orchestrator/journal/artifacts.hpp"

#include "core/base/hash.hpp"
#include "orchestrator/journal/files.hpp"
#include "orchestrator/journal/store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace firedrill::journal {

namespace {

Result<std::string> read_file(const std::filesystem::path& place) {
    std::ifstream in(place, std::ios::binary);
    if (!in) return fail(Errc::not_found, "there is no file " + place.string());
    std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (in.bad()) return os_error("cannot read", place);
    return bytes;
}

}  // namespace

bool Artifacts::has(const std::string& sha256) const {
    std::error_code ec;
    return std::filesystem::exists(path(sha256), ec);
}

std::filesystem::path Artifacts::path(const std::string& sha256) const {
    return directory_ / sha256;
}

Result<std::string> Artifacts::read(const Artifact& artifact) const {
    DRILL_TRY(bytes, read_file(path(artifact.sha256)));
    if (sha256_hex(bytes) != artifact.sha256)
        return fail(Errc::corrupt,
                    fmt::format("artifact {} ({}) has changed", artifact.name, artifact.sha256));
    return std::move(bytes);
}

Result<Artifact> Artifacts::put(std::string name, std::string_view bytes) const {
    const Artifact artifact{.name = std::move(name),
                            .sha256 = sha256_hex(bytes),
                            .bytes = static_cast<std::int64_t>(bytes.size())};
    if (has(artifact.sha256)) return artifact;
    ArtifactWriter writer(*this, artifact);
    DRILL_CHECK(writer.add(bytes));
    DRILL_CHECK(writer.finish());
    return artifact;
}

ArtifactWriter::ArtifactWriter(const Artifacts& artifacts, const Artifact& wanted)
    : artifacts_(artifacts),
      wanted_(wanted),
      temporary_(artifacts.directory() /
                 fmt::format(".{}.{}.part", wanted.sha256.substr(0, 64), ::getpid())) {}

ArtifactWriter::~ArtifactWriter() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
}

Result<void> ArtifactWriter::add(std::string_view bytes) {
    if (descriptor_ < 0)
        descriptor_ =
            ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor_ < 0) return os_error("cannot write", temporary_);
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return os_error("cannot write", temporary_);
        bytes.remove_prefix(static_cast<std::size_t>(count));
        written_ += count;
    }
    return {};
}

Result<void> ArtifactWriter::finish() {
    DRILL_CHECK(add(""));
    if (::fsync(descriptor_) != 0) return os_error("cannot sync", temporary_);
    DRILL_TRY(bytes, read_file(temporary_));
    if (sha256_hex(bytes) != wanted_.sha256)
        return fail(Errc::corrupt,
                    fmt::format("artifact {} does not have the hash {} after transfer",
                                wanted_.name, wanted_.sha256));
    const std::filesystem::path place = artifacts_.path(wanted_.sha256);
    if (::rename(temporary_.c_str(), place.c_str()) != 0)
        return os_error("cannot rename to", place);
    ::close(std::exchange(descriptor_, -1));
    return sync_directory(artifacts_.directory());
}

}  // namespace firedrill::journal
