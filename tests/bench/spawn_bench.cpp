// What it costs to start a program the agent's way, against the floor: bare posix_spawn of
// /bin/true, 500 times, two at a time. Rounds are interleaved; quote the ratio, not the times.
#include "agents/resident/process.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <spawn.h>
#include <sys/wait.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

extern char** environ;

namespace {

using namespace firedrill;
using Clock = std::chrono::steady_clock;

constexpr int programs = 500;
constexpr int rounds = 7;

double milliseconds_since(Clock::time_point begun) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

double bare() {
    const auto begun = Clock::now();
    std::string program = "/bin/true";
    std::array<char*, 2> argv{program.data(), nullptr};
    int running = 0;
    for (int i = 0; i < programs; ++i) {
        if (running == 2) {
            ::wait(nullptr);
            --running;
        }
        pid_t pid = 0;
        if (::posix_spawn(&pid, argv[0], nullptr, nullptr, argv.data(), environ) != 0) std::abort();
        ++running;
    }
    while (running-- > 0) ::wait(nullptr);
    return milliseconds_since(begun);
}

resident::asio::awaitable<void> worker(int& left, std::shared_ptr<resident::Cancellation> cancel) {
    while (left-- > 0) {
        resident::Command command{.program = "/bin/true", .argv = {"true"}};
        command.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/"};
        const auto end = co_await resident::run_process(command, {}, cancel);
        if (!end || end->exit != 0) std::abort();
    }
}

double ours() {
    const auto begun = Clock::now();
    boost::asio::io_context io(1);
    const auto cancel = std::make_shared<resident::Cancellation>(io.get_executor());
    int left = programs;
    for (int i = 0; i < 2; ++i)
        boost::asio::co_spawn(io, worker(left, cancel), [](const std::exception_ptr& error) {
            if (error) std::abort();
        });
    io.run();
    return milliseconds_since(begun);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main() {
    std::vector<double> floor, agent;
    for (int round = 0; round < rounds; ++round) {
        floor.push_back(bare());
        agent.push_back(ours());
        std::printf("bare posix_spawn %7.1f ms   agent %7.1f ms\n", floor.back(), agent.back());
    }
    const double ratio = median(agent) / median(floor);
    std::printf("medians of %d: %.1f ms and %.1f ms, ratio %.2f (budget 1.6)\n", rounds,
                median(floor), median(agent), ratio);
    return ratio <= 1.6 ? 0 : 1;
}
