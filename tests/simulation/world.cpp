#include "tests/simulation/world.hpp"

#include "tests/simulation/plan_maker.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::simulation {

namespace {

const plan::Fault* fault_of(const plan::Step& step) {
    return std::get_if<plan::Fault>(&step.action);
}
bool is_fence(const plan::Step& step) {
    return std::holds_alternative<plan::Fence>(step.action);
}
bool is_leased(const plan::Step& step) {
    return fault_of(step) != nullptr && plan::reverts_by_itself(fault_of(step)->kind);
}
bool is_person(const plan::Step& step) {
    return step.performer == plan::Performer::person;
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
    note("VIOLATION " + invariant + ": " + what);
    violations_.push_back({std::move(invariant), std::move(what)});
}

void World::note(const std::string& what) {
    for (const char c : what) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 1099511628211U;
    ++order_;
    if (keeps_story_) story_.push_back(fmt::format("{:>12} {}", to_text(timeline_.now()), what));
}

void World::tell(Happening::What what, const AttemptKey& key) {
    if (seams_.happened) seams_.happened({what, key, timeline_.now()});
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

void World::begin(const AttemptKey& key, std::int64_t epoch, std::int64_t highest_epoch) {
    note("begin " + to_text(key));
    tell(Happening::What::began, key);
    if (epoch < highest_epoch)
        violate("lower epochs have no effect", fmt::format("{} at epoch {}", to_text(key), epoch));
    if (++begun_[key] > 1) violate("a key begins at most once", to_text(key));
    const plan::Step& step = plan_->steps[position(key.step)];
    Truth& truth = truth_[key.step];
    if (key.part == Part::act) begin_act(step, truth);
    if (key.part == Part::undo) begin_undo(step, truth);
}

void World::begin_act(const plan::Step& step, Truth& truth) {
    if (truth.running > 0) violate("attempts of a step do not overlap", step.id);
    ++truth.running;
    if (truth.first_begin == 0) truth.first_begin = order_;
    check_needs(step);
    check_promotion(step);
    if (step.critical && !agreed_.contains(step.id))
        violate("no step before its approval", step.id + " is critical");
}

/// What people decided leaves this step out.
bool World::left_out(const plan::Step& step) const {
    if (!step.when) return false;
    const auto chosen = chosen_.find(step.when->step);
    if (chosen == chosen_.end()) return true;
    return (chosen->second == step.when->value) != step.when->equal;
}

bool World::agreed(const plan::Step& step) const {
    if (refused_.contains(step.id)) return false;
    if (std::holds_alternative<plan::Decide>(step.action)) return chosen_.contains(step.id);
    const auto found = agreed_.find(step.id);
    const int people = found == agreed_.end() ? 0 : static_cast<int>(found->second.size());
    const auto* approve = std::get_if<plan::Approve>(&step.action);
    return people >= (approve == nullptr ? 1 : approve->quorum);
}

void World::check_needs(const plan::Step& step) {
    if (left_out(step)) violate("a step left out by a decision does not begin", step.id);
    for (const auto& other : plan_->steps) {
        if (other.id == step.id) break;
        const bool needed =
            std::find(step.needs.begin(), step.needs.end(), other.id) != step.needs.end();
        if (needed || other.phase < step.phase) check_need(step, other);
    }
}

void World::check_need(const plan::Step& step, const plan::Step& need) {
    // a drill that went on from a later phase leaves earlier steps behind; `always` ends probes
    if (resumed_ || step.always || left_out(need)) return;
    const Truth& truth = truth_.at(need.id);
    if (truth.running > 0)
        violate("no step before what it needs", step.id + " while " + need.id + " runs");
    if (left_out_by_hand_.contains(need.id)) return check_behind(step, need);
    if (need.on_failure == plan::OnFailure::carry_on) return;
    if (is_person(need) && !agreed(need))
        violate("no step before its approval", step.id + " before " + need.id);
    if (need.performer == plan::Performer::agent && !truth.on && !truth.ended)
        violate("no step before what it needs", step.id + " before " + need.id);
}

/// A step that a person left out hands its own needs on.
void World::check_behind(const plan::Step& step, const plan::Step& left_out) {
    for (const auto& id : left_out.needs) check_need(step, plan_->steps[position(id)]);
}

void World::check_promotion(const plan::Step& step) {
    if (!step.point_of_no_return) return;
    for (const auto& fence : plan_->steps) {
        if (fence.id == step.id) return;
        if (is_fence(fence) && !left_out(fence) && !truth_.at(fence.id).on)
            violate("no promotion before its fence", step.id);
    }
}

void World::begin_undo(const plan::Step& step, Truth& truth) {
    ++truth.undoing;
    if (truth.running > 0) violate("no undo while the step runs", step.id);
    if (promoted() && !truth.needs_rework && truth.first_begin != 0) {
        const bool after = truth.first_begin > promoted_at();
        if (!after || is_fence(step))
            violate("nothing is undone after the point of no return", step.id);
    }
}

void World::undo_intended(const AttemptKey& key, const drill::Drill& believed) {
    const plan::Step& step = plan_->steps[position(key.step)];
    check_undo_order(step, believed);
    check_one_undo(step, believed);
}

/// Begun before the orchestrator knew that the promotion was over: it stays as it is.
bool World::ran_beside_promotion(const plan::Step& step, const drill::Drill& believed) const {
    const std::int64_t began = believed.steps.at(step.id).began_seq;
    return std::any_of(plan_->steps.begin(), plan_->steps.end(), [&](const auto& point) {
        return point.point_of_no_return && began < believed.steps.at(point.id).ended_seq;
    });
}

/// Later steps are undone first, except where the machine cannot reach their host or gave up.
void World::check_undo_order(const plan::Step& step, const drill::Drill& believed) {
    const bool completes = believed.status == drill::DrillStatus::running;
    for (std::size_t i = position(step.id) + 1; i < plan_->steps.size(); ++i) {
        const plan::Step& later = plan_->steps[i];
        const Truth& truth = truth_.at(later.id);
        if (!truth.on || later.undo.empty() || (completes && !is_leased(later))) continue;
        const bool past = drill::past_point_of_no_return(believed);
        if (past && (is_fence(later) || ran_beside_promotion(later, believed))) continue;
        const bool excused = believed.lost.contains(later.host) ||
                             believed.steps.at(later.id).undo == drill::UndoStatus::failed ||
                             believed.reverted.contains(later.id) ||
                             (truth.self_fenced && believed.reverted.empty());
        if (!excused) violate("undo in reverse order", step.id + " before " + later.id);
    }
}

void World::check_one_undo(const plan::Step& step, const drill::Drill& believed) {
    for (const auto& other : plan_->steps) {
        if (other.id == step.id || truth_.at(other.id).undoing == 0) continue;
        if (!believed.lost.contains(other.host) &&
            believed.steps.at(other.id).under_way == Part::undo)
            violate("one undo at a time", step.id + " while " + other.id);
    }
}

void World::effect(const AttemptKey& key) {
    note("effect " + to_text(key));
    tell(Happening::What::effect, key);
    const plan::Step& step = plan_->steps[position(key.step)];
    Truth& truth = truth_[key.step];
    if (key.part == Part::undo) {
        truth.on = false;
    } else if (key.part == Part::act) {
        if (truth.on && !step.idempotent && !truth.needs_rework && !truth.self_fenced)
            violate("no double effect", to_text(key));
        truth.on = true;
        if (truth.first_effect == 0 || !step.point_of_no_return) truth.first_effect = order_;
        if (const auto* release = std::get_if<plan::Release>(&step.action))
            truth_[release->fence].on = false;
        if (const auto* stop = std::get_if<plan::StopProbe>(&step.action)) stop_probe(stop->probe);
        if (step.resolves) truth_[*step.resolves].on = false;
        if (step.id == "rebuild") primary_rebuilt_ = true;
    }
    check_one_primary();
}

void World::end(const AttemptKey& key) {
    note("end " + to_text(key));
    tell(Happening::What::ended, key);
    Truth& truth = truth_[key.step];
    if (key.part == Part::act) {
        --truth.running;
        ++truth.ended;
    }
    if (key.part == Part::undo) --truth.undoing;
}

void World::stop_probe(const std::string& probe) {
    for (const auto& step : plan_->steps) {
        const auto* start = std::get_if<plan::StartProbe>(&step.action);
        if (start != nullptr && start->probe == probe) truth_[step.id].on = false;
    }
}

void World::self_revert(const std::string& fault, bool fence_first) {
    note("self revert " + fault);
    if (fence_first) tell(Happening::What::self_fenced, {.step = fault});
    tell(Happening::What::self_reverted, {.step = fault});
    if (fence_first)
        for (const auto& step : plan_->steps)
            if (is_fence(step)) truth_[step.id].on = truth_[step.id].self_fenced = true;
    truth_[fault].on = false;
    check_mended_into_fence(fault);
    check_one_primary();
}

/// Nobody knows here whether the promotion has happened, so it must be assumed.
void World::check_mended_into_fence(const std::string& fault) {
    const auto& steps = plan_->steps;
    const bool promotes = std::any_of(steps.begin(), steps.end(),
                                      [](const auto& step) { return step.point_of_no_return; });
    for (const auto& step : steps)
        if (promotes && is_fence(step) && !truth_.at(step.id).on)
            violate("an agent mends only into a fence", fault);
}

/// After the promotion the old primary must not come back before it is fenced or rebuilt.
void World::check_one_primary() {
    const bool plan_fences =
        std::any_of(plan_->steps.begin(), plan_->steps.end(),
                    [&](const auto& step) { return is_fence(step) && !left_out(step); });
    if (!plan_fences || !promoted() || primary_rebuilt_) return;
    const bool held = std::any_of(plan_->steps.begin(), plan_->steps.end(), [&](const auto& step) {
        return (is_fence(step) || fault_of(step) != nullptr) && truth_.at(step.id).on;
    });
    if (!held) violate("one primary", "the old primary is open beside the new one");
}

void World::answered(const std::string& step, const drill::PersonAnswered& answer) {
    note("answer " + step + " " + answer.by.person);
    if (answer.by.person == "auditor")
        violate("evaluators take no part", "auditor answered " + step);
    if (answer.answer == drill::Answer::refused) {
        refused_.insert(step);
        return;
    }
    agreed_[step].insert(answer.by.person);
    if (answer.answer == drill::Answer::chose) chosen_[step] = answer.option;
}

void World::left_out_by_hand(const plan::Step& step) {
    note("left out by hand " + step.id);
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
    for (const auto& step : plan_->steps) {
        const bool probe = std::holds_alternative<plan::StartProbe>(step.action);
        if (step.phase >= phase || probe) truth_[step.id].needs_rework = true;
    }
}

void World::check_end(const drill::Drill& drill, bool leases_have_run_out) {
    const auto listed = drill::outstanding_faults(drill);
    const auto is_listed = [&](const std::string& id) {
        return std::any_of(listed.begin(), listed.end(),
                           [&](const auto& fault) { return fault.step == id; });
    };
    const auto fences = drill::fences_held(drill);
    const auto is_held = [&](const std::string& id) {
        return std::any_of(fences.begin(), fences.end(),
                           [&](const auto& fence) { return fence.step == id; });
    };
    for (const auto& step : plan_->steps) {
        const Truth& truth = truth_.at(step.id);
        if (fault_of(step) != nullptr && truth.on && !is_listed(step.id))
            violate("a fault is reverted or listed", step.id);
        if (is_leased(step) && truth.on && !truth.stuck && leases_have_run_out)
            violate("a leased fault ends", step.id);
        const bool undone = drill.ending != drill::Ending::completed && !promoted() && !resumed_;
        const bool unheard_of = truth.self_fenced && (drill.reverted.empty() || is_held(step.id));
        const bool stays = drill.steps.at(step.id).undo == drill::UndoStatus::failed || unheard_of;
        const bool past = drill::past_point_of_no_return(drill);
        if (undone && !past && truth.on && !step.undo.empty() && !stays)
            violate("everything is undone before the point of no return", step.id);
    }
}

void World::check_all_undos(const drill::Drill& drill) {
    for (const auto& [id, state] : drill.steps)
        if (state.undo == drill::UndoStatus::failed) violate("an undo that can succeed does", id);
}

/// After the stop nothing new begins but what ends probes; during a pause nothing at all does.
void World::check_records(const std::vector<drill::Record>& records) {
    bool stopped = false;
    bool paused = false;
    for (const auto& record : records) {
        if (std::holds_alternative<drill::AbortRequested>(record.event) ||
            std::holds_alternative<drill::GuardBreached>(record.event))
            stopped = true;
        if (std::holds_alternative<drill::ResumedFrom>(record.event)) stopped = false;
        if (std::holds_alternative<drill::PauseRequested>(record.event)) paused = true;
        if (std::holds_alternative<drill::ContinueRequested>(record.event) ||
            std::holds_alternative<drill::ResumedFrom>(record.event))
            paused = false;
        const auto* intent = std::get_if<drill::AttemptIntended>(&record.event);
        if (paused && intent != nullptr && intent->key.part == Part::act &&
            !plan_->steps[position(intent->key.step)].always)
            violate("nothing begins during a pause", to_text(intent->key));
        if (!stopped || intent == nullptr || intent->key.part != Part::act) continue;
        if (!plan_->steps[position(intent->key.step)].always)
            violate("nothing begins after an abort", to_text(intent->key));
    }
}

}  // namespace firedrill::simulation
