#include "tests/simulation/world.hpp"

#include "core/base/match.hpp"
#include "tests/simulation/event_hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

/// What a lease may take beyond its time: the agent's own.
constexpr Nanos revert_takes = 2s;

bool is_fence(const plan::Step& step) {
    return std::holds_alternative<plan::Fence>(step.action);
}

}  // namespace

World::World(std::shared_ptr<const plan::Plan> plan, const Timeline& timeline, const Seams& seams)
    : plan_(std::move(plan)), timeline_(timeline), seams_(seams) {
    for (const auto& step : plan_->steps) truth_[step.id];
}

std::size_t World::position(const std::string& step) const {
    std::size_t i = 0;
    while (plan_->steps[i].id != step) ++i;
    return i;
}

void World::violate(std::string invariant, std::string what) {
    tell("VIOLATION " + invariant + ": " + what);
    violations_.push_back({std::move(invariant), std::move(what)});
}

void World::tell(const std::string& what) {
    if (keeps_story_) story_.push_back(fmt::format("{:>12} {}", to_text(timeline_.now()), what));
}

void World::tell(Happening::What what, const AttemptKey& key) {
    if (seams_.happened) seams_.happened({what, key, timeline_.now()});
}

void World::note(const char* what, const AttemptKey& key) {
    note(what, key.step);
    hash(static_cast<std::uint64_t>(key.attempt) * 3 + static_cast<std::uint64_t>(key.part));
    if (keeps_story_)
        story_.back() = fmt::format("{:>12} {} {}", to_text(timeline_.now()), what, to_text(key));
}

void World::note(const char* what, const std::string& name) {
    for (const char* c = what; *c != '\0'; ++c) hash(static_cast<unsigned char>(*c));
    for (const char c : name) hash(static_cast<unsigned char>(c));
    hash(static_cast<std::uint64_t>(timeline_.now().count()));
    ++order_;
    if (keeps_story_) tell(fmt::format("{} {}", what, name));
}

bool World::promoted() const {
    return promoted_at() != 0;
}

std::int64_t World::promoted_at() const {
    std::int64_t at = 0;
    for (const auto& step : plan_->steps)
        if (step.point_of_no_return) at = std::max(at, truth_.at(step.id).first_effect);
    return at;
}

void World::effect(const AttemptKey& key) {
    note("effect", key);
    tell(Happening::What::effect, key);
    const plan::Step& step = plan_->steps[position(key.step)];
    Truth& truth = truth_[key.step];
    if (key.part == Part::undo) {
        if (truth.on) lifted(step.id);
        truth.on = false;
        truth.released = is_fence(step);
    } else if (key.part == Part::act) {
        act_effect(key, step, truth);
    }
    check_one_primary();
}

void World::act_effect(const AttemptKey& key, const plan::Step& step, Truth& truth) {
    const bool excused = step.idempotent || is_fence(step) || truth.needs_rework ||
                         truth.self_fenced || truth.escaped;
    if (truth.on && !excused) violate(promise::effect_once, to_text(key));
    if (std::holds_alternative<plan::Fault>(step.action) && !truth.armed)
        violate(promise::way_back, to_text(key));
    truth.on = true;
    truth.released = false;
    if (truth.first_effect == 0 || !step.point_of_no_return) truth.first_effect = order_;
    if (const auto* release = std::get_if<plan::Release>(&step.action)) {
        truth_[release->fence].on = false;
        truth_[release->fence].released = true;
    }
    if (const auto* stop = std::get_if<plan::StopProbe>(&step.action)) stop_probe(stop->probe);
    if (step.resolves) {
        lifted(*step.resolves);
        truth_[*step.resolves].on = false;
    }
    if (step.id == "rebuild") primary_rebuilt_ = true;
}

void World::late_effect(const AttemptKey& key) {
    note("late effect", key);
    tell(Happening::What::effect, key);
    Truth& truth = truth_[key.step];
    truth.on = truth.escaped = true;
    const auto reported = finished_.find(key);
    if (reported != finished_.end() && reported->second == Outcome::failed)
        violate(promise::not_failed, to_text(key));
}

void World::end(const AttemptKey& key) {
    note("end", key);
    tell(Happening::What::ended, key);
    stopped(key);
}

void World::cut_off(const AttemptKey& key) {
    note("cut off", key);
    tell(Happening::What::ended, key);
    stopped(key);
}

void World::stopped(const AttemptKey& key) {
    Truth& truth = truth_[key.step];
    if (key.part == Part::act) {
        --truth.running;
        ++truth.ended;
        if (abort_at_ && !ended_ && !plan_->steps[position(key.step)].always)
            longest_after_abort_ = std::max(longest_after_abort_, timeline_.now() - *abort_at_);
    }
    if (key.part == Part::undo) --truth.undoing;
    under_way(-1);
}

/// How long after an abort nothing is done, although something is left to do.
void World::under_way(int change) {
    if (under_way_ == 0 && abort_at_ && !ended_) idle_since_abort_ += timeline_.now() - idle_from_;
    under_way_ += change;
    idle_from_ = timeline_.now();
}

void World::stop_probe(const std::string& probe) {
    for (const auto& step : plan_->steps) {
        const auto* start = std::get_if<plan::StartProbe>(&step.action);
        if (start != nullptr && start->probe == probe) truth_[step.id].on = false;
    }
}

void World::self_revert(const std::string& fault, bool fence_first) {
    note("self revert", fault);
    if (fence_first) tell(Happening::What::self_fenced, {.step = fault});
    tell(Happening::What::self_reverted, {.step = fault});
    if (fence_first)
        for (const auto& step : plan_->steps)
            if (is_fence(step)) truth_[step.id].on = truth_[step.id].self_fenced = true;
    lifted(fault);
    truth_[fault].on = false;
    check_mended_into_fence(fault);
    check_one_primary();
}

/// A leased fault has come to its end: not too late?
void World::lifted(const std::string& id) {
    const plan::Step& step = plan_->steps[position(id)];
    const auto* fault = std::get_if<plan::Fault>(&step.action);
    const Truth& truth = truth_.at(id);
    if (fault == nullptr || !plan::reverts_by_itself(fault->kind) || !truth.on || truth.stuck)
        return;
    const Contact& contact = contacts_[step.host];
    const Nanos due = std::max(contact.renewed + fault->lease, contact.able) + revert_takes;
    if (timeline_.now() > due) violate(promise::lease_ends, id);
}

void World::able(const std::string& host, Nanos from) {
    Contact& contact = contacts_[host];
    contact.able = std::max({contact.able, from, timeline_.now()});
}

/// Nobody knows here whether the promotion has happened, so it must be assumed; but whoever lifted
/// the fence knew.
void World::check_mended_into_fence(const std::string& fault) {
    const auto& steps = plan_->steps;
    const bool promotes = std::any_of(steps.begin(), steps.end(),
                                      [](const auto& step) { return step.point_of_no_return; });
    for (const auto& step : steps)
        if (promotes && is_fence(step) && !truth_.at(step.id).on && !truth_.at(step.id).released)
            violate(promise::into_fence, fault);
}

/// After the promotion the old primary must not come back before it is fenced or rebuilt.
void World::check_one_primary() {
    const bool plan_fences =
        std::any_of(plan_->steps.begin(), plan_->steps.end(),
                    [&](const auto& step) { return is_fence(step) && !left_out(step); });
    if (!plan_fences || !promoted() || primary_rebuilt_) return;
    const bool held = std::any_of(plan_->steps.begin(), plan_->steps.end(), [&](const auto& step) {
        const bool fault = std::holds_alternative<plan::Fault>(step.action);
        return (is_fence(step) || fault) && truth_.at(step.id).on;
    });
    if (!held) violate(promise::one_primary, "");
}

void World::receipt(const agent::Record& record) {
    if (const auto* armed = std::get_if<agent::FaultArmed>(&record)) {
        truth_[armed->step].armed = true;
    } else if (const auto* lifted = std::get_if<agent::FaultLifted>(&record)) {
        if (lifted->verified) truth_[lifted->step].armed = false;
    } else if (const auto* begun = std::get_if<agent::AttemptBegun>(&record)) {
        received_.insert(begun->key);
    } else if (const auto* finished = std::get_if<agent::AttemptFinished>(&record)) {
        finished_[finished->key] = finished->report.outcome;
    }
}

void World::journaled(const drill::Record& record) {
    EventHash digest;
    hash((digest << record).value());
    match(
        record.event, [&](const drill::AttemptIntended& e) { intended(e.key); },
        [&](const drill::AttemptEnded& e) { check_result(e); },
        [&](const drill::PersonAnswered& e) { answered(e); },
        [&](const drill::StepSkipped& e) { left_out_by_hand(plan_->steps[position(e.step)]); },
        [&](const drill::StepRetried& e) { refused_.erase(e.step); },
        [&](const drill::ResumedFrom& e) { resumed(e.phase); },
        [&](const drill::AbortRequested&) {
            if (!abort_at_) abort_at_ = idle_from_ = timeline_.now();
        },
        [&](const drill::DrillEnded&) { ended_ = true; }, [](const auto&) {});
}

/// What the journal says of an attempt is what its performer's receipts say.
void World::check_result(const drill::AttemptEnded& event) {
    const auto performer = plan_->steps[position(event.key.step)].performer;
    if (performer == plan::Performer::engine) return;
    const auto finished = finished_.find(event.key);
    const Outcome outcome = event.report.outcome;
    const bool told = finished != finished_.end() && finished->second == outcome;
    const bool interrupted =
        outcome == Outcome::unknown && received_.contains(event.key) && finished == finished_.end();
    const bool refused = event.report.refused && !begun_.contains(event.key);
    if (!told && !interrupted && !refused) violate(promise::receipt_first, to_text(event.key));
}

void World::answered(const drill::PersonAnswered& answer) {
    if (answer.by.person == "auditor") violate(promise::evaluators, answer.step);
    if (answer.answer == drill::Answer::refused) {
        refused_.insert(answer.step);
        return;
    }
    agreed_[answer.step].insert(answer.by.person);
    if (answer.by.proof == drill::Proof::waived)  // stands for the quorum
        agreed_[answer.step].insert({"cio", "cfo"});
    if (answer.answer == drill::Answer::chose) chosen_[answer.step] = answer.option;
}

void World::left_out_by_hand(const plan::Step& step) {
    left_out_by_hand_.insert(step.id);
    if (std::holds_alternative<plan::Decide>(step.action)) chosen_[step.id] = "skipped";
}

bool World::has_come_to_rest(const std::string& step, int attempts) const {
    if (truth_.at(step).running > 0 || truth_.at(step).undoing > 0) return false;
    for (int attempt = 1; attempt <= attempts; ++attempt)
        if (!begun_.contains(AttemptKey{.drill = "d", .step = step, .attempt = attempt}))
            return false;
    return true;
}

void World::resumed(plan::Phase phase) {
    resumed_ = true;
    ended_ = false;
    abort_at_.reset();
    for (const auto& step : plan_->steps) {
        const bool probe = std::holds_alternative<plan::StartProbe>(step.action);
        if (step.phase >= phase || probe) truth_[step.id].may_rework = true;
    }
}

void World::intended(const AttemptKey& key) {
    intended_.insert(key);
    Truth& truth = truth_[key.step];
    if (key.part == Part::act && truth.may_rework) truth.needs_rework = true;
}

}  // namespace firedrill::simulation
