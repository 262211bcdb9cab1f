// What a loop of nc each second makes of known outages, against firedrill calibrate:
//   nc_bench [outages] [every]      default 60 and 10ms; prints both medians and their ratio
// Both see connections refused, by the same kind of service. The loop is what people write: ask,
// wait a second, ask again; down from the first failure to the first success.
#include "core/measure/seeded.hpp"
#include "orchestrator/calibration/calibrate.hpp"
#include "orchestrator/calibration/known_service.hpp"
#include "orchestrator/links/now.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include <atomic>
#include <cstdlib>
#include <thread>

extern char** environ;

using namespace firedrill;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t services_max = 12;

bool nc_connects(const std::string& port) {
    std::string words[] = {"nc", "-z", "-w1", "127.0.0.1", port};
    char* argv[] = {words[0].data(), words[1].data(), words[2].data(),
                    words[3].data(), words[4].data(), nullptr};
    pid_t child = 0;
    int status = 0;
    if (::posix_spawnp(&child, "nc", nullptr, nullptr, argv, environ) != 0) return false;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Lengths of the outages as the loop sees them.
std::vector<Nanos> watch(int port, const std::atomic<bool>& over) {
    std::vector<Nanos> out;
    std::optional<Nanos> since;
    while (!over) {
        const bool up = nc_connects(std::to_string(port));
        const Nanos now = now_mono();
        if (!up && !since) since = now;
        if (up && since) out.push_back(now - *std::exchange(since, std::nullopt));
        ::poll(nullptr, 0, 1000);
    }
    return out;
}

/// Outages from 3 to 8 s, far enough apart for the loop to tell them apart.
std::unique_ptr<calibration::KnownService> service(std::size_t outages, std::uint64_t stream) {
    measure::Seeded seeded(1, stream);
    std::vector<measure::PlannedOutage> planned;
    for (std::size_t i = 0; i < outages; ++i)
        planned.push_back({.lead = seeded.between(4s, 6s), .stretches = {seeded.between(3s, 8s)}});
    return *calibration::KnownService::open({.outages = std::move(planned), .tail = 3s});
}

std::vector<Nanos> errors_of_nc(std::size_t outages) {
    std::vector<Nanos> errors[services_max];
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < services_max; ++i)
        threads.emplace_back([&, i] {
            const auto known = service((outages + i) / services_max, i);
            std::atomic<bool> over{false};
            std::vector<Nanos> seen;
            std::thread loop([&] { seen = watch(known->port(), over); });
            known->begin();
            while (!known->over()) ::poll(nullptr, 0, 100);
            over = true;
            loop.join();
            for (std::size_t k = 0; k < std::min(seen.size(), known->known().size()); ++k) {
                const Interval truth = known->known()[k].lasted();
                errors[i].push_back(std::chrono::abs(seen[k] - truth.lo));
            }
            if (seen.size() != known->known().size())
                fmt::print("a loop saw {} of {} outages\n", seen.size(), known->known().size());
        });
    for (auto& thread : threads) thread.join();
    std::vector<Nanos> all;
    for (const auto& some : errors) all.insert(all.end(), some.begin(), some.end());
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    const int outages = argc > 1 ? std::atoi(argv[1]) : 60;
    const Nanos every = *parse_duration(argc > 2 ? argv[2] : "10ms");
    const measure::Spread nc = measure::spread_of(errors_of_nc(static_cast<std::size_t>(outages)));
    const auto found = calibration::calibrate({.programs = DRILL_BINARY_DIR,
                                               .version = "bench",
                                               .seed = 1,
                                               .outages = 3 * outages,
                                               .every = every});
    if (!found) return fmt::print("{}\n", describe(found.error())), 1;
    const measure::Spread ours = found->kinds.front().outage.error;
    fmt::print("{:<24}{:>9}{:>14}{:>14}\n", "", "outages", "error p50", "worst");
    fmt::print("{:<24}{:>9}{:>14}{:>14}\n", "nc each second", nc.count,
               to_text(nc.p50 / 1000 * 1000), to_text(nc.most / 1000 * 1000));
    fmt::print("{:<24}{:>9}{:>14}{:>14}\n", "firedrill, " + to_text(every), ours.count,
               to_text(ours.p50 / 1000 * 1000), to_text(ours.most / 1000 * 1000));
    fmt::print("ratio of the medians: 1/{}\n", nc.p50 / std::max<Nanos>(ours.p50, 1us));
}
