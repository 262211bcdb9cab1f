// disk.fill on a small file system of its own.
#include "tests/agents/agent/resident_agent.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <filesystem>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t mebibyte = 1 << 20;

/// 64 MiB; only root can mount it.
class Disk {
public:
    Disk() {
        std::string name = "/var/tmp/firedrill-disk-XXXXXX";
        place_ = ::mkdtemp(name.data());
        mounted_ = ::mount("tmpfs", place_.c_str(), "tmpfs", 0, "size=64m") == 0;
    }
    ~Disk() {
        if (mounted_) ::umount2(place_.c_str(), MNT_DETACH);
        std::error_code ignored;
        std::filesystem::remove(place_, ignored);
    }
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    bool there() const { return mounted_; }
    const std::string& place() const { return place_; }
    std::int64_t free() const {
        struct statvfs seen{};
        ::statvfs(place_.c_str(), &seen);
        return static_cast<std::int64_t>(seen.f_bavail) * static_cast<std::int64_t>(seen.f_frsize);
    }

private:
    std::string place_;
    bool mounted_ = false;
};

#define DRILL_NEEDS_DISK(disk)                                         \
    if (!(disk).there()) {                                             \
        WARN("skipped: only root can mount a file system of its own"); \
        return;                                                        \
    }

plan::Step fill_step(plan::Parameters with, Nanos lease = 60s) {
    plan::Step step =
        step_of("fill", plan::Fault{.kind = "disk.fill", .with = with, .lease = lease});
    step.undo.push_back(plan::Revert{.fault = "fill", .kind = "disk.fill", .with = with});
    return step;
}

}  // namespace

TEST_CASE("a disk is filled up to what is to be left, and is free again when undone") {
    const Disk disk;
    DRILL_NEEDS_DISK(disk);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({fill_step({{"directory", disk.place()}, {"leave", "4MiB"}})}));
    const AttemptReport report = drill.execute("fill");
    INFO(report.reason);
    REQUIRE(report.outcome == Outcome::succeeded);
    CHECK(disk.free() <= 4 * mebibyte);
    CHECK(disk.free() > 2 * mebibyte);
    CHECK(std::filesystem::is_empty(disk.place()));  // the file has no name
    CHECK(drill.execute(Orchestrator::key_of("fill", Part::undo)).outcome == Outcome::succeeded);
    CHECK(disk.free() > 60 * mebibyte);
}

TEST_CASE("a killed agent gives the room back, and its next start lists nothing") {
    const Disk disk;
    DRILL_NEEDS_DISK(disk);
    ResidentAgent agent;
    {
        Orchestrator drill(agent);
        drill.offer(plan_of({fill_step({{"directory", disk.place()}, {"size", "32MiB"}})}));
        REQUIRE(drill.execute("fill").outcome == Outcome::succeeded);
    }
    REQUIRE(disk.free() <= 32 * mebibyte);
    agent.kill();
    CHECK(eventually([&] { return disk.free() > 60 * mebibyte; }, 3s));
    agent.start();
    Orchestrator again(agent);
    again.send(wire::AskStatus{});
    CHECK(again.expect<wire::Status>().faults.empty());
}

TEST_CASE("a filled disk is free again when its lease ends") {
    const Disk disk;
    DRILL_NEEDS_DISK(disk);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(plan_of({fill_step({{"directory", disk.place()}, {"size", "32MiB"}}, 1s)}));
    REQUIRE(drill.execute("fill").outcome == Outcome::succeeded);
    CHECK(drill.expect<wire::FaultReverted>().verified);
    CHECK(disk.free() > 60 * mebibyte);
}

TEST_CASE("a disk is not filled where there is no room, and not under the receipts") {
    const Disk disk;
    DRILL_NEEDS_DISK(disk);
    ResidentAgent agent;
    Orchestrator drill(agent);
    plan::Step more = fill_step({{"directory", disk.place()}, {"size", "1GiB"}});
    plan::Step here = fill_step({{"directory", agent.place()}, {"size", "1MiB"}});
    here.id = here.group = "here";
    here.undo.clear();
    drill.offer(plan_of({more, here}));
    const AttemptReport no_room = drill.execute("fill");
    CHECK(no_room.refused);
    CHECK(no_room.reason.find("bytes free") != std::string::npos);
    const AttemptReport receipts = drill.execute("here");
    CHECK(receipts.refused);
    CHECK(receipts.reason.find("beside_receipts") != std::string::npos);
    CHECK(disk.free() > 60 * mebibyte);
}
