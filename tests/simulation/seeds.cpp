#include "tests/simulation/seeds.hpp"

#include "tests/simulation/reduce.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

namespace firedrill::simulation {

namespace {

constexpr std::size_t failures_shown = 5;

void add(Tally& tally, std::uint64_t seed, const Result& result) {
    std::set<Fault> kinds;
    for (const auto& it : result.fired) kinds.insert(it.fault);
    for (const Fault kind : kinds) ++tally.fired[index_of(kind)];
    ++tally.endings[static_cast<std::size_t>(result.ending)];
    tally.past_point += result.past_point;
    tally.resumed += result.resumed;
    tally.restarted += result.restarts > 0;
    tally.records += result.records;
    tally.twins += result.has_twin;
    tally.longest = std::max(tally.longest, result.ended);
    for (const char c : result.hash)
        tally.hash = (tally.hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    if (result.violations.empty()) return;
    tally.broken.push_back(seed);
    if (tally.broken.size() <= failures_shown)
        tally.failures += told(seed, result, reduce(seed, {}, result));
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
    return fmt::format("{}.{:02} %", part * 100 / whole, part * 10'000 / whole % 100);
}

}  // namespace

Tally run(Range range) {
    Tally tally{.range = range};
    for (std::uint64_t seed = range.from; seed <= range.to; ++seed)
        add(tally, seed, simulate(seed));
    return tally;
}

std::string table(const Tally& tally) {
    std::string out =
        fmt::format("faults that struck, in seeds {}-{}:\n", tally.range.from, tally.range.to);
    for (std::size_t i = 0; i < fault_count; ++i)
        out += fmt::format("  {:<26} {:>9} {:>9}\n", name_of(static_cast<Fault>(i)), tally.fired[i],
                           percent(tally.fired[i], tally.range.size()));
    return out;
}

std::string summary(const Tally& tally) {
    return fmt::format(
        "seeds {}-{}: {} broke a promise; {} completed, {} failed, {} aborted, {} refused; {} past "
        "the point, {} resumed, {} with restarts, {} twins, {} records, longest {}, hash {:016x}",
        tally.range.from, tally.range.to, tally.broken.size(), tally.endings[0], tally.endings[1],
        tally.endings[2], tally.endings[3], tally.past_point, tally.resumed, tally.restarted,
        tally.twins, tally.records, to_text(tally.longest), tally.hash);
}

Range parse_range(const std::string& text) {
    const std::size_t dash = text.find('-');
    Range range;
    if (dash != text.npos) range.from = std::stoull(text.substr(0, dash));
    range.to = std::stoull(dash == text.npos ? text : text.substr(dash + 1));
    if (range.from > range.to) throw std::invalid_argument("an empty range: " + text);
    return range;
}

std::vector<std::pair<std::uint64_t, std::optional<Schedule>>> kept_seeds() {
    std::ifstream in(DRILL_SOURCE_DIR "/tests/simulation/seeds.txt");
    if (!in) throw std::runtime_error("tests/simulation/seeds.txt cannot be read");
    std::vector<std::pair<std::uint64_t, std::optional<Schedule>>> out;
    for (std::string line; std::getline(in, line);) {
        line = line.substr(0, line.find('#'));
        std::istringstream words(line);
        std::uint64_t seed = 0;
        if (!(words >> seed)) continue;
        std::string faults;
        std::getline(words >> std::ws, faults);
        faults.erase(faults.find_last_not_of(' ') + 1);
        out.emplace_back(seed,
                         faults.empty() ? std::nullopt : std::optional(parse_schedule(faults)));
    }
    return out;
}

}  // namespace firedrill::simulation
