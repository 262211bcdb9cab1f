#include "tests/simulation/reduce.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <set>

namespace firedrill::simulation {

namespace {

using Fails = std::function<bool(const Schedule&)>;

Schedule without(const Schedule& schedule, std::size_t from, std::size_t count) {
    Schedule out = schedule;
    const auto first = out.begin() + static_cast<std::ptrdiff_t>(from);
    out.erase(first, first + static_cast<std::ptrdiff_t>(std::min(count, out.size() - from)));
    return out;
}

void take_kinds_away(Schedule& schedule, const Fails& fails) {
    std::set<Fault> kinds;
    for (const auto& it : schedule) kinds.insert(it.fault);
    for (const Fault kind : kinds) {
        Schedule fewer = schedule;
        std::erase_if(fewer, [&](const Occurrence& it) { return it.fault == kind; });
        if (fails(fewer)) schedule = std::move(fewer);
    }
}

/// Whether any piece of this length could be taken away.
bool take_pieces_away(Schedule& schedule, std::size_t length, const Fails& fails) {
    bool any = false;
    for (std::size_t from = 0; from < schedule.size();) {
        Schedule fewer = without(schedule, from, length);
        if (fails(fewer)) {
            schedule = std::move(fewer);
            any = true;
        } else {
            from += length;
        }
    }
    return any;
}

}  // namespace

Schedule reduce(Schedule schedule, const Fails& fails) {
    std::sort(schedule.begin(), schedule.end());
    take_kinds_away(schedule, fails);
    for (std::size_t length = schedule.size() / 2; length > 1; length /= 2)
        take_pieces_away(schedule, length, fails);
    while (take_pieces_away(schedule, 1, fails)) {
    }
    return schedule;
}

std::string commit() {
    const std::string command =
        "git -C '" DRILL_SOURCE_DIR "' describe --always --dirty --abbrev=12 2>/dev/null";
    std::string out;
    if (FILE* pipe = ::popen(command.c_str(), "r")) {
        char buffer[64];
        while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) out += buffer;
        ::pclose(pipe);
    }
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return out.empty() ? "unknown" : out;
}

bool breaks(const Result& result, const std::string& invariant) {
    return std::any_of(result.violations.begin(), result.violations.end(),
                       [&](const Violation& it) { return it.invariant == invariant; });
}

Schedule reduce(std::uint64_t seed, const Seams& seams, const Result& result) {
    const std::string invariant = result.violations.front().invariant;
    return reduce(result.fired, [&](const Schedule& only) {
        return breaks(simulate(seed, {.seams = seams, .only = only}), invariant);
    });
}

std::string told(std::uint64_t seed, const Result& result, const Schedule& remain) {
    std::string out =
        fmt::format("seed {} at commit {}, {} records:\n", seed, commit(), result.records);
    for (const auto& violation : result.violations)
        out += fmt::format("  {}: {}\n", violation.invariant, violation.what);
    out += fmt::format("  {} of {} faults are enough: {}\n", remain.size(), result.fired.size(),
                       schedule_text(remain));
    return out + fmt::format("  DRILL_SEED={} DRILL_FAULTS='{}' test_simulation 'a seed *'\n", seed,
                             schedule_text(remain));
}

}  // namespace firedrill::simulation
