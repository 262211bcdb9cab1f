#include "orchestrator/journal/store.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

using namespace firedrill;

namespace {

std::string content(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

std::filesystem::path older(const journal::Store& store) {
    return store.log().string() + ".1";
}

}  // namespace

TEST_CASE("the log of a store stays small, and one older file is kept") {
    const TemporaryDirectory place;
    const auto store = journal::create_store(place.path() / ".firedrill").value();
    for (int i = 1; i <= 3'000; ++i) journal::log(store, "warning " + std::to_string(i), 10'000);
    CHECK(std::filesystem::file_size(store.log()) <= 10'000);
    CHECK(std::filesystem::file_size(older(store)) <= 10'000);
    CHECK(content(store.log()).ends_with("warning 3000\n"));
    CHECK_FALSE(std::filesystem::exists(older(store).string() + ".1"));
    // a line of a hostile host is cut
    journal::log(store, std::string(1'000'000, 'x'), 10'000);
    CHECK(std::filesystem::file_size(store.log()) <= 10'000);
}

TEST_CASE("processes that fill the log at once neither overfill it nor lose what came last") {
    const TemporaryDirectory place;
    const auto store = journal::create_store(place.path() / ".firedrill").value();
    for (int process = 0; process < 4; ++process) {
        if (::fork() != 0) continue;
        for (int i = 0; i < 2'000; ++i) journal::log(store, "a line of some length", 20'000);
        ::_exit(0);
    }
    for (int process = 0; process < 4; ++process) ::wait(nullptr);
    journal::log(store, "the last one", 20'000);
    CHECK(std::filesystem::file_size(store.log()) <= 40'000);
    CHECK(std::filesystem::file_size(older(store)) <= 40'000);
    CHECK(content(store.log()).ends_with("the last one\n"));
    // an older file was not replaced by one that had just begun
    CHECK(std::filesystem::file_size(older(store)) > 10'000);
}

TEST_CASE("a log that cannot be put aside stops growing") {
    const TemporaryDirectory place;
    const auto store = journal::create_store(place.path() / ".firedrill").value();
    std::filesystem::create_directory(older(store));
    for (int i = 0; i < 3'000; ++i) journal::log(store, "a line of some length", 10'000);
    CHECK(std::filesystem::file_size(store.log()) <= 20'000);
}
