// How decide()'s commands are carried out, as the engine does it.
#include "core/base/match.hpp"
#include "tests/simulation/network.hpp"
#include "tests/simulation/orchestrator.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

bool operator==(const drill::WakeAt& a, const drill::WakeAt& b) {
    return a.timer == b.timer && a.mono == b.mono;
}

}  // namespace

const plan::Step& Orchestrator::step(const std::string& id) const {
    return *plan::find_step(*plan_, id);
}

/// The fact that must be durable before the command is carried out.
std::optional<drill::Event> Orchestrator::intent(const drill::Command& command) const {
    using Intent = std::optional<drill::Event>;
    return match(
        command,
        [&](const drill::Execute& c) -> Intent {
            return drill::AttemptIntended{c.key, drill_.epoch};
        },
        [](const drill::Ask& c) -> Intent { return drill::PersonAsked{c.step}; },
        [](const drill::Breach& c) -> Intent { return drill::GuardBreached{c.guard, c.what}; },
        [](const drill::Presume& c) -> Intent {
            return drill::FencePresumed{c.step, c.host, c.fault, c.figures};
        },
        [](const drill::End& c) -> Intent { return drill::DrillEnded{c.ending, c.why}; },
        [](const auto&) -> Intent { return std::nullopt; });
}

void Orchestrator::act(const drill::Command& command) {
    match(
        command, [&](const drill::Execute& c) { execute(c); },
        [&](const drill::Query& c) { ask_performer(c.key); },
        [&](const drill::Cancel& c) { cancel(c.key); },
        [&](const drill::Ask& c) { ask_person(c.step); }, [](const auto&) {});
}

void Orchestrator::execute(const drill::Execute& command) {
    if (stage_.swarm.strikes(Fault::orchestrator_killed)) return end_process();
    const plan::Step& at = step(command.key.step);
    if (at.performer != plan::Performer::engine)
        return network_.send(
            at.host, at.performer,
            wire::Execute{.key = command.key, .epoch = drill_.epoch, .closes = command.closes});
    put(drill::AttemptEnded{command.key, {.outcome = Outcome::succeeded}});
}

void Orchestrator::ask_performer(const AttemptKey& key) {
    if (!asked_.insert(key).second) return;
    const plan::Step& at = step(key.step);
    if (at.performer == plan::Performer::engine) return put(drill::AttemptNeverSeen{key});
    network_.send(at.host, at.performer, wire::Query{.key = key, .epoch = drill_.epoch});
}

void Orchestrator::cancel(const AttemptKey& key) {
    if (!cancelled_.insert(key).second) return;
    const plan::Step& at = step(key.step);
    if (at.performer == plan::Performer::engine) return;  // it is over, or died with us
    network_.send(at.host, at.performer, wire::Cancel{.key = key, .epoch = drill_.epoch});
}

/// The last decision's wish replaces any other; one that has fired does not fire again.
void Orchestrator::wake(const std::vector<drill::Command>& commands) {
    const drill::WakeAt* wanted = nullptr;
    for (const auto& command : commands)
        if (const auto* c = std::get_if<drill::WakeAt>(&command)) wanted = c;
    if (wanted == nullptr) return timer_.reset();
    if ((timer_ && *timer_ == *wanted) || (fired_ && *fired_ == *wanted)) return;
    timer_ = *wanted;
    arm(*wanted);
}

/// Only our own clock says what is due: it stood still while the host slept.
void Orchestrator::arm(const drill::WakeAt& due) {
    at(host_.clock.when_mono(due.mono), [this, due] {
        if (!timer_ || !(*timer_ == due)) return;
        if (now().mono < due.mono) return arm(due);
        fired_ = std::exchange(timer_, std::nullopt);
        put(drill::TimerFired{due.timer});
    });
}

}  // namespace firedrill::simulation
