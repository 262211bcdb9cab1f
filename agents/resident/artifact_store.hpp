// ArtifactStore: files kept by content in <state>/artifacts/<sha256>. A file is there whole and
// durable, or not at all. One thread.
#pragma once

#include "core/base/attempt.hpp"
#include "core/base/result.hpp"
#include "core/wire/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace firedrill::resident {

inline constexpr std::int64_t chunk_bytes_max = 512 << 10;

class ArtifactStore {
public:
    /// Creates the directory (mode 0700) if it is absent.
    static Result<ArtifactStore> open(const std::string& directory);

    /// `name` is for people: "samples-client.csv".
    Result<Artifact> keep(const std::string& name, std::string_view bytes);
    /// Moves a finished file (of the same file system) into the store.
    Result<Artifact> keep_file(const std::string& name, const std::string& path);
    /// One chunk from `offset`; not_found, or refused when `sha256` is not a hash.
    Result<wire::Chunk> read(const std::string& sha256, std::int64_t offset) const;

private:
    explicit ArtifactStore(std::string directory) : directory_(std::move(directory)) {}
    std::string path(const std::string& sha256) const { return directory_ + "/" + sha256; }
    std::string directory_;
};

}  // namespace firedrill::resident
