#include "tests/simulation/orchestrator.hpp"

#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/base/match.hpp"
#include "tests/simulation/network.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

/// A drill that goes round in a circle must not eat the machine.
constexpr std::size_t records_max = 20'000;

}  // namespace

Orchestrator::Orchestrator(Stage& stage, SimulatedHost& host, Network& network, Chance chance)
    : Program(stage.timeline, host),
      stage_(stage),
      network_(network),
      chance_(chance),
      hash_("hash"),
      journal_(stage) {
    plan::Plan plan = *stage_.plan;
    if (stage_.seams.plan) stage_.seams.plan(plan);
    plan_ = std::make_shared<const plan::Plan>(std::move(plan));
    if (stage_.swarm.real_offer) {
        bytes_ = plan::canonical_bytes(*stage_.plan);
        hash_ = sha256_hex(bytes_);
    }
    may_resume_ = stage_.swarm.resumes;
}

Instant Orchestrator::now() const {
    const Nanos truth = stage_.timeline.now();
    return {.host = "orch",
            .boot = host_.clock.boot(),
            .mono = host_.clock.mono(truth),
            .wall = host_.clock.wall(truth)};
}

void Orchestrator::put(drill::Event event) {
    if (!is_up()) return;
    inputs_.push_back({now(), std::move(event)});
    run();
}

void Orchestrator::run() {
    while (is_up() && started_ && !busy_ && !inputs_.empty() && records().size() < records_max)
        turn();
}

/// One commit for what was learned and for what follows from it; nothing is done before.
void Orchestrator::turn() {
    busy_ = true;
    for (Input& input : std::exchange(inputs_, {})) record(std::move(input));
    decide();
    commit();
}

void Orchestrator::record(Input input) {
    turn_.records.push_back(
        {.seq = drill_.last_seq + 1, .at = std::move(input.at), .event = std::move(input.event)});
    const drill::Record& record = turn_.records.back();
    if (stage_.tells) stage_.world.tell(canonical(to_json(record)).substr(0, 200));
    if (!stage_.seams.apply) return drill::apply(drill_, record);
    drill::Record seen = record;
    if (stage_.seams.apply(seen)) return drill::apply(drill_, seen);
    drill_.last_seq = record.seq;
}

/// Intents carry the moment of the decision, as the engine's do.
void Orchestrator::decide() {
    for (bool again = true; again && turn_.records.size() < records_max;) {
        again = false;
        auto commands = drill::decide(drill_);
        if (stage_.seams.decide) stage_.seams.decide(drill_, commands);
        for (const auto& command : commands)
            if (auto event = intent(command)) {
                note_undo(command);
                record({.at = *drill_.now, .event = std::move(*event)});
                again = true;
            }
        turn_.decisions.push_back(std::move(commands));
    }
}

void Orchestrator::note_undo(const drill::Command& command) {
    const auto* execute = std::get_if<drill::Execute>(&command);
    if (execute != nullptr && execute->key.part == Part::undo)
        stage_.world.undo_intended(execute->key, drill_);
}

void Orchestrator::commit() {
    const Nanos takes = journal_.begin(std::exchange(turn_.records, {}));
    if (stage_.seams.acts_before_commit) act_on(turn_.decisions);
    if (stage_.swarm.strikes(Fault::orchestrator_killed)) return end_process();
    if (stage_.swarm.strikes(Fault::orchestrator_power_lost)) return lose_power();
    if (takes > Nanos{})
        later(takes, [this] { committed(); });
    else
        committed();
}

void Orchestrator::committed() {
    if (!journal_.end()) return end_process();
    if (!act_on(std::exchange(turn_.decisions, {}))) return;
    busy_ = false;
    if (drill_.status == drill::DrillStatus::ended && inputs_.empty()) return leave();
    run();
}

/// Whether the process is still the same after it.
bool Orchestrator::act_on(const std::vector<std::vector<drill::Command>>& decisions) {
    const int before = life();
    for (const auto& commands : decisions) {
        for (const auto& command : commands) {
            act(command);
            if (life() != before) return false;
        }
        wake(commands);
    }
    return true;
}

/// A drill that may still fail back keeps its place at the agents.
void Orchestrator::leave() {
    if (!drill::may_fail_back(drill_)) network_.finish(drill_.epoch);
    end_process();
}

void Orchestrator::end_process() {
    if (!is_up()) return;
    die();
    journal_.cut_off(chance_);
    inputs_.clear();
    turn_ = {};
    asked_.clear();
    cancelled_.clear();
    contact_.clear();
    timer_.reset();
    fired_.reset();
    busy_ = started_ = false;
    network_.orchestrator_gone();
    stage_.timeline.after(chance_.between(Nanos{100ms}, Nanos{40s}), [this] { come_back(); });
}

void Orchestrator::lose_power() {
    end_process();
    host_.clock.reboot(stage_.timeline.now());
}

void Orchestrator::contact_lost(const std::string& host) {
    const auto known = contact_.find(host);
    if (known != contact_.end() && !known->second) return;
    contact_[host] = false;
    put(drill::ContactLost{.host = host, .why = "silent"});
}

void Orchestrator::connected(const std::string& host) {
    const auto there = [&](const AttemptKey& key) { return step(key.step).host == host; };
    std::erase_if(asked_, there);
    std::erase_if(cancelled_, there);
    const auto known = contact_.find(host);
    if (known != contact_.end() && known->second) return;
    contact_[host] = true;
    put(drill::ContactMade{.host = host, .boot = "boot-" + host});
    if (is_up() && !started_) maybe_begin();
}

void Orchestrator::receive(const std::string& host, const wire::Message& message) {
    if (!is_up()) return;
    match(
        message, [&](const wire::Ended& m) { put(drill::AttemptEnded{m.key, m.report}); },
        [&](const wire::NeverSeen& m) { put(drill::AttemptNeverSeen{m.key}); },
        [&](const wire::FaultReverted& m) {
            if (drill_.reverted.contains(m.step)) return;
            put(drill::FaultReverted{.step = m.step,
                                     .host = host,
                                     .why = m.why,
                                     .verified = m.verified,
                                     .fence = m.fence,
                                     .attempt = m.attempt});
        },
        [&](const wire::ProbeChanged& m) {
            const auto known = probe_up_.find(m.probe);
            if (known != probe_up_.end() && known->second == m.up) return;
            probe_up_[m.probe] = m.up;
            put(drill::ProbeChanged{.probe = m.probe, .up = m.up, .boot = m.boot, .at = m.at});
        },
        [&](const wire::Refused& m) {
            if (m.regarding != wire::Execute::tag || !m.key || m.epoch < drill_.epoch) return;
            put(drill::AttemptEnded{
                *m.key,
                {.outcome = Outcome::failed, .reason = m.why, .host = host, .refused = true}});
        },
        [](const auto&) {});
}

}  // namespace firedrill::simulation
