// Many agents over TLS, each a process of its own, all asked at once:
//   200, warm: between the first and the last start of a step, beside warm `ansible -f 50`;
//   1,000, without spawning: one barrier, beside a plain epoll program with the same messages and
//   fsyncs, and what memory the orchestrator has.
// `crowd_bench SOME ALL` takes other numbers. Prints medians and ratios; ends with 1 if a limit is
// passed. Needs ansible-core, OpenSSH's server and 16 GiB; about ten minutes.
#include "tests/bench/ansible.hpp"
#include "tests/bench/plain_crowd.hpp"

#include <sys/resource.h>

using namespace firedrill;
using namespace firedrill::bench;

namespace {

int some = 200, all = 1'000;         ///< agents
constexpr double skew_limit = 20;    ///< so many times less than Ansible
constexpr double crowd_limit = 3.0;  ///< times the plain program
constexpr double mebibytes_limit = 100;

/// What one barrier took, from the step before it, and when its attempts started.
struct Barrier {
    Nanos begun{}, ended{};
    std::vector<Nanos> starts;
};

/// A step that all wait for, then one on every host, `count` times.
plan::Plan crowd_plan(int size, int count, bool spawns) {
    std::vector<plan::Step> steps;
    std::vector<std::string> names, before;
    for (int host = 0; host < size; ++host) names.push_back(host_name(host));
    for (int barrier = 0; barrier < count; ++barrier) {
        const std::string go = fmt::format("go{}", barrier);
        steps.push_back(no_op(go, names.front(), std::exchange(before, {}), spawns));
        for (const auto& name : names) {
            steps.push_back(no_op(fmt::format("s{}@{}", barrier, name), name, {go}, spawns));
            before.push_back(steps.back().id);
        }
    }
    plan::Plan plan = plan_on(std::move(names), std::move(steps), spawns);
    for (plan::Host& host : plan.hosts) host.via = "tls";
    return plan;
}

std::vector<Barrier> run_drill(TlsFleet& fleet, int size, int count, bool spawns) {
    static int number = 0;
    const auto ran =
        fleet.rig().start(crowd_plan(size, count, spawns), "crowd-" + std::to_string(++number));
    if (!ran.result || ran.drill.ending != drill::Ending::completed)
        stop_with(ran.result ? ran.drill.why : describe(ran.result.error()));
    std::vector<Barrier> out;
    for (const auto& record : ran.records) {
        const auto* ended = std::get_if<drill::AttemptEnded>(&record.event);
        if (ended == nullptr) continue;
        if (ended->key.step.starts_with("go")) out.emplace_back().begun = record.at.mono;
        if (!ended->key.step.starts_with("s")) continue;
        out.back().ended = record.at.mono;
        out.back().starts.push_back(ended->report.started);
    }
    return out;
}

double skew_of(const Barrier& barrier) {
    const auto [first, last] = std::ranges::minmax(barrier.starts);
    return milliseconds_of(last - first);
}

bool starts_together() {
    SshFleet ssh;
    const Ansible ansible(ssh, some, 50);
    TlsFleet fleet(some);
    std::vector<double> ours;
    for (const Barrier& barrier : run_drill(fleet, some, rounds, true))
        ours.push_back(skew_of(barrier));
    const double theirs = ansible.skew();
    const double ratio = theirs / median(ours);
    fmt::print(
        "{} warm agents start a step within {:.0f} ms, ansible -f 50 within {:.0f} ms: 1/{:.0f} "
        "(limit 1/{:.0f})\n",
        some, median(ours), theirs, ratio, skew_limit);
    return ratio >= skew_limit;
}

double own_mebibytes() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return static_cast<double>(used.ru_maxrss) / 1024;
}

bool asks_a_crowd() {
    TlsFleet fleet(all);
    PlainCrowd plain(all);
    std::vector<double> ours, floor;
    for (int round = 0; round < 2; ++round) {
        for (const Barrier& barrier : run_drill(fleet, all, 2, false))
            ours.push_back(milliseconds_of(barrier.ended - barrier.begun));
        for (int barrier = 0; barrier < 2; ++barrier) floor.push_back(plain.time_barrier());
    }
    const double ratio = median(ours) / median(floor), memory = own_mebibytes();
    fmt::print(
        "{} agents: a barrier {:.0f} ms, the plain program {:.0f} ms: {:.2f} times (limit "
        "{:.1f}); the orchestrator {:.0f} MiB (limit {:.0f})\n",
        all, median(ours), median(floor), ratio, crowd_limit, memory, mebibytes_limit);
    return ratio <= crowd_limit && memory <= mebibytes_limit;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3) {
        some = std::atoi(argv[1]);
        all = std::atoi(argv[2]);
    }
    if (const std::string missing = test::Sshd::missing(); !missing.empty()) stop_with(missing);
    const bool together = starts_together();
    std::fflush(stdout);
    return asks_a_crowd() && together ? 0 : 1;
}
