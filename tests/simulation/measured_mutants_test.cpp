// Mutants of the measuring: each changes what the assessment is given, or what it says, as a defect
// of it would, and must be killed by the promise that it breaks.
#include "tests/simulation/measured_truth.hpp"

#include "core/base/hash.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

struct MeasuredMutant {
    const char* name;
    const char* promise;  ///< by which it must be killed
    std::function<void(Measured&)> given;
    std::function<void(const Measured&, drill::Assessment&)> said;
};

/// Each line of the files whose names begin so; a line that is emptied is gone.
template <class F>
std::function<void(Measured&)> lines(const char* prefix, F change) {
    return [prefix, change](Measured& drill) {
        for (auto& record : drill.records) {
            auto* ended = std::get_if<drill::AttemptEnded>(&record.event);
            if (ended == nullptr) continue;
            ended->report.facts.clear();
            for (auto& artifact : ended->report.artifacts) {
                if (!artifact.name.starts_with(prefix)) continue;
                std::string text;
                std::string_view rest = drill.artifacts.at(artifact.sha256);
                while (!rest.empty()) {
                    std::string line(rest.substr(0, rest.find('\n') + 1));
                    rest.remove_prefix(line.size());
                    change(line);
                    text += line;
                }
                artifact.sha256 = sha256_hex(text);
                drill.artifacts[artifact.sha256] = std::move(text);
            }
        }
    };
}

void replace(std::string& line, const std::string& old, const std::string& with) {
    const std::size_t at = line.find(old);
    if (at != line.npos) line.replace(at, old.size(), with);
}

template <class T, class F>
std::function<void(Measured&)> events(F change) {
    return [change](Measured& drill) {
        for (auto& record : drill.records)
            if (auto* event = std::get_if<T>(&record.event)) change(*event);
    };
}

template <class F>
std::function<void(const Measured&, drill::Assessment&)> outages(F change) {
    return [change](const Measured&, drill::Assessment& said) {
        change(said.failover);
        change(said.failback);
    };
}

void without_bound(drill::ClockSampled& sampled) {
    auto& s = sampled.sample;  // as if both ways had taken the same time, and nothing drifted
    s.t1 = s.t4 = s.t1 + (s.t4 - s.t1) / 2;
    s.t2 = s.t3 = s.t2 + (s.t3 - s.t2) / 2;
}

/// The others contradict it, now that they have no bound.
void only_the_first_exchange(Measured& drill) {
    std::map<std::string, int> seen;
    std::erase_if(drill.records, [&](const auto& record) {
        const auto* sampled = std::get_if<drill::ClockSampled>(&record.event);
        return sampled != nullptr && ++seen[sampled->host] > 1;
    });
    events<drill::ClockSampled>(without_bound)(drill);
}

/// Whose wall clock goes forward by an hour ten seconds after the beginning.
void timed_by_the_wall_clock(Measured& drill) {
    const Nanos steps = drill.records.front().at.mono + 10s;
    for (auto& record : drill.records)
        if (record.at.mono >= steps) record.at.mono += 1h;
}

void as_it_comes(Measured& drill) {
    for (auto& record : drill.records) {
        auto* ended = std::get_if<drill::AttemptEnded>(&record.event);
        if (ended == nullptr) continue;
        ended->report.facts.clear();
        for (auto& artifact : ended->report.artifacts) {
            if (!artifact.name.starts_with("ledger-")) continue;
            std::string text = drill.artifacts.at(artifact.sha256);
            text.resize(text.find('\n', text.size() * 2 / 5) + 1);
            artifact.sha256 = sha256_hex(text);
            drill.artifacts[artifact.sha256] = std::move(text);
        }
    }
}

void narrowed(std::optional<Interval>& interval) {
    if (interval) interval->lo = interval->hi = interval->lo + interval->width() / 2;
}

void met_where_it_may_be(const Measured&, drill::Assessment& said) {
    auto& service = said.services.front();
    const bool may = service.rto.measured && service.rto.measured->lo <= *service.rto_target;
    if (may) service.rto_judgement.verdict = measure::Verdict::met;
}

void met_if_nothing_is_known(const Measured&, drill::Assessment& said) {
    for (auto& service : said.services)
        if (service.rpo_judgement.verdict == measure::Verdict::not_measured)
            service.rpo_judgement.verdict = measure::Verdict::met;
}

std::vector<MeasuredMutant> mutants() {
    return {
        {"the bound of the clocks is dropped",
         "the interval holds the truth",
         only_the_first_exchange,
         {}},
        {"the middle is taken for the interval",
         "the interval holds the truth",
         {},
         outages([](auto& outage) { narrowed(outage.rto); })},
        {"from the first failure to the first success",
         "the interval holds the truth",
         {},
         outages([](auto& outage) {
             if (outage.down) outage.rto = Interval{outage.down->lo, outage.down->lo};
         })},
        {"times are those of the wall clock",
         "the interval holds the truth",
         timed_by_the_wall_clock,
         {}},
        {"a cut ledger is taken as it comes", "met only if it is true", as_it_comes, {}},
        {"an interval a slot too wide",
         "no interval is wider than its formula",
         {},
         [](const Measured& drill, drill::Assessment& said) {
             const Nanos every = drill.plan.probes.front().every;
             if (said.failover.serving) said.failover.serving->lo -= 2 * every;
         }},
        {"the lower end decides", "met only if it is true", {}, met_where_it_may_be},
        {"what was not measured is met",
         "missing evidence never passes",
         {},
         met_if_nothing_is_known},
        {"late slots blame the service",
         "the interval holds the truth",
         lines("samples-", [](std::string& line) { replace(line, ",late", ",none"); }),
         {}},
        {"late slots are good ones",
         "the interval holds the truth",
         lines("samples-", [](std::string& line) { replace(line, ",late", ",good"); }),
         {}},
        {"late slots are not counted",
         "a prober that stood still is seen",
         {},
         outages([](auto& outage) { outage.late_slots = 0; })},
        {"an unsure write counts as kept", "loss classes are exact", {}, outages([](auto& outage) {
             if (outage.writes) outage.writes->kept += outage.writes->unsure_absent;
         })},
        {"a warning is no warning",
         "loss classes are exact",
         lines("ledger-", [](std::string& line) { replace(line, ",warning", ",ack"); }),
         {}},
        {"a refused write counts as acknowledged",
         "loss classes are exact",
         lines("ledger-", [](std::string& line) { replace(line, ",failed", ",ack"); }),
         {}},
        {"the loss begins with the last lost write",
         "the interval holds the truth",
         {},
         outages([](drill::OutageFigures& outage) {
             if (outage.writes && outage.writes->lost > 1 && outage.writes->rpo_time)
                 *outage.writes->rpo_time = {Nanos{0}, Nanos{0}};
         })},
    };
}

std::string killed(const MeasuredMutant& mutant, std::uint64_t seeds) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        Measured drill = measure_drill(seed);
        if (!drill.ended) continue;
        if (mutant.given) mutant.given(drill);
        auto said = drill.assessed();
        if (mutant.said) mutant.said(drill, said);
        Checked checked;
        for (const auto& violation : check_truth(drill, said, checked))
            if (violation.invariant == mutant.promise)
                return fmt::format("seed {}: {}", seed, violation.what);
    }
    return "";
}

}  // namespace

TEST_CASE("mutants of the measuring are killed") {
    std::string table;
    for (const auto& mutant : mutants()) {
        const std::string by = killed(mutant, 6'000);
        INFO("mutant: " << mutant.name << "; should be killed by: " << mutant.promise);
        CHECK_FALSE(by.empty());
        table += fmt::format("\n  {:<42} | {:<38} | {}", mutant.name, mutant.promise, by);
    }
    WARN("mutants of the measuring:" + table);
}

}  // namespace firedrill::simulation
