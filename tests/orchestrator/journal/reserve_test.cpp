// The room that a store keeps for its last words.
#include "orchestrator/journal/reserve.hpp"

#include "tests/orchestrator/journal/temporary.hpp"

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <iostream>

using namespace firedrill;
using namespace firedrill::journal;

namespace {

struct stat found(const Store& store) {
    struct stat out{};
    ::stat((store.directory / "reserve").c_str(), &out);
    return out;
}

}  // namespace

TEST_CASE("a reserve takes real blocks, is spent once, and is filled again") {
    const TemporaryDirectory place;
    const Store store = create_store(place.path() / "store").value();
    CHECK_FALSE(spend_reserve(store));
    CHECK_FALSE(is_reserve_spent(store));
    REQUIRE(keep_reserve(store));
    CHECK(found(store).st_size == reserve_bytes);
    CHECK(found(store).st_blocks * 512 >= reserve_bytes);
    CHECK_FALSE(is_reserve_spent(store));
    // when
    CHECK(spend_reserve(store));
    CHECK(found(store).st_blocks == 0);
    CHECK(is_reserve_spent(store));
    CHECK_FALSE(spend_reserve(store));
    // and
    REQUIRE(keep_reserve(store));
    CHECK_FALSE(is_reserve_spent(store));
    CHECK(found(store).st_blocks * 512 >= reserve_bytes);
}

TEST_CASE("a disk without room for the reserve says so and keeps what it has") {
    const TemporaryDirectory place;
    const auto disk = place.path() / "disk";
    std::filesystem::create_directories(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=4096k") != 0) {
        std::cout << "reserve: no tmpfs without root: not tested\n";
        return;
    }
    const Store store = create_store(disk / "store").value();
    const auto kept = keep_reserve(store);
    const std::int64_t left = found(store).st_size;
    ::umount2(disk.c_str(), MNT_DETACH);
    REQUIRE_FALSE(kept);
    CHECK(kept.error().code == Errc::no_room);
    CHECK(kept.error().remedy.find("free space") != std::string::npos);
    CHECK(left == 0);
}
