// Files kept by content: `artifacts/<sha256>`. A file that is there is complete and durable: it was
// written beside, synced, checked and renamed. Not thread-safe for one Writer.
#pragma once

#include "core/base/attempt.hpp"
#include "core/base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace firedrill::journal {

class Artifacts {
public:
    explicit Artifacts(std::filesystem::path directory) : directory_(std::move(directory)) {}

    bool has(const std::string& sha256) const;
    std::filesystem::path path(const std::string& sha256) const;
    /// Errc::corrupt when the bytes do not have the hash any more.
    Result<std::string> read(const Artifact& artifact) const;
    Result<Artifact> put(std::string name, std::string_view bytes) const;

    const std::filesystem::path& directory() const { return directory_; }

private:
    std::filesystem::path directory_;
};

/// Collects an artifact that arrives in pieces.
class ArtifactWriter {
public:
    ArtifactWriter(const Artifacts& artifacts, const Artifact& wanted);
    ~ArtifactWriter();
    ArtifactWriter(const ArtifactWriter&) = delete;
    ArtifactWriter& operator=(const ArtifactWriter&) = delete;

    std::int64_t written() const { return written_; }
    Result<void> add(std::string_view bytes);
    /// Syncs, compares hash and length with what was wanted, and gives the file its name.
    Result<void> finish();

private:
    Artifacts artifacts_;
    Artifact wanted_;
    std::filesystem::path temporary_;
    int descriptor_ = -1;
    std::int64_t written_ = 0;
};

}  // namespace firedrill::journal
