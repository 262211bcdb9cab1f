// network.delay and network.loss: what tc is told, and where a kernel has netem what it does.
#include "agents/agent/fault_netem.hpp"
#include "tests/agents/agent/fencing.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/two_sites.hpp"

#include <sys/utsname.h>
#include <unistd.h>
#include <filesystem>
#include <fstream>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

constexpr int port = 15436;

plan::Step delay_step(Nanos lease) {
    return fault_step("network.delay", {{"interface", "eth0"}, {"delay", "300ms"}}, lease);
}

bool has_netem() {
    return agent::netem::kernel_has_netem("/");
}

}  // namespace

TEST_CASE("the queue of an interface is read from what tc shows") {
    using agent::netem::read_queue;
    CHECK(read_queue("").kind.empty());
    const auto usual = read_queue("qdisc fq_codel 0: root refcnt 2 limit 10240p\n");
    CHECK((usual.kind == "fq_codel" && usual.of_kernel && !usual.ours && !usual.has_netem));
    const auto ours = read_queue(
        "qdisc prio fd11: root refcnt 2 bands 4\nqdisc netem fd14: parent fd11:4 limit 1000\n");
    CHECK((ours.kind == "prio" && ours.ours && ours.has_netem));
    const auto foreign = read_queue("qdisc fq 8001: root refcnt 2\n");
    CHECK((!foreign.ours && !foreign.of_kernel));
}

TEST_CASE("a kernel has netem when it is loaded, built in, or among its modules") {
    std::string place = "/var/tmp/firedrill-netem-XXXXXX";
    place = std::string(::mkdtemp(place.data())) + "/";
    CHECK_FALSE(agent::netem::kernel_has_netem(place));
    SECTION("loaded") {
        std::filesystem::create_directories(place + "sys/module/sch_netem");
    }
    SECTION("among its modules") {
        struct utsname kernel{};
        ::uname(&kernel);
        const std::string modules = place + "lib/modules/" + kernel.release;
        std::filesystem::create_directories(modules);
        const char* list = GENERATE("dep", "builtin");
        std::ofstream(modules + "/modules." + list) << "kernel/net/sched/sch_netem.ko.xz:\n";
    }
    CHECK(agent::netem::kernel_has_netem(place));
    std::filesystem::remove_all(place);
}

TEST_CASE("where the kernel has no netem a delay is refused before the drill starts") {
    if (has_netem() || ::geteuid() != 0) {
        WARN("skipped: this kernel has netem, or we are not root");
        return;
    }
    ResidentAgent agent;
    Orchestrator drill(agent);
    const std::string why = refusal_of(drill, plan_of({delay_step(60s)}));
    CHECK(why.find("step break: this kernel has no netem") == 0);
}

TEST_CASE("packets that leave are late for as long as the lease") {
    DRILL_NEEDS_SITES();
    if (!has_netem()) {
        WARN("skipped: this kernel has no netem");
        return;
    }
    const TwoSites sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    const auto quick = [&] {
        const auto there = sites.at_backup();
        return reaches(TwoSites::main, port, 150ms);
    };
    const auto slow = [&] {
        const auto there = sites.at_backup();
        return reaches(TwoSites::main, port, 2s);
    };
    ResidentAgent agent;
    Orchestrator drill(agent);
    REQUIRE(quick());
    SECTION("undone") {
        drill.offer(plan_of({delay_step(60s)}));
        REQUIRE(succeeded(drill.execute("break")));
        CHECK_FALSE(quick());
        CHECK(slow());
        REQUIRE(succeeded(drill.execute(Orchestrator::key_of("break", Part::undo))));
    }
    SECTION("the lease ends") {
        drill.offer(plan_of({delay_step(2s)}));
        REQUIRE(succeeded(drill.execute("break")));
        CHECK_FALSE(quick());
        CHECK(drill.expect<wire::FaultReverted>().verified);
    }
    SECTION("only what goes to a peer") {
        plan::Step step = fault_step(
            "network.loss", {{"interface", "eth0"}, {"loss", "100%"}, {"peers", "10.77.1.9"}}, 60s);
        drill.offer(plan_of({step}));
        REQUIRE(succeeded(drill.execute("break")));
    }
    CHECK(quick());
}
