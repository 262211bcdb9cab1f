// The orchestrator's lives: the start of a drill, and what a new process makes of the journal.
#include "core/base/json.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/orchestrator.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

const drill::Identity starter{.person = "ops"};
constexpr Nanos preflight_patience = 20s;

drill::Record through_json(const drill::Record& record) {
    return from_json<drill::Record>(parse_json(canonical(to_json(record))).value()).value();
}

drill::Drill folded(const std::vector<drill::Record>& records, const Seams& seams) {
    drill::Drill drill;
    for (drill::Record record : records) {
        const std::int64_t seq = record.seq;
        const bool seen =
            (!seams.replayed || seams.replayed(record)) && (!seams.apply || seams.apply(record));
        if (seen) drill::apply(drill, record);
        drill.last_seq = seq;
    }
    return drill;
}

}  // namespace

wire::OfferPlan Orchestrator::offer() const {
    return {.drill = "d",
            .hash = hash_,
            .bytes = bytes_,
            .epoch = drill_.epoch,
            .started = started_ ? "b/1" : std::string(wire::OfferPlan::not_started)};
}

void Orchestrator::start() {
    begin_drill();
}

/// The pre-flight: every host is there, or nothing is done and somebody starts it again.
void Orchestrator::begin_drill() {
    come_up();
    drill_ = {};
    drill_.epoch = 1;
    network_.orchestrator_back();
    later(preflight_patience, [this] {
        if (!started_) end_process();
    });
}

void Orchestrator::maybe_begin() {
    for (const auto& host : plan_->hosts)
        if (!contact_[host.id]) return;
    started_ = true;
    drill_ = {};
    for (Input& input : inputs_) input.at = now();
    inputs_.insert(inputs_.begin(),
                   {now(), drill::DrillStarted{.drill = "d",
                                               .plan_hash = hash_,
                                               .plan = *plan_,
                                               .by = starter,
                                               .approvals_waived = stage_.swarm.waived}});
    network_.offer_again();
    run();
}

/// Somebody, or the service manager, starts the program again.
void Orchestrator::come_back() {
    if (is_up()) return;
    read_journal();
    if (!drill_.index) return begin_drill();
    restarts_ += drill_.status == drill::DrillStatus::ended ? 0U : 1U;
    if (drill_.status == drill::DrillStatus::ended) return maybe_fail_back();
    if (const auto old = stage_.swarm.strike(Fault::old_orchestrator)) {
        Chance chance = *old;
        stage_.timeline.after(chance.between(Nanos{1s}, Nanos{60s}),
                              [this, epoch = drill_.epoch, chance] { haunt(epoch, chance); });
    }
    resume(std::nullopt);
}

/// What was not acknowledged may be there or not; what is there gives the same state again.
void Orchestrator::read_journal() {
    std::vector<drill::Record> journal = journal_.records();
    if (stage_.swarm.journal_round_trip)
        for (auto& record : journal) record = through_json(record);
    drill::Drill told = folded(journal, stage_.seams);
    if (!stage_.seams.apply && !stage_.seams.decide) {
        auto again = drill::replay(journal);
        if (!again)
            stage_.world.violate(promise::replay, describe(again.error()));
        else if (state_hash(*again) != state_hash(told))
            stage_.world.violate(promise::replay, "another state");
    }
    const bool all_there = drill_.index && drill_.last_seq == told.last_seq;
    if (all_there && state_hash(drill_) != state_hash(told))
        stage_.world.violate(promise::replay, "another state than before the crash");
    drill_ = std::move(told);
}

/// Nothing goes out before the new epoch is durable.
void Orchestrator::resume(std::optional<plan::Phase> from) {
    come_up();
    busy_ = true;
    record({now(), drill::OrchestratorRestarted{.epoch = drill_.epoch + 1}});
    if (from) record({now(), drill::ResumedFrom{*from, starter}});
    const Nanos takes = journal_.begin(std::exchange(turn_.records, {}));
    if (takes > Nanos{})
        later(takes, [this] { go_on(); });
    else
        go_on();
}

void Orchestrator::go_on() {
    if (!journal_.end()) return end_process();
    started_ = true;
    probe_up_.clear();
    for (const auto& [probe, state] : drill_.probes)
        if (state.up) probe_up_[probe] = *state.up;
    network_.orchestrator_back();
    turn();
}

void Orchestrator::maybe_fail_back() {
    const bool worth = drill::may_fail_back(drill_) && may_resume_;
    may_resume_ = false;
    over_ = !worth;
    if (worth)
        stage_.timeline.after(chance_.between(Nanos{1s}, Nanos{20s}),
                              [this] { resume(plan::Phase::failback); });
}

/// An orchestrator that was only asleep orders what it would have ordered next.
void Orchestrator::haunt(std::int64_t epoch, Chance chance) {
    for (const auto& at : plan_->steps) {
        const drill::StepState& state = drill_.steps.at(at.id);
        if (at.performer != plan::Performer::agent) continue;
        const AttemptKey next{.drill = "d", .step = at.id, .attempt = state.attempt + 1};
        const AttemptKey last{.drill = "d", .step = at.id, .attempt = state.attempt};
        const auto send = [&](const wire::Message& message) {
            network_.send_stale(at.host, at.performer, epoch, message);
        };
        switch (chance.below(8)) {
            case 0: send(wire::Execute{next, epoch}); break;
            case 1: send(wire::Query{next, epoch}); break;
            case 2: send(wire::Cancel{last, epoch}); break;
            case 3: send(wire::Finish{"d", epoch}); break;
            default: break;
        }
    }
}

}  // namespace firedrill::simulation
