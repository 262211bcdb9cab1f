#include "tests/simulation/resident.hpp"

#include "core/base/match.hpp"

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

}  // namespace

Resident::Resident(Stage& stage, std::string host, plan::Performer program, Chance chance,
                   std::function<void(wire::Message)> send)
    : stage_(stage),
      host_(std::move(host)),
      program_(program),
      chance_(chance),
      send_(std::move(send)) {
    start();
}

void Resident::receive(const wire::Message& message) {
    if (!up_) return;
    epoch_heard_ = epoch_of(message);
    const auto* offer = std::get_if<wire::OfferPlan>(&message);
    if (offer != nullptr && !stage_.swarm.real_offer && offer->epoch >= highest_epoch_) {
        // the same as PlanKept, without a million parsed plans
        auto& drill = state_.drills[offer->drill];
        agent::give_plan(drill, stage_.plan);
        drill.plan_hash = offer->hash;
    }
    highest_epoch_ = std::max(highest_epoch_, epoch_heard_);
    take(agent::Received{message});
}

void Resident::take(agent::Input input) {
    std::optional<agent::State> changed;
    if (stage_.seams.respond_input) {
        changed = state_;
        stage_.seams.respond_input(*changed, input);
    }
    auto directives =
        agent::respond(changed ? *changed : state_, input, stage_.timeline.now(), program_);
    if (stage_.seams.respond_output) stage_.seams.respond_output(directives);
    carry_out(std::move(directives));
}

void Resident::carry_out(std::vector<agent::Directive> directives) {
    const int life = life_;
    for (auto& directive : directives) {
        if (life != life_) return;  // crashed on the way
        match(
            directive, [&](agent::Keep& d) { keep(d.record); },
            [&](agent::Reply& d) {
                note_contact(d.message);
                send_(std::move(d.message));
            },
            [&](agent::Start& d) { begin(d); },
            [&](agent::Proceed& d) {
                if (const auto found = running_.find(d.key); found != running_.end())
                    found->second.proceeded = true;
            },
            [&](agent::Kill& d) { kill(d.key); }, [&](agent::SelfRevert& d) { mend(d); },
            [](agent::Extend&) {},  // no fault of this world is held by a kernel
            [&](agent::EndProbes& d) {
                if (program_ == plan::Performer::probe && !d.drill.empty())
                    stage_.world.stop_probe("client");
            });
        const bool crashes = !stage_.calm && chance_.percent(100) &&
                             chance_.below(1000) < stage_.swarm.agent_crashes;
        if (crashes) return crash();
    }
    arm_tick();
}

void Resident::keep(const agent::Record& record) {
    receipts_.push_back(record);
    agent::apply(state_, record);
    if (const auto* armed = std::get_if<agent::FaultArmed>(&record))
        state_.drills[armed->drill].renewed = stage_.timeline.now();
}

void Resident::note_contact(const wire::Message& message) {
    const bool contact = std::holds_alternative<wire::Renewed>(message) ||
                         std::holds_alternative<wire::Begun>(message) ||
                         std::holds_alternative<wire::PlanTaken>(message);
    if (!contact) return;
    for (auto& [id, drill] : state_.drills) drill.renewed = stage_.timeline.now();
}

void Resident::later(Nanos delay, std::function<void()> what) {
    stage_.timeline.after(delay, [this, life = life_, what = std::move(what)] {
        if (life == life_ && up_) what();
    });
}

void Resident::begin(const agent::Start& start) {
    stage_.world.begin(start.key, epoch_heard_, highest_epoch_);
    Running& running = running_[start.key];
    running.start = start;
    draw(running, start.actions.front());
    const Nanos needed = chance_.between(Nanos{10ms}, Nanos{3s});
    const AttemptKey key = start.key;
    const bool fault =
        key.part == Part::act && std::holds_alternative<plan::Fault>(start.actions.front());
    if (fault) later(1ms, [this, key] { take(agent::FaultPrepared{key, {{"pid", "1"}}}); });
    const bool hangs = running.outcome == Outcome::unknown;
    later(hangs ? start.step.timeout / 2 : needed, [this, key] { take_effect(key); });
    later(hangs ? start.step.timeout : needed + 5ms, [this, key] { finish(key); });
}

void Resident::draw(Running& running, const plan::Action& action) {
    const AttemptKey& key = running.start.key;
    const bool promotes = running.start.step.point_of_no_return;
    if (key.part == Part::check) {
        const bool on = stage_.world.is_on(key.step);
        running.outcome = on ? Outcome::succeeded : Outcome::failed;
        if (!stage_.calm && chance_.percent(stage_.swarm.check_cannot_say))
            running.outcome = Outcome::unknown;
        running.takes_effect = false;
    } else if (key.part == Part::undo) {
        const bool fails = !stage_.calm && chance_.percent(stage_.swarm.undo_fails);
        running.outcome = fails ? Outcome::failed : Outcome::succeeded;
        running.takes_effect = !fails;
    } else if (act_fails()) {
        running.outcome = Outcome::failed;
        // a promotion that gave up waiting may come about all the same
        running.takes_effect = promotes && chance_.percent(30);
    } else if (!stage_.calm && chance_.percent(stage_.swarm.hangs)) {
        running.outcome = Outcome::unknown;
        running.takes_effect = chance_.percent(50);
    }
    const auto* revert = std::get_if<plan::Revert>(&action);
    if (revert != nullptr && !state_.drills[key.drill].faults.contains(revert->fault))
        running.takes_effect = false;  // nothing is armed here
}

void Resident::take_effect(const AttemptKey& key) {
    const auto found = running_.find(key);
    if (found == running_.end() || !found->second.takes_effect) return;
    const auto& action = found->second.start.actions.front();
    if (std::holds_alternative<plan::Fault>(action) && !found->second.proceeded) return;
    found->second.takes_effect = false;  // once is enough
    stage_.world.effect(key);
}

void Resident::finish(const AttemptKey& key) {
    const auto found = running_.find(key);
    if (found == running_.end()) return;
    AttemptReport report{.outcome = found->second.outcome, .host = host_};
    if (report.outcome == Outcome::unknown) report.reason = "timeout";
    if (report.outcome == Outcome::failed) report.reason = "exit code 1";
    running_.erase(found);
    stage_.world.end(key);
    if (stage_.seams.report) stage_.seams.report(key, report);
    take(agent::ActionEnded{key, report});
}

/// Killed in the middle: it may just have taken effect.
void Resident::kill(const AttemptKey& key) {
    const auto found = running_.find(key);
    if (found == running_.end()) return;
    found->second.outcome = Outcome::unknown;
    if (chance_.percent(50)) found->second.takes_effect = false;
    later(chance_.between(Nanos{1ms}, Nanos{200ms}), [this, key] {
        take_effect(key);
        finish(key);
    });
}

void Resident::mend(const agent::SelfRevert& revert) {
    const bool fails = !stage_.calm && chance_.percent(stage_.swarm.revert_fails);
    const bool fences = revert.fence_first.has_value();
    const agent::FaultArmed fault = revert.fault;
    later(chance_.between(Nanos{1ms}, Nanos{100ms}), [this, fails, fences, fault] {
        if (fails)
            stage_.world.self_revert_failed(fault.step);
        else
            stage_.world.self_revert(fault.step, fences);
        take(agent::RevertEnded{
            .drill = fault.drill, .step = fault.step, .verified = !fails, .why = "lease"});
    });
}

void Resident::crash() {
    if (!up_) return;
    up_ = false;
    ++life_;
    tick_.reset();
    for (auto& [key, running] : running_) {
        if (chance_.percent(30) && running.takes_effect &&
            (running.proceeded ||
             !std::holds_alternative<plan::Fault>(running.start.actions.front())) &&
            !stage_.world.is_on(key.step) && key.part == Part::act)
            stage_.world.effect(key);
        stage_.world.end(key);
    }
    running_.clear();
    stage_.timeline.after(chance_.between(Nanos{100ms}, Nanos{8s}), [this] { start(); });
}

void Resident::start() {
    if (up_) return;
    up_ = true;
    state_ = agent::State{};
    state_.host = host_;
    if (!stage_.swarm.real_offer && !receipts_.empty())
        agent::give_plan(state_.drills["d"], stage_.plan);
    for (const auto& record : receipts_) agent::apply(state_, record);
    carry_out(agent::start_up(state_, "boot-" + host_, stage_.timeline.now()));
}

void Resident::arm_tick() {
    const auto due = agent::next_tick(state_);
    if (due == tick_) return;
    tick_ = due;
    if (due)
        later(*due - stage_.timeline.now(), [this, due] {
            if (tick_ != due) return;
            tick_.reset();
            take(agent::Ticked{});
        });
}

}  // namespace firedrill::simulation
