// The operator of the simulation: pauses, goes on, leaves steps out, and says how to go on with
// what is held. The operator tells the truth about the world, and asks the machine before each
// wish.
#include "tests/simulation/orchestrator.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

const drill::Identity operator_on_duty{.person = "ops", .proof = drill::Proof::os_user};

}  // namespace

void Orchestrator::pause() {
    if (!up_ || !drill::may_pause(drill_, operator_on_duty)) return;
    happen(drill::PauseRequested{.by = operator_on_duty, .why = "wait"});
    continue_later(chance_.between(Nanos{1s}, Nanos{90s}));
}

/// Whoever paused comes back to it, also after a crash.
void Orchestrator::continue_later(Nanos delay) {
    stage_.timeline.after(delay, [this] {
        if (!up_) return continue_later(5s);
        if (drill::may_continue(drill_, operator_on_duty))
            happen(drill::ContinueRequested{.by = operator_on_duty});
    });
}

void Orchestrator::leave_something_out() {
    const auto& steps = plan_->steps;
    if (up_)
        leave_out(steps[static_cast<std::size_t>(chance_.below(static_cast<int>(steps.size())))]);
}

/// The old primary is not let back without having been rebuilt: that the operator knows.
bool Orchestrator::leave_out(const plan::Step& at) {
    if (at.id == "rebuild" || !drill::may_skip(drill_, at.id, operator_on_duty)) return false;
    stage_.world.left_out_by_hand(at);
    happen(drill::StepSkipped{.step = at.id, .by = operator_on_duty, .why = "no need"});
    return true;
}

/// Nobody else will: whoever was asked about a held step comes back to it until it is settled.
void Orchestrator::person_steers(const std::string& id) {
    const bool slow = !stage_.calm && chance_.percent(stage_.swarm.never_answers);
    later(slow ? chance_.between(Nanos{20s}, Nanos{2min}) : chance_.between(Nanos{1s}, Nanos{9s}),
          [this, id] {
              if (drill_.steps.at(id).status != drill::StepStatus::held) return;
              if (!say_how_to_go_on(step(id))) person_steers(id);
          });
}

bool Orchestrator::say_how_to_go_on(const plan::Step& at) {
    const bool at_rest = stage_.world.has_come_to_rest(at.id, drill_.steps.at(at.id).attempt);
    if (at_rest && say_it_happened(at)) return true;
    if (want_again(at)) return true;
    if (at_rest && chance_.percent(40) && leave_out(at)) return true;
    if (!chance_.percent(stage_.calm ? 30 : 5)) return false;
    abort();
    return true;
}

bool Orchestrator::say_it_happened(const plan::Step& at) {
    const bool seen = at.performer == plan::Performer::agent && stage_.world.is_on(at.id);
    if (!seen || !drill::may_settle(drill_, at.id, operator_on_duty)) return false;
    happen(drill::StepSettled{.step = at.id, .by = operator_on_duty, .why = "seen"});
    return true;
}

/// First without a word about what became of it: the machine must know whether that will do.
bool Orchestrator::want_again(const plan::Step& at) {
    const bool at_rest = stage_.world.has_come_to_rest(at.id, drill_.steps.at(at.id).attempt);
    const bool nothing_there = at_rest && !stage_.world.is_on(at.id);
    for (const bool stated : {false, true}) {
        if (stated && !nothing_there) continue;
        if (!drill::may_retry(drill_, at.id, operator_on_duty, stated)) continue;
        stage_.world.wanted_again(at.id);
        happen(drill::StepRetried{.step = at.id, .by = operator_on_duty, .did_not_happen = stated});
        return true;
    }
    return false;
}

}  // namespace firedrill::simulation
