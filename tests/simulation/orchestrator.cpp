#include "tests/simulation/orchestrator.hpp"

#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/base/match.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;
using drill::Answer;

const drill::Identity starter{.person = "ops"};

drill::Record through_json(const drill::Record& record) {
    return from_json<drill::Record>(parse_json(canonical(to_json(record))).value()).value();
}

}  // namespace

Orchestrator::Orchestrator(Stage& stage, Chance chance, Ports ports)
    : stage_(stage), chance_(chance), ports_(std::move(ports)), hash_("hash") {
    plan::Plan plan = *stage_.plan;
    if (stage_.seams.plan) stage_.seams.plan(plan);
    plan_ = std::make_shared<const plan::Plan>(std::move(plan));
    if (stage_.swarm.real_offer) {
        bytes_ = plan::canonical_bytes(*stage_.plan);
        hash_ = sha256_hex(bytes_);
    }
    may_resume_ = stage_.swarm.resumes;
}

wire::OfferPlan Orchestrator::offer() const {
    return {.drill = "d", .hash = hash_, .bytes = bytes_, .epoch = epoch_};
}

const plan::Step& Orchestrator::step(const std::string& id) const {
    return *plan::find_step(*plan_, id);
}

void Orchestrator::later(Nanos delay, std::function<void()> what) {
    stage_.timeline.after(delay, [this, life = life_, what = std::move(what)] {
        if (up_ && life == life_) what();
    });
}

void Orchestrator::start() {
    up_ = true;
    happen(drill::DrillStarted{.drill = "d",
                               .plan_hash = hash_,
                               .plan = *plan_,
                               .by = starter,
                               .approvals_waived = stage_.swarm.waived});
}

void Orchestrator::append(drill::Event event) {
    records_.push_back({.seq = static_cast<std::int64_t>(records_.size()) + 1,
                        .at = {.host = "orch", .boot = "b", .mono = stage_.timeline.now()},
                        .event = std::move(event)});
    if (stage_.tells) stage_.world.note(canonical(to_json(records_.back().event)).substr(0, 200));
    if (stage_.seams.apply && !stage_.seams.apply(records_.back())) return;
    drill::apply(drill_, records_.back());
}

void Orchestrator::happen(drill::Event event) {
    if (!up_) return;
    append(std::move(event));
    if (strikes()) return crash();
    decide_and_act();
}

void Orchestrator::decide_and_act() {
    const int life = life_;
    bool again = true;
    while (again && records_.size() < 30'000) {
        again = false;
        auto commands = drill::decide(drill_);
        if (stage_.seams.decide) stage_.seams.decide(drill_, commands);
        for (const auto& command : commands) {
            const bool recorded = carry_out(command);
            if (life != life_) return;
            again = again || recorded;
            if (recorded && !stage_.swarm.batches) break;
        }
    }
}

/// Whether something was recorded.
bool Orchestrator::carry_out(const drill::Command& command) {
    return match(
        command, [&](const drill::Execute& c) { return execute(c); },
        [&](const drill::Query& c) {
            return ask_once(command, c.key, wire::Query{.key = c.key, .epoch = epoch_});
        },
        [&](const drill::Cancel& c) {
            return ask_once(command, c.key, wire::Cancel{.key = c.key, .epoch = epoch_});
        },
        [&](const drill::Ask& c) { return ask_person(c.step); },
        [&](const drill::WakeAt& c) { return wake(c); },
        [&](const drill::Breach& c) {
            append(drill::GuardBreached{c.guard, c.what});
            return true;
        },
        [&](const drill::Presume& c) {
            append(drill::FencePresumed{c.step, c.host, c.fault, c.figures});
            return true;
        },
        [&](const drill::End& c) { return end(c); });
}

bool Orchestrator::execute(const drill::Execute& command) {
    if (command.key.part == Part::undo) stage_.world.undo_intended(command.key, drill_);
    append(drill::AttemptIntended{command.key, epoch_});
    if (strikes()) {
        crash();
        return true;
    }
    const plan::Step& at = step(command.key.step);
    if (at.performer == plan::Performer::engine)
        perform_here(command.key);
    else
        ports_.send(at.host, at.performer,
                    wire::Execute{.key = command.key, .epoch = epoch_, .closes = command.closes});
    return true;
}

void Orchestrator::perform_here(const AttemptKey& key) {
    later(chance_.between(Nanos{1ms}, Nanos{500ms}),
          [this, key] { happen(drill::AttemptEnded{key, {.outcome = Outcome::succeeded}}); });
}

bool Orchestrator::ask_once(const drill::Command& command, const AttemptKey& key,
                            wire::Message message) {
    if (!asked_.insert(to_text(command)).second) return false;
    const plan::Step& at = step(key.step);
    if (at.performer != plan::Performer::engine) {
        ports_.send(at.host, at.performer, std::move(message));
    } else if (std::holds_alternative<drill::Query>(command)) {
        later(1ms, [this, key] { happen(drill::AttemptNeverSeen{key}); });
    }
    return false;
}

bool Orchestrator::ask_person(const std::string& id) {
    append(drill::PersonAsked{id});
    if (strikes()) {
        crash();
        return true;
    }
    if (drill_.steps.at(id).status == drill::StepStatus::held)
        person_steers(id);
    else if (stage_.swarm.waived)
        waive(id);
    else
        person_answers(id);
    return true;
}

void Orchestrator::waive(const std::string& id) {
    const auto& action = step(id).action;
    const bool approves = std::holds_alternative<plan::Approve>(action);
    const bool decides = std::holds_alternative<plan::Decide>(action);
    const drill::PersonAnswered answer{.step = id,
                                       .answer = decides    ? Answer::chose
                                                 : approves ? Answer::approved
                                                            : Answer::confirmed,
                                       .option = decides ? "a" : "",
                                       .by = {.person = "ops", .proof = drill::Proof::waived}};
    stage_.world.answered(id, answer);
    for (const char* member : {"cio", "cfo"}) {  // waived stands for the quorum
        auto other = answer;
        other.by.person = member;
        stage_.world.answered(id, other);
    }
    append(answer);
}

void Orchestrator::person_answers(const std::string& id) {
    if (!stage_.calm && chance_.percent(stage_.swarm.never_answers)) return;
    later(chance_.between(Nanos{1s}, Nanos{6s}), [this, id] {
        const auto answer = draw_answer(step(id));
        if (drill_.steps.at(id).status != drill::StepStatus::waiting) return;
        if (drill::may_answer(drill_, id, answer.answer, answer.by, answer.option)) {
            stage_.world.answered(id, answer);
            happen(answer);
        }
        // others of the role, or the same again, until the question is settled
        if (up_ && drill_.steps.at(id).status == drill::StepStatus::waiting) person_answers(id);
    });
}

drill::PersonAnswered Orchestrator::draw_answer(const plan::Step& at) {
    const char* people[] = {"cio", "cfo", "cio", "cfo", "ops", "auditor"};
    const int who = chance_.percent(stage_.swarm.strangers) ? chance_.below(6) : chance_.below(4);
    drill::PersonAnswered answer{.step = at.id, .by = {.person = people[who]}};
    if (std::holds_alternative<plan::Approve>(at.action)) answer.answer = Answer::approved;
    if (std::holds_alternative<plan::Decide>(at.action)) {
        answer.answer = Answer::chose;
        answer.option = chance_.percent(50) ? "a" : "b";
    }
    if (!stage_.calm && chance_.percent(stage_.swarm.refuses)) answer.answer = Answer::refused;
    return answer;
}

bool Orchestrator::wake(const drill::WakeAt& command) {
    const Nanos due = std::max(command.mono, stage_.timeline.now());
    if (timer_ == due) return false;
    timer_ = due;
    stage_.timeline.at(due, [this, life = life_, due, name = command.timer] {
        if (!up_ || life != life_ || timer_ != due) return;
        timer_.reset();
        happen(drill::TimerFired{name});
    });
    return false;
}

bool Orchestrator::end(const drill::End& command) {
    append(drill::DrillEnded{command.ending, command.why});
    timer_.reset();
    for (const auto& host : plan_->hosts)
        for (const auto program : {plan::Performer::agent, plan::Performer::probe})
            ports_.send(host.id, program, wire::Finish{.drill = "d", .epoch = epoch_});
    maybe_resume();
    return true;
}

void Orchestrator::maybe_resume() {
    const bool worth = drill_.ending != drill::Ending::completed &&
                       drill::past_point_of_no_return(drill_) && may_resume_;
    may_resume_ = false;
    if (!worth) return;
    may_resume_ = true;
    later(chance_.between(Nanos{1s}, Nanos{20s}), [this] {
        may_resume_ = false;
        append(drill::OrchestratorRestarted{.epoch = ++epoch_});
        for (const auto& host : plan_->hosts)
            for (const auto program : {plan::Performer::agent, plan::Performer::probe})
                ports_.send(host.id, program, offer());
        stage_.world.resumed(plan::Phase::failback);
        happen(drill::ResumedFrom{plan::Phase::failback, starter});
    });
}

void Orchestrator::receive(const wire::Message& message) {
    if (!up_) return;
    if (const auto* m = std::get_if<wire::Ended>(&message)) {
        happen(drill::AttemptEnded{m->key, m->report});
    } else if (const auto* m2 = std::get_if<wire::NeverSeen>(&message)) {
        happen(drill::AttemptNeverSeen{m2->key});
    } else if (const auto* m3 = std::get_if<wire::FaultReverted>(&message)) {
        happen(drill::FaultReverted{
            .step = m3->step, .why = m3->why, .verified = m3->verified, .fence = m3->fence});
    } else if (const auto* m4 = std::get_if<wire::Refused>(&message)) {
        if (m4->regarding != wire::Execute::tag || !m4->key || m4->epoch < epoch_) return;
        happen(drill::AttemptEnded{
            *m4->key, {.outcome = Outcome::failed, .reason = m4->why, .refused = true}});
    }
}

void Orchestrator::forget(const std::string& host) {
    std::erase_if(asked_, [&](const std::string& text) {
        for (const auto& at : plan_->steps)
            if (at.host == host && text.find(" d/" + at.id + "/") != text.npos) return true;
        return false;
    });
}

void Orchestrator::contact_lost(const std::string& host) {
    forget(host);
    happen(drill::ContactLost{.host = host});
}

void Orchestrator::contact_made(const std::string& host) {
    forget(host);
    happen(drill::ContactMade{.host = host});
}

void Orchestrator::abort() {
    happen(drill::AbortRequested{.by = starter, .why = "enough"});
}

void Orchestrator::see_neighbour(bool up) {
    happen(drill::ProbeChanged{.probe = "neighbour", .up = up});
}

bool Orchestrator::strikes() {
    return !stage_.calm && chance_.below(1000) < stage_.swarm.orchestrator_crashes * 4;
}

void Orchestrator::crash() {
    if (!up_) return;
    up_ = false;
    ++life_;
    asked_.clear();
    timer_.reset();
    ports_.crashed();
}

/// An orchestrator that was only asleep orders what it would have ordered next.
void Orchestrator::haunt(std::int64_t epoch) {
    for (const auto& at : plan_->steps) {
        const drill::StepState& state = drill_.steps.at(at.id);
        if (at.performer != plan::Performer::agent) continue;
        const AttemptKey next{.drill = "d", .step = at.id, .attempt = state.attempt + 1};
        const AttemptKey last{.drill = "d", .step = at.id, .attempt = state.attempt};
        switch (chance_.below(8)) {
            case 0: ports_.send_stale(at.host, at.performer, wire::Execute{next, epoch}); break;
            case 1: ports_.send_stale(at.host, at.performer, wire::Query{next, epoch}); break;
            case 2: ports_.send_stale(at.host, at.performer, wire::Cancel{last, epoch}); break;
            case 3: ports_.send_stale(at.host, at.performer, wire::Finish{"d", epoch}); break;
            default: break;
        }
    }
}

void Orchestrator::restart() {
    const std::string before = state_hash(drill_);
    std::vector<drill::Record> journal = records_;
    if (stage_.swarm.journal_round_trip)
        for (auto& record : journal) record = through_json(record);
    if (!stage_.seams.apply && !stage_.seams.decide) {
        auto again = drill::replay(journal);
        if (!again)
            stage_.world.violate("a journal replays", describe(again.error()));
        else if (state_hash(*again) != before)
            stage_.world.violate("a replay gives the state before the crash", before);
        else
            drill_ = std::move(*again);
    }
    up_ = true;
    if (chance_.percent(70)) {
        if (!stage_.calm && chance_.percent(stage_.swarm.ghosts))
            later(chance_.between(Nanos{1s}, Nanos{30s}), [this, epoch = epoch_] { haunt(epoch); });
        ++epoch_;
    }
    happen(drill::OrchestratorRestarted{.epoch = epoch_});
    if (up_ && drill_.status == drill::DrillStatus::ended) maybe_resume();
}

}  // namespace firedrill::simulation
