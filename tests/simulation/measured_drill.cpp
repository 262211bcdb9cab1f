#include "tests/simulation/measured_drill.hpp"

#include "core/base/assert.hpp"
#include "core/base/hash.hpp"
#include "tests/simulation/measured_plan.hpp"
#include "tests/simulation/plan_maker.hpp"

#include <algorithm>
#include <set>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;
using What = Happening::What;

void calm(Swarm& swarm) {
    const bool resumes = swarm.resumes;
    Swarm none{Chance(0)};
    none.drop = none.duplicate = none.delay = none.link_breaks = 0;
    none.orchestrator_crashes = none.agent_crashes = none.fails = none.hangs = 0;
    none.undo_fails = none.check_cannot_say = none.revert_fails = none.ghosts = 0;
    none.refuses = none.never_answers = none.strangers = none.neighbour_dips = none.steers = 0;
    none.host_gone = none.aborts = none.waived = none.real_offer = none.journal_round_trip = false;
    none.resumes = resumes;
    swarm = none;
}

class Measuring {
public:
    Measuring(std::uint64_t seed, const std::function<void(MeasuredSettings&)>& adjust)
        : chance_(Chance(seed).fork(77)), seed_(seed), out_(start(adjust)) {}

    Measured run() {
        Seams seams{
            .made = [this](plan::Plan& plan) { plan = out_.plan; },
            .swarm =
                [this](Swarm& swarm) {
                    if (!out_.settings.chaos) calm(swarm);
                },
            .happened = [this](const Happening& happening) { happened(happening); },
            .report = [this](const AttemptKey& key, AttemptReport& report) { fill(key, report); },
            .settled = [this](const drill::Drill&, const auto& records) { keep(records); }};
        if (!out_.settings.wall_steps.empty())
            seams.apply = [this](drill::Record& record) { return stamp(record); };
        out_.result = simulate(seed_, seams);
        return std::move(out_);
    }

private:
    Measured start(const std::function<void(MeasuredSettings&)>& adjust) const {
        MeasuredSettings settings(chance_.fork(1));
        if (adjust) adjust(settings);
        auto plan = make_measured_plan(chance_.fork(2));
        Measured out{.plan = plan, .service = Service(settings.replication), .settings = settings};
        std::uint64_t stream = 10;
        for (const char* host : {"orch", primary, standby, client})
            out.clocks.emplace_back(host, chance_.fork(stream++));
        for (const auto& [when, by] : settings.wall_steps) out.clocks.front().step_wall(when, by);
        return out;
    }

    /// The machine itself sees the stepped wall clock.
    bool stamp(drill::Record& record) const {
        record.at.wall = out_.reference().wall(record.at.mono);
        return true;
    }

    void happened(const Happening& happening) {
        out_.service.happened(out_.plan, happening);
        if (happening.key.drill.empty()) return;
        auto& times = out_.times[happening.key];
        if (happening.what == What::began) times.began = happening.at;
        if (happening.what == What::ended) times.ended = happening.at;
        if (happening.what == What::effect) times.effect = happening.at;
        if (happening.what == What::effect) note_probe(happening);
    }

    void note_probe(const Happening& happening) {
        const plan::Step& step = *plan::find_step(out_.plan, happening.key.step);
        const bool undone = happening.key.part == Part::undo;
        const auto* start = std::get_if<plan::StartProbe>(&step.action);
        const bool stops =
            std::holds_alternative<plan::StopProbe>(step.action) || (start != nullptr && undone);
        const bool running = !out_.probed.empty() && out_.probed.back().hi == Nanos::max();
        if (stops && running) out_.probed.back().hi = happening.at;
        if (start != nullptr && !undone && !running)
            out_.probed.push_back({happening.at, Nanos::max()});
        if (std::holds_alternative<plan::VerifyWrites>(step.action))
            out_.verified.push_back(happening.at);
    }

    void fill(const AttemptKey& key, AttemptReport& report) {
        const Measured::Times& times = out_.times.at(key);
        const HostClock& clock = out_.clock_of(report.host);
        report.boot = clock.boot();
        report.started = clock.mono(times.began);
        report.ended = clock.mono(times.ended);
        if (times.effect) {
            const Nanos slack = chance_.between(Nanos{0}, Nanos{30ms});
            report.effect = {std::max(report.started, clock.mono(*times.effect - slack)),
                             std::min(report.ended, clock.mono(*times.effect + slack))};
        }
        if (report.host != client || report.outcome != Outcome::succeeded) return;
        const plan::Action& action = plan::find_step(out_.plan, key.step)->action;
        const bool stops =
            std::holds_alternative<plan::StopProbe>(action) ||
            (std::holds_alternative<plan::StartProbe>(action) && key.part == Part::undo);
        if (stops) hand_over_samples(report);
        if (std::holds_alternative<plan::VerifyWrites>(action)) hand_over_writes(report);
    }

    Artifact keep(std::string name, std::string bytes) {
        Artifact out{std::move(name), sha256_hex(bytes), static_cast<std::int64_t>(bytes.size())};
        out_.artifacts[out.sha256] = std::move(bytes);
        return out;
    }

    const plan::Probe& probe() const { return out_.plan.probes.front(); }

    void hand_over_samples(AttemptReport& report) {
        if (out_.probed.empty()) return;
        place_stall();
        const HostClock& clock = out_.clock_of(client);
        measure::SampleFile file{"client", client, clock.boot(), {}, {}};
        file.settings = {probe().every, probe().deadline, out_.plan.services[0].sustained, 990'000};
        std::string text = measure::sample_header(file);
        for (const auto& sample : sampled(out_.service, clock, out_.settings.traffic, probe(),
                                          out_.probed.front(), Chance(out_.settings.draws)))
            text += measure::sample_line(sample);
        report.artifacts.push_back(keep("samples-client.csv", std::move(text)));
    }

    /// Where it hurts most: the moments are known only now.
    void place_stall() {
        MeasuredSettings& settings = out_.settings;
        const auto closed = std::ranges::find(out_.service.spells(), false, &Spell::open);
        if (settings.stall == Nanos{0} || !settings.traffic.stalls.empty() ||
            closed == out_.service.spells().end())
            return;
        const Nanos opened = out_.service.end_of(closed->from);
        Nanos at = settings.stall_where == 0 ? closed->from : opened;
        if (settings.stall_where == 2 || opened == Nanos::max())
            at = chance_.between(out_.probed[0].lo, out_.probed[0].hi);
        const Nanos from = at - settings.stall * chance_.below(1001) / 1000;
        settings.traffic.stalls.push_back({from, from + settings.stall});
    }

    void hand_over_writes(AttemptReport& report) {
        const Nanos taken = out_.verified.back();
        if (out_.probed.empty() || !out_.service.at(taken).open) {
            report.outcome = Outcome::failed;
            return;
        }
        const HostClock& clock = out_.clock_of(client);
        measure::RowsFile rows{clock.mono(taken), "server", "0/0", {}};
        std::vector<std::pair<Nanos, std::string>> lines;
        std::vector<measure::Write> writes;
        for (const auto& write : out_.written_until(taken)) {
            const auto& w = write.write;
            writes.push_back(w);
            lines.emplace_back(w.sent,
                               measure::invoke_line(w.session, w.sequence, clock.mono(w.sent)));
            if (w.outcome != measure::WriteClass::unsure)
                lines.emplace_back(
                    w.answered, measure::outcome_line(w.session, w.sequence, clock.mono(w.answered),
                                                      w.outcome));
            if (write.commit && out_.service.has(*write.commit, write.reign, taken))
                rows.rows.push_back(
                    {w.session, w.sequence, measure::payload_of("d", w.session, w.sequence)});
        }
        std::ranges::sort(lines);
        std::string text = measure::ledger_header({"client", "d", client, clock.boot(), {}});
        for (const auto& [at, line] : lines) text += line;
        report.artifacts.push_back(keep("ledger-client.csv", std::move(text)));
        report.artifacts.push_back(keep("rows-client.csv", measure::rows_text(rows)));
        report.effect = {rows.taken, rows.taken};
        const auto counted =
            measure::judge(writes, rows.rows, {"d", {}, {}, {Nanos::min(), Nanos::max()}});
        report.facts = {{"attempted", std::to_string(counted.attempted)},
                        {"acked", std::to_string(counted.acked)},
                        {"acked_warning", std::to_string(counted.acked_warning)},
                        {"failed", std::to_string(counted.failed)},
                        {"kept", std::to_string(counted.kept)},
                        {"lost", std::to_string(counted.lost)},
                        {"present", std::to_string(counted.present)}};
    }

    /// The records as the orchestrator's host would have stamped them, with the clock exchanges.
    void keep(const std::vector<drill::Record>& records) {
        std::vector<std::pair<Nanos, drill::Record>> all;
        for (const auto& record : records) {
            all.emplace_back(record.at.mono, record);
            out_.ended = out_.ended || std::holds_alternative<drill::DrillEnded>(record.event);
        }
        add_exchanges(all.front().first + 20ms, all.back().first, all);
        std::ranges::sort(
            all, {}, [](const auto& entry) { return std::pair(entry.first, entry.second.seq); });
        for (auto& [truth, record] : all) {
            const HostClock& clock = out_.reference();
            record.seq = static_cast<std::int64_t>(out_.records.size()) + 1;
            record.at = {"orch", clock.boot(), clock.mono(truth), clock.wall(truth)};
            out_.records.push_back(std::move(record));
        }
    }

    void add_exchanges(Nanos from, Nanos to, std::vector<std::pair<Nanos, drill::Record>>& all) {
        const Nanos way = out_.settings.exchange_way;
        for (std::size_t host = 1; host < out_.clocks.size(); ++host) {
            const HostClock& clock = out_.clocks[host];
            for (Nanos at = from; at < to; at += 5s) {
                const Ways ways{chance_.between(Nanos{0}, way), chance_.between(Nanos{0}, 3ms),
                                chance_.between(Nanos{0}, way)};
                if (chance_.percent(out_.settings.exchanges_lost_percent)) continue;
                const auto sample = exchange(out_.reference(), clock, at, ways);
                all.push_back({at + ways.whole(),
                               {0, {}, drill::ClockSampled{clock.host(), clock.boot(), sample}}});
            }
        }
    }

    Chance chance_;
    std::uint64_t seed_;
    Measured out_;
};

}  // namespace

MeasuredSettings::MeasuredSettings(Chance chance) {
    traffic.jitter = chance.percent(50) ? 0ns : chance.between(Nanos{1ms}, Nanos{20ms});
    traffic.way = chance.between(Nanos{1ms}, Nanos{30ms});
    traffic.work = chance.between(Nanos{1ms}, Nanos{20ms});
    traffic.late_permille = chance.percent(20) ? 4 : 0;
    traffic.lost_permille = chance.percent(10) ? 3 : 0;
    traffic.patience = 250ms;
    traffic.cancelled_after = chance.between(Nanos{20ms}, Nanos{120ms});
    replication.kind = static_cast<Replication>(chance.below(3));
    replication.lag = chance.between(Nanos{0}, Nanos{100ms});
    if (chance.percent(60)) replication.breaks_before = chance.between(Nanos{0}, Nanos{4s});
    replication.drains = chance.percent(70);
    chaos = chance.percent(25);
    if (chance.percent(20)) stall = chance.between(Nanos{1s}, Nanos{10s});
    stall_where = chance.below(3);
    exchanges_lost_percent = chance.percent(30) ? 60 : 0;
    exchange_way = chance.percent(70) ? Nanos{5ms} : Nanos{80ms};
    draws = chance.next();
}

const HostClock& Measured::clock_of(const std::string& host) const {
    const auto found = std::ranges::find(clocks, host, &HostClock::host);
    DRILL_ASSERT(found != clocks.end());
    return *found;
}

std::vector<TrueWrite> Measured::written_until(Nanos taken) const {
    return written(service, settings.traffic, *plan.probes.front().write_log,
                   {probed.front().lo, std::min(taken, probed.front().hi)}, verified,
                   Chance(settings.draws).fork(1));
}

drill::Drill Measured::folded() const {
    drill::Drill out;
    for (const auto& record : records) drill::apply(out, record);
    return out;
}

drill::Assessment Measured::assessed() const {
    return drill::assess(folded(), records,
                         [this](const Artifact& a) -> firedrill::Result<std::string> {
                             const auto found = artifacts.find(a.sha256);
                             if (found == artifacts.end())
                                 return fail(Errc::not_found, "the file is missing");
                             return found->second;
                         });
}

Measured measure_drill(std::uint64_t seed, const std::function<void(MeasuredSettings&)>& adjust) {
    return Measuring(seed, adjust).run();
}

}  // namespace firedrill::simulation
