#include "tests/simulation/resident.hpp"

#include "core/base/match.hpp"
#include "tests/simulation/network.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

template <class T>
concept HasEpoch = requires(T message) { message.epoch; };

std::int64_t epoch_of(const wire::Message& message) {
    return match(message, [](const auto& m) {
        if constexpr (HasEpoch<decltype(m)>)
            return m.epoch;
        else
            return std::int64_t{0};
    });
}

bool is_contact(const wire::Message& answer) {
    return std::holds_alternative<wire::Renewed>(answer) ||
           std::holds_alternative<wire::PlanTaken>(answer);
}

bool is_contact(const agent::Record& record) {
    return std::holds_alternative<agent::AttemptBegun>(record) ||
           std::holds_alternative<agent::FaultArmed>(record);
}

}  // namespace

Resident::Resident(Stage& stage, SimulatedHost& host, Network& network, plan::Performer program,
                   Chance chance)
    : Program(stage.timeline, host),
      stage_(stage),
      network_(network),
      program_(program),
      chance_(chance) {}

void Resident::receive(const wire::Message& message) {
    if (!is_up() || broken_) return;
    if (stands_still()) return at(able_at(), [this, message] { receive(message); });
    epoch_heard_ = epoch_of(message);
    const auto* offer = std::get_if<wire::OfferPlan>(&message);
    if (offer != nullptr && !stage_.swarm.real_offer && offer->epoch >= highest_epoch_) {
        // the same as PlanKept, without a million parsed plans
        auto& drill = state_.drills[offer->drill];
        agent::give_plan(drill, stage_.plan);
        drill.plan_hash = offer->hash;
    }
    take(agent::Received{message});
}

void Resident::take(agent::Input input) {
    if (broken_) return;
    std::optional<agent::State> changed;
    if (stage_.seams.respond_input) {
        changed = state_;
        stage_.seams.respond_input(*changed, input);
    }
    auto directives = agent::respond(changed ? *changed : state_, input, boottime(), program_);
    if (stage_.seams.respond_output) stage_.seams.respond_output(directives);
    carry_out(std::move(directives));
}

/// A Keep is durable before anything else is begun.
void Resident::carry_out(std::vector<agent::Directive> directives) {
    bool at_once = false;
    for (const auto& directive : directives)
        if (const auto* kept = std::get_if<agent::Keep>(&directive)) {
            keep(kept->record);
            at_once = at_once || kept->at_once;
        }
    if (stage_.swarm.strikes(Fault::agent_killed)) return crash();
    if (at_once) {
        if (auto hangs = stage_.swarm.strike(Fault::receipt_hangs)) {
            stop(hangs->between(Nanos{100ms}, Nanos{20s}));
            return at(able_at(), [this, directives = std::move(directives), epoch = epoch_heard_] {
                epoch_heard_ = epoch;  // others may have been heard meanwhile
                if (sync()) act_on(directives);
            });
        }
        if (!sync()) return;
    }
    act_on(std::move(directives));
}

void Resident::act_on(std::vector<agent::Directive> directives) {
    const int before = life();
    for (auto& directive : directives) {
        act(directive);
        if (!std::holds_alternative<agent::Keep>(directive) &&
            stage_.swarm.strikes(Fault::agent_killed))
            crash();
        if (life() != before) return;
    }
    arm_tick();
}

void Resident::act(agent::Directive& directive) {
    match(
        directive, [](agent::Keep&) {},
        [&](agent::Reply& d) {
            if (is_contact(d.message)) note_contact();
            network_.answer(host_.name, std::move(d.message));
        },
        [&](agent::Start& d) { begin(d); },
        [&](agent::Proceed& d) {
            if (const auto found = running_.find(d.key); found != running_.end())
                found->second.proceeded = true;
        },
        [&](agent::Kill& d) { kill(d.key); }, [&](agent::SelfRevert& d) { mend(d, true); },
        [](agent::Extend&) {},  // no fault of this world is held by a kernel
        [&](agent::EndProbes& d) {
            if (program_ == plan::Performer::probe && !d.drill.empty())
                stage_.world.stop_probe("client");
        });
}

void Resident::keep(const agent::Record& record) {
    receipts_.push_back(record);
    agent::apply(state_, record);
    if (is_contact(record)) note_contact();
}

/// Whether the receipts are known to be durable. If not, nobody knows what is on disk.
bool Resident::sync() {
    const bool lost = stage_.swarm.strikes(Fault::receipt_failed_lost);
    const bool holds = !lost && stage_.swarm.strikes(Fault::receipt_failed_holds);
    for (; !lost && synced_ < receipts_.size(); ++synced_) {
        if (const auto* raised = std::get_if<agent::EpochRaised>(&receipts_[synced_]))
            highest_epoch_ = std::max(highest_epoch_, raised->epoch);
        stage_.world.receipt(receipts_[synced_]);
    }
    if (lost || holds) give_up();
    return !lost && !holds;
}

void Resident::note_contact() {
    for (auto& [id, drill] : state_.drills) drill.renewed = boottime();
    stage_.world.renewed(host_.name);
}

/// It decides nothing more, mends what reverts by itself, and ends.
void Resident::give_up() {
    broken_ = true;
    for (auto& entry : std::map(running_)) kill(entry.first);
    for (auto& directive : agent::start_up(state_, boot(), boottime()))
        if (auto* revert = std::get_if<agent::SelfRevert>(&directive)) mend(*revert, false);
    later(300ms, [this] { crash(); });
}

void Resident::crash() {
    if (!is_up()) return;
    die();
    tick_.reset();
    receipts_.resize(synced_);
    for (auto& [key, running] : running_) {
        if (cut_off_in_effect(key, running)) stage_.world.effect(key);
        stage_.world.cut_off(key);
    }
    running_.clear();
    network_.program_gone(host_.name);
    stage_.timeline.after(chance_.between(Nanos{100ms}, Nanos{8s}), [this] { start(); });
}

void Resident::start() {
    if (is_up()) return;
    come_up();
    broken_ = false;
    stage_.world.able(host_.name);
    state_ = agent::State{};
    state_.host = host_.name;
    if (!stage_.swarm.real_offer && !receipts_.empty())
        agent::give_plan(state_.drills["d"], stage_.plan);
    for (const auto& record : receipts_) agent::apply(state_, record);
    carry_out(agent::start_up(state_, boot(), boottime()));
}

void Resident::stop(Nanos length) {
    stand_still(length);
    stage_.world.able(host_.name, able_at());
}

void Resident::announce() {
    if (!is_up() || stands_still() || program_ != plan::Performer::probe) return;
    if (const auto up = stage_.world.neighbour())
        network_.answer(host_.name, wire::ProbeChanged{.drill = "d",
                                                       .probe = "neighbour",
                                                       .up = *up,
                                                       .boot = boot(),
                                                       .at = {boottime(), boottime()}});
}

void Resident::arm_tick() {
    const auto due = agent::next_tick(state_);
    if (due == tick_) return;
    tick_ = due;
    if (due)
        at(host_.clock.when_boottime(*due), [this, due] {
            if (tick_ != due) return;
            tick_.reset();
            take(agent::Ticked{});
        });
}

}  // namespace firedrill::simulation
