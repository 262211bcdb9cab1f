#include "orchestrator/links/lab_place.hpp"

#include <unistd.h>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

using namespace firedrill;
namespace fs = std::filesystem;

namespace {

fs::path place_of(const fs::path& store) {
    return links::lab_place(store, "db1", plan::Performer::agent).directory;
}

void make_store(const fs::path& store) {
    fs::remove_all(store);
    fs::create_directories(store / "drills");
}

}  // namespace

TEST_CASE("a store that was deleted and made anew never meets the receipts of the old one") {
    const fs::path store = "/var/tmp/firedrill-test-store-" + std::to_string(::getpid());
    make_store(store);
    const fs::path first = place_of(store);
    CHECK(place_of(store) == first);
    // when (the clock of files ticks in milliseconds: the second one must be born later)
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{5};
    fs::path second = first;
    while (second == first && std::chrono::steady_clock::now() < until) {
        make_store(store);
        second = place_of(store);
    }
    // then
    CHECK(second != first);
    fs::remove_all(store);
}
