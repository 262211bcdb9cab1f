// Fence "storage" on a file system of its own: who is in the way, and that it comes back the same.
#include "agents/agent/mounts.hpp"
#include "tests/agents/agent/fencing.hpp"
#include "tests/support/postgres.hpp"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;

namespace {

/// 16 MiB of ext4 on a loop device.
class Disk {
public:
    Disk() {
        // Tests beside us make namespaces of their own, which would see our mounts.
        if (::unshare(CLONE_NEWNS) != 0 ||
            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
            return;
        std::string name = "/var/tmp/firedrill-storage-XXXXXX";
        place_ = ::mkdtemp(name.data());
        std::filesystem::create_directory(mount());
        const std::string image = place_ + "/image";
        std::ofstream(image) << "";
        std::filesystem::resize_file(image, 16 << 20);
        if (run_program({"/sbin/mkfs.ext4", "-q", image}).exit != 0) return;
        const Ended looped = run_program({"/sbin/losetup", "-f", "--show", image});
        if (looped.exit != 0) return;
        device_ = looped.output.substr(0, looped.output.find('\n'));
        there_ = run_program({"/bin/mount", "-o", "noatime,nosuid", device_, mount()}).exit == 0;
    }
    ~Disk() {
        if (there_) ::umount2(mount().c_str(), MNT_DETACH);
        if (!device_.empty()) run_program({"/sbin/losetup", "-d", device_});
        std::filesystem::remove_all(place_);
    }
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    bool there() const { return there_; }
    std::string mount() const { return place_ + "/data"; }
    std::string line() const {
        for (const auto& one : agent::mounts_here().value())
            if (one.place == mount()) return one.source + " " + one.type + " " + one.options;
        return "";
    }
    std::string plan() const { return fencing_plan("storage", {{"mount", mount()}}); }

private:
    std::string place_, device_;
    bool there_ = false;
};

#define DRILL_NEEDS_LOOP(disk)                                      \
    if (!(disk).there()) {                                          \
        WARN("skipped: it needs root, loop devices and mkfs.ext4"); \
        return;                                                     \
    }

}  // namespace

TEST_CASE("lines of mountinfo are read with their blanks and options") {
    const auto mounts = agent::read_mounts(
        "36 35 98:0 / /srv/my\\040data rw,noatime shared:1 master:2 - ext4 /dev/sda1 "
        "rw,noatime,quota\n"
        "broken\n"
        "37 35 98:0 /sub /mnt ro - ext4 /dev/sda1 rw\n");
    REQUIRE(mounts.size() == 2);
    CHECK(mounts[0].place == "/srv/my data");
    CHECK(mounts[0].options == "rw,noatime,quota");
    CHECK(mounts[0].source == "/dev/sda1");
    CHECK(mounts[1].root == "/sub");
    CHECK(mounts[1].options == "rw,ro");
}

TEST_CASE("a file system that was unmounted comes back the same") {
    const Disk disk;
    DRILL_NEEDS_LOOP(disk);
    std::ofstream(disk.mount() + "/file") << "kept";
    const std::string before = disk.line();
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(disk.plan());
    REQUIRE(succeeded(drill.execute("fence")));
    CHECK(disk.line().empty());
    CHECK_FALSE(std::filesystem::exists(disk.mount() + "/file"));
    CHECK(drill.execute("again").facts.at("mount") == "not mounted");
    REQUIRE(succeeded(drill.execute("release")));
    CHECK(disk.line() == before);
    CHECK(std::filesystem::exists(disk.mount() + "/file"));
}

TEST_CASE("a file system that somebody works in is not unmounted, and who is named") {
    const Disk disk;
    DRILL_NEEDS_LOOP(disk);
    const pid_t user =
        start_program({"/bin/sh", "-c", "exec sleep 1000 > " + disk.mount() + "/held"});
    REQUIRE(eventually([&] { return std::filesystem::exists(disk.mount() + "/held"); }));
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(disk.plan());
    const AttemptReport report = drill.execute("fence");
    CHECK(report.refused);
    CHECK(report.reason.find("sleep (" + std::to_string(user) + ")") != std::string::npos);
    CHECK_FALSE(disk.line().empty());
    ::kill(user, SIGKILL);
    ::waitpid(user, nullptr, 0);
}

TEST_CASE(
    "a file system that a namespace of its own still sees is not fenced, and is mounted again") {
    const Disk disk;
    DRILL_NEEDS_LOOP(disk);
    const std::string before = disk.line(), ready = disk.mount() + "/ready";
    const pid_t other = start_program({"/usr/bin/unshare", "--mount", "--propagation", "private",
                                       "/bin/sh", "-c", "touch " + ready + "; exec sleep 1000"});
    REQUIRE(eventually([&] { return std::filesystem::exists(ready); }));
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(disk.plan());
    const AttemptReport report = drill.execute("fence");
    CHECK(report.outcome == Outcome::failed);
    CHECK(report.reason.find("process " + std::to_string(other) + " still has") !=
          std::string::npos);
    CHECK(disk.line() == before);
    ::kill(other, SIGKILL);
    ::waitpid(other, nullptr, 0);
}

TEST_CASE("a person mounts again with the words shown") {
    const Disk disk;
    DRILL_NEEDS_LOOP(disk);
    const std::string before = disk.line();
    ResidentAgent agent;
    {
        Orchestrator drill(agent);
        drill.offer(disk.plan());
        REQUIRE(succeeded(drill.execute("fence")));
    }
    agent.kill();
    type_by_hand(revert_offline(agent).at("fences"));
    CHECK(disk.line() == before);
}

TEST_CASE("what would be lost, or is a part of the system, is not unmounted") {
    DRILL_NEEDS_ROOT();
    std::string name = "/var/tmp/firedrill-memory-XXXXXX";
    const std::string place = ::mkdtemp(name.data());
    REQUIRE(::mount("tmpfs", place.c_str(), "tmpfs", 0, "size=1m") == 0);
    {
        ResidentAgent agent;
        Orchestrator drill(agent);
        CHECK(refusal_of(drill, fencing_plan("storage", {{"mount", "/usr"}})).find("step fence") ==
              0);
        drill.offer(fencing_plan("storage", {{"mount", place}}));
        const AttemptReport report = drill.execute("fence");
        CHECK(report.refused);
        CHECK(report.reason.find("is of type tmpfs") != std::string::npos);
    }
    ::umount2(place.c_str(), MNT_DETACH);
    std::filesystem::remove(place);
}
