#include "agents/resident/artifact_store.hpp"

#include "agents/resident/files.hpp"
#include "core/base/hash.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>

namespace firedrill::resident {

namespace {

bool is_hash(const std::string& text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Result<std::int64_t> size_of(int fd, const std::string& path) {
    struct stat found{};
    if (::fstat(fd, &found) != 0) return os_error("cannot look at " + path);
    return static_cast<std::int64_t>(found.st_size);
}

Result<std::string> hash_of_file(int fd, std::int64_t bytes, const std::string& path) {
    if (bytes == 0) return sha256_hex("");
    const auto length = static_cast<std::size_t>(bytes);
    void* start = ::mmap(nullptr, length, PROT_READ, MAP_PRIVATE, fd, 0);
    if (start == MAP_FAILED) return os_error("cannot map " + path);
    std::string hash = sha256_hex(std::string_view(static_cast<const char*>(start), length));
    ::munmap(start, length);
    return hash;
}

}  // namespace

Result<ArtifactStore> ArtifactStore::open(const std::string& directory) {
    DRILL_CHECK(make_directory(directory, 0700));
    return ArtifactStore(directory);
}

Result<Artifact> ArtifactStore::keep(const std::string& name, std::string_view bytes) {
    Artifact artifact{.name = name,
                      .sha256 = sha256_hex(bytes),
                      .bytes = static_cast<std::int64_t>(bytes.size())};
    DRILL_CHECK(write_file_durably(path(artifact.sha256), bytes, 0600));
    return artifact;
}

Result<Artifact> ArtifactStore::keep_file(const std::string& name, const std::string& source) {
    DRILL_TRY(fd, open_file(source, O_RDONLY));
    DRILL_TRY(bytes, size_of(fd.get(), source));
    DRILL_TRY(hash, hash_of_file(fd.get(), bytes, source));
    if (::fsync(fd.get()) != 0) return os_error("cannot sync " + source);
    if (::rename(source.c_str(), path(hash).c_str()) != 0) return os_error("cannot move " + source);
    DRILL_CHECK(sync_directory(directory_));
    return Artifact{.name = name, .sha256 = hash, .bytes = bytes};
}

Result<wire::Chunk> ArtifactStore::read(const std::string& sha256, std::int64_t offset) const {
    if (!is_hash(sha256) || offset < 0) return fail(Errc::refused, "not the name of an artifact");
    DRILL_TRY(fd, open_file(path(sha256), O_RDONLY));
    DRILL_TRY(bytes, size_of(fd.get(), sha256));
    std::string data(
        static_cast<std::size_t>(std::clamp<std::int64_t>(bytes - offset, 0, chunk_bytes_max)),
        '\0');
    const ssize_t got = ::pread(fd.get(), data.data(), data.size(), offset);
    if (got != static_cast<ssize_t>(data.size())) return os_error("cannot read " + sha256);
    const std::int64_t end = offset + static_cast<std::int64_t>(data.size());
    return wire::Chunk{.sha256 = sha256,
                       .offset = offset,
                       .data = wire::base64_encode(data),
                       .last = end >= bytes};
}

}  // namespace firedrill::resident
