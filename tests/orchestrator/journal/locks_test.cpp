// Who runs a drill, seen from other processes.
#include "orchestrator/journal/beginning.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <functional>

using namespace firedrill;
using namespace firedrill::journal;

namespace {

/// In a process of its own, which then ends.
bool elsewhere(const std::function<bool()>& holds) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(holds() ? 0 : 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    return status == 0;
}

Store store_with(const TemporaryDirectory& place, const std::vector<std::string>& drills) {
    const Store store = create_store(place.path() / ".firedrill").value();
    for (const auto& drill : drills) REQUIRE(create_drill(store, drill));
    return store;
}

}  // namespace

TEST_CASE("a drill has one owner, and the second one is told who it is") {
    const TemporaryDirectory place;
    const Store store = store_with(place, {"a-1", "b-1"});
    const auto first = lock_drill(store, "a-1");
    REQUIRE(first.has_value());
    CHECK(elsewhere([&] {
        const auto second = lock_drill(store, "a-1");
        return !second && second.error().code == Errc::busy &&
               second.error().what.find("process") != std::string::npos;
    }));
    CHECK(owner_of(store, "a-1").find(std::to_string(::getpid())) != std::string::npos);
    // and another drill is free
    CHECK(elsewhere([&] { return lock_drill(store, "b-1").has_value(); }));
    CHECK(running_drills(store) == std::vector<std::string>{"a-1"});
}

TEST_CASE("the lock of a dead owner is free, and its name is still known") {
    const TemporaryDirectory place;
    const Store store = store_with(place, {"a-1"});
    REQUIRE(elsewhere([&] { return lock_drill(store, "a-1").has_value(); }));
    CHECK(owner_of(store, "a-1").empty());
    CHECK_FALSE(last_owner_of(store, "a-1").empty());
    CHECK(lock_drill(store, "a-1").has_value());
    CHECK(running_drills(store).empty());
}

TEST_CASE("what several use is nobody's alone, until the last one is gone") {
    const TemporaryDirectory place;
    const auto file = place.path() / "use";
    auto mine = share_lock(file);
    REQUIRE(mine.has_value());
    CHECK(elsewhere([&] { return share_lock(file).has_value(); }));
    CHECK(elsewhere([&] { return try_lock(file).error().code == Errc::busy; }));
    {
        const HeldLock gone = std::move(*mine);
    }
    CHECK(elsewhere([&] { return try_lock(file).has_value(); }));
}
