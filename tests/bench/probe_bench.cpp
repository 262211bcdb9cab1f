// What a probe costs and how far off it is, in one process each beside real servers:
//   probe_bench [seconds]       prints CPU of one core, late slots, and how long answers took
// The server of the TCP rows is a child that accepts and closes; that of the others is PostgreSQL.
#include "agents/probe/make_target.hpp"
#include "agents/probe/prober.hpp"
#include "agents/probe/task.hpp"
#include "agents/resident/clock.hpp"
#include "tests/support/postgres.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>

using namespace firedrill;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

using MakeTarget = std::function<std::unique_ptr<probe::Target>(const asio::any_io_executor&)>;

void measure_probe(const char* what, Nanos every, Nanos length, const MakeTarget& make) {
    asio::io_context context{1};
    std::vector<measure::ProbeSample> samples;
    probe::Prober prober(context.get_executor(), {.every = every, .deadline = 250ms},
                         make(context.get_executor()),
                         [&](const measure::ProbeSample& sample) { samples.push_back(sample); });
    probe::TaskGroup tasks(context.get_executor());
    tasks.spawn(prober.run());
    const double before = cpu_seconds();
    context.run_for(length);
    const double used = cpu_seconds() - before;
    prober.stop();
    context.run();
    std::vector<Nanos> took;
    for (const auto& sample : samples)
        if (sample.answered == measure::Answered::good)
            took.push_back(sample.completed - sample.due);
    std::ranges::sort(took);
    const auto at = [&](std::size_t percent) {
        return took.empty() ? Nanos{0} : took[(took.size() - 1) * percent / 100];
    };
    const auto late = std::ranges::count(samples, measure::Answered::prober_late,
                                         &measure::ProbeSample::answered);
    fmt::print("{:<12}{:>8}{:>9}{:>7}{:>7}{:>10.2f}{:>10.1f}{:>11}{:>11}\n", what, to_text(every),
               samples.size(), took.size(), late,
               100 * used / (static_cast<double>(length.count()) / 1e9),
               samples.empty() ? 0 : used * 1e6 / static_cast<double>(samples.size()),
               to_text(at(50) / 1000 * 1000), to_text(at(99) / 1000 * 1000));
}

/// Accepts and closes until it is killed.
pid_t start_acceptor(asio::ip::tcp::acceptor& acceptor) {
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
        boost::system::error_code ignored;
        asio::ip::tcp::socket socket(acceptor.get_executor());
        acceptor.accept(socket, ignored);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const Nanos length = std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 10);
    fmt::print("{:<12}{:>8}{:>9}{:>7}{:>7}{:>10}{:>10}{:>11}{:>11}\n", "target", "every", "slots",
               "good", "late", "CPU %", "us/slot", "p50", "p99");
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    const auto port = std::to_string(acceptor.local_endpoint().port());
    const pid_t child = start_acceptor(acceptor);
    const auto target_of = [](plan::Connection connection) -> MakeTarget {
        return [connection](const asio::any_io_executor& executor) {
            return *probe::make_target(executor, connection, {.deadline = 250ms});
        };
    };
    const MakeTarget tcp = target_of({.id = "", .kind = "tcp", .url = "127.0.0.1:" + port});
    for (const Nanos every : {Nanos(1ms), Nanos(10ms), Nanos(100ms)})
        measure_probe("tcp", every, length, tcp);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);

    test::PostgresServer server;
    server.start();
    const MakeTarget postgresql =
        target_of({.id = "", .kind = "postgresql", .url = server.conninfo("postgres")});
    for (const Nanos every : {Nanos(5ms), Nanos(20ms), Nanos(100ms)})
        measure_probe("postgresql", every, length, postgresql);
}
