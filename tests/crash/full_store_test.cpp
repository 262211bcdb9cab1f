// The store is full, or takes nothing at all: the drill is stopped all the same, and told truly.
#include "orchestrator/journal/reserve.hpp"
#include "tests/crash/small_workspace.hpp"
#include "tests/crash/tiny_disk.hpp"
#include "tests/crash/tracing.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill;
using namespace firedrill::crash;
using namespace std::chrono_literals;
using test::eventually;

namespace {

constexpr std::chrono::milliseconds promised = 5s + 3s;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Takes all that is left of the disk, to the last byte.
void fill(const std::filesystem::path& disk) {
    for (const std::size_t piece : {std::size_t{65536}, std::size_t{4096}, std::size_t{1}}) {
        std::ofstream out(disk / ("filler-" + std::to_string(piece)), std::ios::binary);
        const std::string bytes(piece, 'x');
        while (out.write(bytes.data(), static_cast<std::streamsize>(piece)).flush()) {
        }
    }
}

void clear(const std::filesystem::path& disk) {
    for (const char* piece : {"filler-65536", "filler-4096", "filler-1"})
        std::filesystem::remove(disk / piece);
}

/// Says something to the drill until its journal has no room for that any more.
void talk_until_over(SmallWorkspace& work) {
    CHECK(eventually(
        [&] {
            work.note();
            return work.over();
        },
        90s));
}

/// From now on every sync of that process fails.
class BrokenDisk {
public:
    explicit BrokenDisk(pid_t process)
        : tracer_(test::start_program({"/usr/bin/strace", "-f", "-qq", "-o", "/dev/null", "-e",
                                       "trace=fdatasync", "-e", "inject=fdatasync:error=EIO", "-p",
                                       std::to_string(process)})) {}
    ~BrokenDisk() {
        ::kill(tracer_, SIGTERM);
        ::waitpid(tracer_, nullptr, 0);
    }
    BrokenDisk(const BrokenDisk&) = delete;
    BrokenDisk& operator=(const BrokenDisk&) = delete;

private:
    pid_t tracer_;
};

bool is_traced(pid_t process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("TracerPid:")) return line.find_first_of("123456789") != line.npos;
    return false;
}

}  // namespace

TEST_CASE("a full disk under the store aborts the drill with the store's reserve") {
    SmallWorkspace work;
    const TinyDisk disk(work.store(), 24 << 10);
    if (!disk.works()) return;
    work.run_until_paused();
    const auto reserve = work.store() / "reserve";
    REQUIRE(std::filesystem::file_size(reserve) == std::size_t{journal::reserve_bytes});
    // when
    fill(work.store());
    talk_until_over(work);
    // then it was stopped and undone, and all that is in the journal
    CHECK(work.wait() == 3);
    INFO(work.said());
    CHECK(contains(work.said(), "the store's disk is full"));
    CHECK_FALSE(work.victim_is_paused());
    CHECK_FALSE(work.stubborn_runs());
    const json::object status = work.status();
    CHECK(status.at("status").as_string() == "ended");
    CHECK(status.at("ending").as_string() == "aborted");
    CHECK(status.at("outstanding").as_array().empty());
    CHECK(std::filesystem::file_size(reserve) == 0);
    // and none starts without a reserve
    const auto refused = work.firedrill({"run", "small", "--yes"});
    INFO(refused.output);
    CHECK(refused.exit == 3);
    CHECK(contains(refused.output, "reserve"));
    // when there is room again
    clear(work.store());
    work.run_until_paused();
    CHECK(std::filesystem::file_size(reserve) == std::size_t{journal::reserve_bytes});
    CHECK(work.firedrill({"abort", "--why", "enough"}).exit == 3);
    work.wait();
}

TEST_CASE("a store that takes nothing any more: the agents are told without it") {
    if (!tracing_works()) return;
    SmallWorkspace work;
    work.run_until_paused();
    std::chrono::milliseconds took{};
    {
        const BrokenDisk disk(work.pid());
        REQUIRE(eventually([&] { return is_traced(work.pid()); }));
        // when anything is to be recorded
        work.note();
        took = work.until_quiet();
        CHECK(work.wait() == 3);
    }
    INFO(work.said());
    CHECK(took < promised);
    CHECK(contains(work.said(), "STOPPED WITHOUT ITS JOURNAL"));
    CHECK(contains(work.said(), "firedrill resume"));
    // then the record catches up from the receipts
    const auto again = work.firedrill({"abort", "--why", "the disk broke"});
    INFO(again.output);
    CHECK(again.exit == 3);
    const json::object status = work.status();
    CHECK(status.at("status").as_string() == "ended");
    CHECK(status.at("outstanding").as_array().empty());
}

TEST_CASE("a read-only store does not keep anybody from aborting") {
    const std::string verb = GENERATE("abort", "stop-all");
    INFO(verb);
    SmallWorkspace work;
    const TinyDisk disk(work.store(), 32 << 10);
    if (!disk.works()) return;
    work.run_until_paused();
    work.signal(SIGKILL);  // as when its host goes down with the disk
    work.wait();
    disk.make_read_only();
    REQUIRE(work.victim_is_paused());
    // when
    const auto aborted = work.firedrill({verb, "--why", "enough"});
    INFO(aborted.output);
    // then
    CHECK(aborted.exit == 3);
    CHECK(contains(aborted.output, "STOPPED WITHOUT ITS JOURNAL"));
    CHECK_FALSE(work.victim_is_paused());
    CHECK_FALSE(work.stubborn_runs());
    // and when it can be written again, that is recorded
    disk.grow(32 << 10);
    CHECK(work.firedrill({"abort", "--why", "enough"}).exit == 3);
    CHECK(work.ending() == "aborted");
    CHECK(work.status().at("outstanding").as_array().empty());
}
