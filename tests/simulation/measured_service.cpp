#include "tests/simulation/measured_service.hpp"

#include <algorithm>

namespace firedrill::simulation {

namespace {

using What = Happening::What;

Closed closed_by(const plan::Plan& plan, bool fault) {
    if (!fault) return Closed::read_only;
    const plan::Step* step = plan::find_step(plan, "fault");
    const auto* action = step == nullptr ? nullptr : std::get_if<plan::Fault>(&step->action);
    const bool pauses = action != nullptr && action->kind == "process.pause";
    return pauses ? Closed::hung : Closed::refused;
}

}  // namespace

void Service::happened(const plan::Plan& plan, const Happening& happening) {
    if (happening.what == What::self_reverted) fault_ = false;
    if (happening.what == What::self_fenced) fence_ = true;
    if (happening.what == What::effect && happening.key.part != Part::check)
        took_effect(*plan::find_step(plan, happening.key.step), happening.key.part == Part::undo);
    change(plan, happening.at);
}

void Service::took_effect(const plan::Step& step, bool undone) {
    if (step.id == "fault") fault_ = !undone;
    if (step.id == "fence") fence_ = !undone;
    if (step.id == "release") fence_ = false;
    if (step.id == "rebuild") fault_ = false;
    if (step.id == "promote" && reign_ == 0) reign_ = 1;
    if (step.id == "switch-back" && reign_ == 1) stopped_ = !undone;
    if (step.id == "promote-back" && reign_ == 1) reign_ = 2;
}

void Service::change(const plan::Plan& plan, Nanos at) {
    const bool primary_closed = fault_ || fence_;
    Spell now{.from = at, .open = reign_ == 1 ? !stopped_ : !primary_closed, .reign = reign_};
    if (!now.open) now.how = reign_ == 1 ? Closed::refused : closed_by(plan, fault_);
    const Spell& before = spells_.back();
    while (static_cast<int>(handed_over_.size()) < reign_) handed_over_.push_back(at);
    if (before.open != now.open || before.how != now.how || before.reign != now.reign)
        spells_.push_back(now);
}

const Spell& Service::at(Nanos t) const {
    const auto after = std::ranges::upper_bound(spells_, t, {}, &Spell::from);
    return after == spells_.begin() ? spells_.front() : *std::prev(after);
}

Nanos Service::end_of(Nanos t) const {
    const auto after = std::ranges::upper_bound(spells_, t, {}, &Spell::from);
    return after == spells_.end() ? Nanos::max() : after->from;
}

bool Service::open_throughout(Nanos from, Nanos to) const {
    return at(from).open && end_of(from) > to;
}

Nanos Service::broken_from() const {
    const auto closed = std::ranges::find(spells_, false, &Spell::open);
    if (!settings_.breaks_before || closed == spells_.end()) return Nanos::max();
    return closed->from - *settings_.breaks_before;
}

std::optional<Nanos> Service::received(Nanos commit, int reign) const {
    Nanos at = commit + settings_.lag;
    if (reign == 1) return settings_.drains ? commit : at;
    if (reign == 0 && at >= broken_from()) return std::nullopt;
    // What is under way when the server stops arrives when it goes on.
    for (Nanos began = commit; !open_throughout(began, at);) {
        const auto next = std::ranges::find_if(spells_, [&](const Spell& spell) {
            return spell.from > began && spell.open && spell.reign == reign;
        });
        if (next == spells_.end()) return std::nullopt;
        began = next->from;
        at = began + settings_.lag;
    }
    return at;
}

bool Service::has(Nanos commit, int reign, Nanos now) const {
    const int reigning = this->at(now).reign;
    if (reign == reigning) return commit <= now;
    const auto arrived = received(commit, reign);
    return arrived && *arrived <= handed_over_[static_cast<std::size_t>(reign)];
}

}  // namespace firedrill::simulation
