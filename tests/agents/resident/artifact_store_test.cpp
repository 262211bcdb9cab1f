#include "agents/resident/artifact_store.hpp"

#include "agents/resident/files.hpp"
#include "core/base/hash.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace firedrill;
using namespace firedrill::resident;

namespace {

struct Place {
    Place() {
        std::string name = "/var/tmp/firedrill-artifacts-XXXXXX";
        directory = ::mkdtemp(name.data());
    }
    ~Place() { std::filesystem::remove_all(directory); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    std::string directory;
};

std::string fetched(const ArtifactStore& store, const Artifact& artifact) {
    std::string bytes;
    for (;;) {
        const auto chunk = store.read(artifact.sha256, static_cast<std::int64_t>(bytes.size()));
        REQUIRE(chunk.has_value());
        bytes += wire::base64_decode(chunk->data).value();
        if (chunk->last) return bytes;
    }
}

}  // namespace

TEST_CASE("an artifact comes back in chunks, byte by byte") {
    const Place place;
    auto store = ArtifactStore::open(place.directory + "/artifacts");
    REQUIRE(store.has_value());
    const auto size = GENERATE(0, 1, chunk_bytes_max, chunk_bytes_max + 1, 3 * chunk_bytes_max);
    std::string bytes;
    for (std::int64_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 7 % 251);
    const auto artifact = store->keep("samples.csv", bytes);
    REQUIRE(artifact.has_value());
    CHECK(artifact->bytes == size);
    CHECK(fetched(*store, *artifact) == bytes);
}

TEST_CASE("a spool file is moved into the store") {
    const Place place;
    auto store = ArtifactStore::open(place.directory + "/artifacts");
    const std::string spool = place.directory + "/spool";
    REQUIRE(write_file_durably(spool, "seq,class\n1,ack\n", 0600).has_value());
    const auto artifact = store->keep_file("writes.csv", spool);
    REQUIRE(artifact.has_value());
    CHECK(artifact->sha256 == sha256_hex("seq,class\n1,ack\n"));
    CHECK(fetched(*store, *artifact) == "seq,class\n1,ack\n");
    CHECK_FALSE(std::filesystem::exists(spool));
}

TEST_CASE("only a hash names an artifact, never a path") {
    const Place place;
    const auto store = ArtifactStore::open(place.directory + "/artifacts");
    for (const std::string name : {"../receipts", "/etc/passwd", "", "abc"}) {
        const auto chunk = store->read(name, 0);
        REQUIRE_FALSE(chunk.has_value());
        CHECK(chunk.error().code == Errc::refused);
    }
    const auto absent = store->read(sha256_hex("never kept"), 0);
    REQUIRE_FALSE(absent.has_value());
    CHECK(absent.error().code == Errc::not_found);
}
