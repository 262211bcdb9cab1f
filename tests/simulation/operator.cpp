// The operator of the simulation: pauses, goes on, leaves steps out, and says how to go on with
// what is held. The operator tells the truth about the world, and asks the machine before each
// wish.
#include "tests/simulation/orchestrator.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

/// Nobody asks for ever for what is refused each time.
constexpr int tries_wanted = 10;
const drill::Identity operator_on_duty{.person = "ops", .proof = drill::Proof::os_user};

}  // namespace

/// The command line waits for an answer; an orchestrator that is not there gives none.
bool Orchestrator::answers() const {
    return is_up() && started_ && !busy_ && !stands_still();
}

bool Orchestrator::abort() {
    if (!answers() || drill_.status == drill::DrillStatus::ended) return false;
    put(drill::AbortRequested{.by = operator_on_duty, .why = "enough"});
    return true;
}

bool Orchestrator::pause() {
    if (!answers() || !drill::may_pause(drill_, operator_on_duty)) return false;
    put(drill::PauseRequested{.by = operator_on_duty, .why = "wait"});
    continue_later(chance_.between(Nanos{1s}, Nanos{90s}));
    return true;
}

/// Whoever paused comes back to it, also after a crash.
void Orchestrator::continue_later(Nanos delay) {
    stage_.timeline.after(delay, [this] {
        if (over_) return;
        const bool heard = answers();
        if (heard && !drill_.pause) return;
        continue_later(5s);  // and sees whether it was heard
        if (heard) put(drill::ContinueRequested{.by = operator_on_duty});
    });
}

bool Orchestrator::leave_something_out(Chance chance) {
    const auto& steps = plan_->steps;
    if (!answers()) return false;
    return leave_out(steps[static_cast<std::size_t>(chance.below(static_cast<int>(steps.size())))]);
}

/// The old primary is not let back without having been rebuilt: that the operator knows.
bool Orchestrator::leave_out(const plan::Step& at) {
    if (at.id == "rebuild" || !drill::may_skip(drill_, at.id, operator_on_duty)) return false;
    put(drill::StepSkipped{.step = at.id, .by = operator_on_duty, .why = "no need"});
    return true;
}

/// Nobody else will: whoever was asked about a held step comes back to it until it is settled.
void Orchestrator::person_steers(const std::string& id) {
    const bool slow = stage_.swarm.strikes(Fault::nobody_answers);
    later(slow ? chance_.between(Nanos{20s}, Nanos{2min}) : chance_.between(Nanos{1s}, Nanos{9s}),
          [this, id] {
              if (drill_.steps.at(id).status != drill::StepStatus::held) return;
              if (busy_ || !say_how_to_go_on(step(id))) person_steers(id);
          });
}

bool Orchestrator::say_how_to_go_on(const plan::Step& at) {
    const bool at_rest = stage_.world.has_come_to_rest(at.id, drill_.steps.at(at.id).attempt);
    if (at_rest && say_it_happened(at)) return true;
    const bool tired = drill_.steps.at(at.id).attempt >= tries_wanted;
    if (!tired && want_again(at)) return true;
    if (at_rest && chance_.percent(40) && leave_out(at)) return true;
    return chance_.percent(stage_.swarm.is_calm() ? 30 : 5) && abort();
}

bool Orchestrator::say_it_happened(const plan::Step& at) {
    const bool seen = at.performer == plan::Performer::agent && stage_.world.is_on(at.id);
    if (!seen || !drill::may_settle(drill_, at.id, operator_on_duty)) return false;
    put(drill::StepSettled{.step = at.id, .by = operator_on_duty, .why = "seen"});
    return true;
}

/// First without a word about what became of it: the machine must know whether that will do.
bool Orchestrator::want_again(const plan::Step& at) {
    const bool at_rest = stage_.world.has_come_to_rest(at.id, drill_.steps.at(at.id).attempt);
    const bool nothing_there = at_rest && !stage_.world.is_on(at.id);
    for (const bool stated : {false, true}) {
        if (stated && !nothing_there) continue;
        if (!drill::may_retry(drill_, at.id, operator_on_duty, stated)) continue;
        put(drill::StepRetried{.step = at.id, .by = operator_on_duty, .did_not_happen = stated});
        return true;
    }
    return false;
}

}  // namespace firedrill::simulation
