// What happens on a simulated host when a step is performed, killed, cut off or mended.
#include "tests/simulation/network.hpp"
#include "tests/simulation/resident.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t output_kept = 64U << 10U;

bool is_fault(const agent::Start& start) {
    return std::holds_alternative<plan::Fault>(start.actions.front());
}

}  // namespace

void Resident::begin(const agent::Start& start) {
    stage_.world.begin(start.key, epoch_heard_, highest_epoch_);
    Running& running = running_[start.key];
    running.start = start;
    running.began = host_.clock.mono(stage_.timeline.now());
    draw(running, start.actions.front());
    const Nanos needed = chance_.between(Nanos{10ms}, Nanos{3s});
    const AttemptKey key = start.key;
    if (key.part == Part::act && is_fault(start))
        later(1ms, [this, key] { take(agent::FaultPrepared{key, {{"pid", "1"}}}); });
    const bool hangs = running.outcome == Outcome::unknown;
    later(hangs ? start.step.timeout / 2 : needed, [this, key] { take_effect(key); });
    if (hangs)
        later(start.step.timeout, [this, key] { kill(key); });
    else
        later(needed + 5ms, [this, key] { finish(key); });
}

void Resident::draw(Running& running, const plan::Action& action) {
    Swarm& swarm = stage_.swarm;
    const AttemptKey& key = running.start.key;
    if (key.part == Part::check) {
        const bool on = stage_.world.is_on(key.step);
        running.outcome = on ? Outcome::succeeded : Outcome::failed;
        if (swarm.strikes(Fault::check_cannot_say)) running.outcome = Outcome::unknown;
        running.takes_effect = false;
    } else if (key.part == Part::undo) {
        const bool fails = swarm.strikes(Fault::undo_fails);
        running.outcome = fails ? Outcome::failed : Outcome::succeeded;
        running.takes_effect = !fails;
    } else {
        draw_act(running);
    }
    const auto* revert = std::get_if<plan::Revert>(&action);
    if (revert != nullptr && !state_.drills[key.drill].faults.contains(revert->fault))
        running.takes_effect = false;  // nothing is armed here
}

void Resident::draw_act(Running& running) {
    Swarm& swarm = stage_.swarm;
    if (running.start.step.point_of_no_return && swarm.strikes(Fault::promotion_comes_late)) {
        running.outcome = Outcome::failed;  // it gave up waiting
    } else if (swarm.strikes(Fault::step_fails)) {
        running.outcome = Outcome::failed;
        running.takes_effect = false;
    } else if (auto hangs = swarm.strike(Fault::step_hangs)) {
        running.outcome = Outcome::unknown;
        running.takes_effect = hangs->percent(50);
    }
    running.floods = swarm.strikes(Fault::output_floods);
}

void Resident::take_effect(const AttemptKey& key) {
    const auto found = running_.find(key);
    if (found == running_.end() || !found->second.takes_effect) return;
    if (is_fault(found->second.start) && key.part == Part::act && !found->second.proceeded) return;
    found->second.takes_effect = false;  // once is enough
    stage_.world.effect(key);
}

AttemptReport Resident::report_of(const Running& running) const {
    const Nanos now = host_.clock.mono(stage_.timeline.now());
    AttemptReport report{.outcome = running.outcome,
                         .host = host_.name,
                         .boot = boot(),
                         .started = running.began,
                         .ended = now,
                         .effect = {running.began, now}};
    if (report.outcome == Outcome::unknown) report.reason = "timeout";
    if (report.outcome == Outcome::failed) report.reason = "exit code 1";
    if (running.floods) {
        report.output.assign(output_kept, '.');
        report.output_bytes = std::int64_t{1} << 30U;
    }
    return report;
}

void Resident::finish(const AttemptKey& key) {
    const auto found = running_.find(key);
    if (found == running_.end()) return;
    AttemptReport report = report_of(found->second);
    running_.erase(found);
    stage_.world.end(key);
    if (stage_.seams.report) stage_.seams.report(key, report);
    take(agent::ActionEnded{key, report});
}

/// Killed in the middle: it may just have taken effect, and what left its process group still may.
void Resident::kill(const AttemptKey& key) {
    const auto found = running_.find(key);
    if (found == running_.end()) return;
    Running& running = found->second;
    running.outcome = Outcome::unknown;
    if (running.takes_effect && key.part == Part::act) escape(running);
    if (chance_.percent(50)) running.takes_effect = false;
    later(chance_.between(Nanos{1ms}, Nanos{200ms}), [this, key] {
        take_effect(key);
        finish(key);
    });
}

void Resident::escape(Running& running) {
    const plan::Step& step = running.start.step;
    if (!std::holds_alternative<plan::Run>(step.action) || step.point_of_no_return) return;
    auto escapes = stage_.swarm.strike(Fault::effect_outlives_kill);
    if (!escapes) return;
    running.takes_effect = false;
    stage_.timeline.after(escapes->between(Nanos{250ms}, Nanos{9s}),
                          [this, key = running.start.key] { stage_.world.late_effect(key); });
}

/// `told`: core/agent asked for it and hears of its end; else the receipts take nothing any more.
void Resident::mend(const agent::SelfRevert& revert, bool told) {
    const bool fails = stage_.swarm.strikes(Fault::revert_fails);
    later(
        chance_.between(Nanos{1ms}, Nanos{100ms}),
        [this, fails, told, fences = revert.fence_first.has_value(), fault = revert.fault] {
            if (fails)
                stage_.world.self_revert_failed(fault.step);
            else
                stage_.world.self_revert(fault.step, fences);
            if (told)
                take(agent::RevertEnded{
                    .drill = fault.drill, .step = fault.step, .verified = !fails, .why = "lease"});
        });
}

bool Resident::cut_off_in_effect(const AttemptKey& key, const Running& running) {
    const bool may = running.takes_effect && key.part == Part::act &&
                     (running.proceeded || !is_fault(running.start));
    return may && chance_.percent(30) && !stage_.world.is_on(key.step);
}

}  // namespace firedrill::simulation
