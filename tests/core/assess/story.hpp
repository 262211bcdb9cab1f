// Writes the records and artifacts of a drill by hand. Times are seconds of the orchestrator's
// clock ("reference"); each host's own clock is off by what the test says, so that a figure that
// forgot to map a time is wrong by seconds.
//
// The story, with I = 100 ms, R = 250 ms, W = 2 s (see tell()):
//   1010      probe and writes start; a write each 10 ms, answered after 2 ms
//   1020.05   the fault on db1, effect [1020.050, 1020.052]; slot 1020.1 is the first to fail
//   1021.1    detected (probe)
//   1021.2    approval asked, given at 1031.2
//   1031.3    fence on db1 until 1031.5
//   1031.6    promotion on db2, effect [1031.6, 1032.4]
//   1032.5    slot 1032.5 is the first good one, answered after 10 ms
//   1036.0    business verified (agent on client1)
//   1036.5    writes read back
//   1045      failback begins; 1050.0 .. 1050.4 the primary stops, slots 1050.1 .. 1051.9 fail
//   1054.0    business verified again; 1056.0 writes read back; 1058 the probe is stopped
#pragma once

#include "core/base/hash.hpp"
#include "core/drill/assess.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace story {

using namespace firedrill;
using namespace std::chrono_literals;

inline Nanos at(double seconds) {
    return Nanos{std::llround(seconds * 1e6) * 1000};
}

struct Options {
    Nanos agent_clock{};  ///< how far the clocks of db1 and db2 are ahead of the orchestrator's
    Nanos client_clock{};
    bool clocks_known = true;
    bool client_clock_known = true;
    std::string samples_missing;  ///< "samples", "rows": cannot be read
    std::function<void(plan::Plan&)> change_plan;
    std::function<void(std::vector<measure::ProbeSample>&)> change_samples;  ///< reference times
    std::function<void(std::vector<measure::Write>&)> change_writes;         ///< reference times
    std::function<bool(const measure::Write&)> survives;                     ///< the failover
    std::set<std::string> left_out;  ///< steps that never begin
    std::optional<drill::Ending> ending = drill::Ending::completed;
    double stops_after = 1e9;   ///< no record of a step later than this
    Nanos happened_before{-1};  ///< the smoke test is entered by a person, later
    /// When a second probe of the service, "branch", saw it down.
    std::optional<std::vector<Interval>> other_view;
};

class Story {
public:
    explicit Story(Options options) : options_(std::move(options)) {}

    plan::Plan plan;
    std::vector<drill::Record> records;
    std::map<std::string, std::string> artifacts;  ///< by SHA-256

    drill::Assessment assess() {
        std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) {
            return std::pair(a.at.mono, a.seq) < std::pair(b.at.mono, b.seq);
        });
        for (std::size_t i = 0; i < records.size(); ++i)
            records[i].seq = static_cast<std::int64_t>(i) + 1;
        drill::Drill drill;
        for (const auto& record : records) drill::apply(drill, record);
        return drill::assess(drill, records, [&](const Artifact& a) -> Result<std::string> {
            const auto found = artifacts.find(a.sha256);
            if (found == artifacts.end()) return fail(Errc::not_found, "the file is missing");
            return found->second;
        });
    }

    void record(double when, drill::Event event) {
        records.push_back({static_cast<std::int64_t>(records.size()) + 1,
                           {"orch", "o1", at(when), 1'800'000'000s + at(when)},
                           std::move(event)});
    }

    void start() {
        if (options_.change_plan) options_.change_plan(plan);
        record(1000, drill::DrillStarted{.drill = "d", .plan = plan, .by = {.person = "ops"}});
        if (!options_.clocks_known) return;
        for (double t = 1000.2; t < 1065; t += 5) {
            exchange(t, "db1", options_.agent_clock);
            exchange(t, "db2", options_.agent_clock);
            if (options_.client_clock_known) exchange(t, "client1", options_.client_clock);
        }
    }

    /// Bounds of 1 ms either way, and of another 0.25 ms half-way between two exchanges.
    void exchange(double t, const std::string& host, Nanos ahead) {
        const Nanos there = at(t) + 1ms + ahead;
        record(t, drill::ClockSampled{host, "b-" + host, {at(t), there, there, at(t) + 2ms}});
    }

    bool runs(const std::string& step, double began) const {
        return !options_.left_out.contains(step) && began <= options_.stops_after &&
               plan::find_step(plan, step) != nullptr;
    }

    Nanos ahead(const std::string& host) const {
        return host == "client1" ? options_.client_clock : options_.agent_clock;
    }

    /// An attempt on a host, its effect between the two times.
    void attempt(const std::string& step, double from, double to, AttemptReport report = {}) {
        if (!runs(step, from)) return;
        const std::string host = plan::find_step(plan, step)->host;
        record(from, drill::AttemptIntended{{"d", step, 1, Part::act}});
        report.outcome = Outcome::succeeded;
        report.host = host;
        report.boot = host.empty() ? "" : "b-" + host;
        report.started = at(from) + ahead(host);
        report.ended = at(to) + ahead(host);
        report.effect = {report.started, report.ended};
        record(to + 0.05, drill::AttemptEnded{{"d", step, 1, Part::act}, report});
    }

    void ask(const std::string& step, double asked, double answered, drill::Answer answer,
             std::optional<Nanos> happened = std::nullopt) {
        if (!runs(step, asked)) return;
        record(asked, drill::PersonAsked{step});
        record(answered,
               drill::PersonAnswered{
                   .step = step, .answer = answer, .by = {.person = "cio"}, .happened = happened});
    }

    Artifact keep(const std::string& name, const std::string& bytes) {
        const Artifact out{name, sha256_hex(bytes), static_cast<std::int64_t>(bytes.size())};
        const bool missing =
            !options_.samples_missing.empty() && name.starts_with(options_.samples_missing);
        if (!missing) artifacts[out.sha256] = bytes;
        return out;
    }

    /// Slots of 100 ms; those due in one of `down` are refused after 1 ms.
    std::string samples(double from, double to, const std::vector<Interval>& down,
                        const std::string& probe = "client") {
        std::vector<measure::ProbeSample> all;
        for (Nanos due = at(from); due < at(to); due += 100ms) {
            bool bad = false;
            for (const auto& one : down) bad = bad || (one.lo <= due && due <= one.hi);
            all.push_back({static_cast<std::int64_t>(all.size()), due, due,
                           due + (bad ? 1ms : 10ms),
                           bad ? measure::Answered::refused : measure::Answered::good});
        }
        if (options_.change_samples) options_.change_samples(all);
        measure::SampleFile file{probe, "client1", "b-client1", {100ms, 250ms, 2s, 990'000}, {}};
        std::string text = measure::sample_header(file);
        for (auto sample : all) {
            for (Nanos* t : {&sample.due, &sample.sent, &sample.completed})
                *t += options_.client_clock;
            text += measure::sample_line(sample);
        }
        return text;
    }

    /// Session 1 until the fault, 2 between the outages, 3 after the second.
    std::vector<measure::Write> writes() const {
        std::vector<measure::Write> out;
        const auto session = [&](std::int64_t id, double from, double to) {
            std::int64_t sequence = 0;
            for (Nanos t = at(from); t < at(to); t += 10ms)
                out.push_back({id, sequence++, t, t + 2ms, measure::WriteClass::ack});
        };
        session(1, 1010, 1020.045);
        session(2, 1032.6, 1049.99);
        session(3, 1052.1, 1058);
        if (options_.change_writes) options_.change_writes(out);
        return out;
    }

    /// Ledger and rows as of `taken`.
    AttemptReport verification(double taken) {
        measure::Ledger ledger{"client", "d", "client1", "b-client1", {}};
        measure::RowsFile rows{at(taken) + options_.client_clock, "server", "0/0", {}};
        std::string text = measure::ledger_header(ledger);
        for (const auto& w : writes()) {
            if (w.sent > at(taken)) continue;
            text += measure::invoke_line(w.session, w.sequence, w.sent + options_.client_clock);
            if (w.outcome != measure::WriteClass::unsure)
                text += measure::outcome_line(w.session, w.sequence,
                                              w.answered + options_.client_clock, w.outcome);
            const bool acked = w.outcome == measure::WriteClass::ack;
            if (options_.survives ? options_.survives(w) : acked)
                rows.rows.push_back(
                    {w.session, w.sequence, measure::payload_of("d", w.session, w.sequence)});
        }
        AttemptReport out;
        out.artifacts = {keep("ledger-client.csv", text),
                         keep("rows-client.csv", measure::rows_text(rows))};
        return out;
    }

    AttemptReport stopped(const std::string& samples_text, const std::string& probe = "client") {
        AttemptReport out;
        out.artifacts = {keep("samples-" + probe + ".csv", samples_text)};
        return out;
    }

    void end(double when) {
        if (options_.ending) record(when, drill::DrillEnded{*options_.ending, ""});
    }

    const Options& options() const { return options_; }

private:
    Options options_;
};

plan::Plan unplanned_plan();
plan::Plan planned_plan();
plan::Plan measure_only_plan();

/// The story at the top of this file.
Story tell(Options options = {});
Story tell_planned(Options options = {});
Story tell_measure_only(Options options = {});

/// [lo, hi] seconds, held and no wider than `slack` either way (the clock bounds).
inline bool close(const std::optional<Interval>& interval, double lo, double hi,
                  Nanos slack = 4ms) {
    return interval && interval->lo <= at(lo) && interval->lo >= at(lo) - slack &&
           interval->hi >= at(hi) && interval->hi <= at(hi) + slack;
}

}  // namespace story
