#include "tests/simulation/rivals_agent.hpp"

#include "core/base/match.hpp"

#include <utility>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

/// Whom a message speaks for.
struct Sender {
    std::string drill;
    std::int64_t epoch = 0;
};

Sender sender_of(const wire::Message& message) {
    return match(message, [](const auto& m) -> Sender {
        if constexpr (requires {
                          m.key.drill;
                          m.epoch;
                      })
            return {m.key.drill, m.epoch};
        else if constexpr (requires {
                               m.drill;
                               m.epoch;
                           })
            return {m.drill, m.epoch};
        else
            return {};
    });
}

bool takes_plan(const std::vector<agent::Directive>& directives) {
    for (const auto& directive : directives)
        if (const auto* reply = std::get_if<agent::Reply>(&directive))
            if (std::holds_alternative<wire::PlanTaken>(reply->message)) return true;
    return false;
}

}  // namespace

void RivalsAgent::start() {
    if (is_up()) return;
    come_up();
    broken_ = hangs_ = false;
    state_ = agent::State{};
    state_.host = host_.name;
    for (const auto& record : receipts_) agent::apply(state_, record);
    carry_out({.directives = agent::start_up(state_, host_.clock.boot(), boottime())});
}

void RivalsAgent::receive(int rival, const wire::Message& message) {
    if (!is_up() || broken_) return;
    if (stands_still()) return at(able_at(), [=, this] { receive(rival, message); });
    Sender sender = sender_of(message);
    take(agent::Received{message},
         {.directives = {}, .drill = sender.drill, .epoch = sender.epoch, .rival = rival});
}

void RivalsAgent::take(const agent::Input& input, Turn turn) {
    if (broken_) return;
    if (hangs_)  // behind the sync that keeps it
        return later(1ms, [=, this] { take(input, turn); });
    constexpr auto program = plan::Performer::agent;
    if (stage_.seams.respond_input) {
        agent::State state = state_;
        agent::Input seen = input;
        stage_.seams.respond_input(state, seen);
        turn.directives = agent::respond(state, seen, boottime(), program);
    } else {
        turn.directives = agent::respond(state_, input, boottime(), program);
    }
    if (stage_.seams.respond_output) stage_.seams.respond_output(turn.directives);
    carry_out(std::move(turn));
}

/// A Keep is durable before anything else is begun.
void RivalsAgent::carry_out(Turn turn) {
    bool at_once = false;
    for (const auto& directive : turn.directives)
        if (const auto* kept = std::get_if<agent::Keep>(&directive)) {
            receipts_.push_back(kept->record);
            agent::apply(state_, kept->record);
            at_once = at_once || kept->at_once;
        } else if (const auto* reply = std::get_if<agent::Reply>(&directive)) {
            note_speaker(reply->message, turn.drill);
        }
    if (const auto killed = stage_.swarm.strike(Fault::agent_killed)) return crash(*killed);
    if (at_once) {
        if (auto hangs = stage_.swarm.strike(Fault::receipt_hangs)) {
            stand_still(hangs->between(Nanos{100ms}, Nanos{20s}));
            hangs_ = true;
            return at(able_at(), [this, turn = std::move(turn)] {
                hangs_ = false;
                if (sync(turn)) act_on(turn);
            });
        }
        if (!sync(turn)) return;
    } else {
        note_taken(turn);
    }
    act_on(turn);
}

/// Whether the receipts are known to be durable. If not, nobody knows what is on disk: it decides
/// nothing more, and ends.
bool RivalsAgent::sync(const Turn& turn) {
    auto lost = stage_.swarm.strike(Fault::receipt_failed_lost);
    auto holds = lost ? std::nullopt : stage_.swarm.strike(Fault::receipt_failed_holds);
    if (lost) {
        tear(*lost);
    } else {
        make_durable(receipts_.size());
        note_taken(turn);
    }
    if (!lost && !holds) return true;
    broken_ = true;
    for (const auto& [key, running] : std::map(running_)) kill(key);
    later(300ms, [this, chance = lost ? *lost : *holds] { come_down(chance); });
    return false;
}

void RivalsAgent::make_durable(std::size_t up_to) {
    for (; synced_ < up_to; ++synced_)
        stage_.truth.receipt(number(), receipts_[synced_], boottime());
}

void RivalsAgent::note_taken(const Turn& turn) {
    if (takes_plan(turn.directives)) stage_.truth.taken(number(), turn.drill, boottime());
}

void RivalsAgent::act_on(const Turn& turn) {
    const int before = life();
    for (const auto& directive : turn.directives) {
        if (std::holds_alternative<agent::Keep>(directive)) continue;
        act(directive, turn);
        if (const auto killed = stage_.swarm.strike(Fault::agent_killed)) crash(*killed);
        if (life() != before) return;
    }
}

void RivalsAgent::act(const agent::Directive& directive, const Turn& turn) {
    if (const auto* reply = std::get_if<agent::Reply>(&directive))
        answer(reply->message, turn);
    else if (const auto* started = std::get_if<agent::Start>(&directive))
        begin(*started, turn);
    else if (const auto* killed = std::get_if<agent::Kill>(&directive))
        kill(killed->key);
}

/// A heartbeat proves that its sender was alive when the one before was answered, and no more.
void RivalsAgent::note_speaker(const wire::Message& answer, const std::string& drill) {
    if (std::holds_alternative<wire::PlanTaken>(answer)) note_contact(drill, boottime());
    if (std::holds_alternative<wire::Renewed>(answer)) note_contact(drill, proven(drill));
}

void RivalsAgent::answer(const wire::Message& message, const Turn& turn) {
    if (std::holds_alternative<wire::Renewed>(message)) answered_[turn.drill] = boottime();
    if (const auto* refusal = std::get_if<wire::Refused>(&message))
        stage_.truth.refused(number(), turn.drill, *refusal);
    answer_(turn.rival, turn.drill, message);
}

Nanos RivalsAgent::proven(const std::string& drill) const {
    const auto answered = answered_.find(drill);
    return answered == answered_.end() ? boottime() : answered->second;
}

void RivalsAgent::note_contact(const std::string& drill, Nanos when) {
    Nanos& renewed = state_.drills[drill].renewed;
    renewed = std::max(renewed, when);
    stage_.truth.heard(number(), drill, when);
}

/// What was being written is cut off anywhere.
void RivalsAgent::tear(Chance& chance) {
    const auto unsynced = static_cast<int>(receipts_.size() - synced_);
    const bool within = unsynced > 1 && chance.percent(50);
    const int kept = within ? chance.between(1, unsynced - 1) : chance.below(unsynced + 1);
    stage_.torn += kept > 0 && kept < unsynced;
    make_durable(synced_ + static_cast<std::size_t>(kept));
    stage_.truth.torn(number());
}

void RivalsAgent::crash(Chance chance) {
    tear(chance);
    come_down(chance);
}

/// Some take their host with them.
void RivalsAgent::come_down(Chance chance) {
    if (!is_up()) return;
    die();
    receipts_.resize(synced_);
    for (const auto& [key, running] : running_) stage_.truth.end(number(), key);
    running_.clear();
    answered_.clear();
    stage_.truth.crashed(number());
    if (chance.percent(30)) {
        ++stage_.reboots;
        host_.clock.reboot(stage_.timeline.now());
    }
    stage_.timeline.after(chance.between(Nanos{100ms}, Nanos{8s}), [this] { start(); });
}

void RivalsAgent::begin(const agent::Start& start, const Turn& turn) {
    const AttemptKey key = start.key;
    stage_.truth.begin(number(), key, turn.epoch, boottime());
    note_contact(key.drill, proven(key.drill));
    running_[key] = {.rival = turn.rival};
    Nanos needed = chance_.between(Nanos{10ms}, Nanos{3s});
    if (auto hangs = stage_.swarm.strike(Fault::step_hangs))
        needed = hangs->between(Nanos{10s}, Nanos{150s});  // longer than any place is kept
    later(needed, [this, key] { finish(key); });
}

/// Programs may ignore SIGTERM for a while.
void RivalsAgent::kill(const AttemptKey& key) {
    const auto found = running_.find(key);
    if (found == running_.end() || std::exchange(found->second.killed, true)) return;
    later(chance_.between(Nanos{1ms}, Nanos{2s}), [this, key] { finish(key); });
}

void RivalsAgent::finish(const AttemptKey& key) {
    const auto found = running_.find(key);
    if (found == running_.end()) return;
    const Running running = found->second;
    running_.erase(found);
    stage_.truth.end(number(), key);
    AttemptReport report{.outcome = running.killed ? Outcome::unknown : Outcome::succeeded,
                         .host = host_.name};
    if (!running.killed && stage_.swarm.strikes(Fault::step_fails))
        report.outcome = Outcome::failed;
    take(agent::ActionEnded{key, report},
         {.directives = {}, .drill = key.drill, .epoch = 0, .rival = running.rival});
}

}  // namespace firedrill::simulation
