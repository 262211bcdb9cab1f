// Engine: what is not believed of a peer. It may have been taken over, or be broken: what it says
// of other hosts' steps, of attempts that it was not asked for, and of times that cannot be, counts
// for nothing, and the journal says so.
#include "core/drill/reasons.hpp"
#include "orchestrator/engine/engine.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace firedrill::engine {

namespace {

namespace reasons = drill::reasons;

constexpr int doubts_told = 20;
constexpr int doubts_logged = 1'000;

template <class... Args>
std::string sentence(const Message& message, const Args&... args) {
    return say(Language::en, message, args...);
}

std::string word(Outcome outcome) {
    return boost::describe::enum_to_string(outcome, "?");
}

int asked_of(const drill::StepState& state, Part part) {
    if (part == Part::check) return state.check_attempt;
    return part == Part::undo ? state.undo_attempt : state.attempt;
}

/// Zero stands for a time that is not known.
bool is_possible(Interval t) {
    constexpr Nanos uptime_most{1'000'000'000'000'000'000};
    return t.lo >= Nanos{0} && t.lo <= t.hi && t.hi <= uptime_most;
}

bool times_are_possible(const AttemptReport& report) {
    return is_possible({report.started, report.ended}) && is_possible(report.effect);
}

}  // namespace

bool Engine::is_under_way(const AttemptKey& key) const {
    const auto found = drill_.steps.find(key.step);
    return found != drill_.steps.end() && key.drill == drill_.id &&
           found->second.under_way == key.part && asked_of(found->second, key.part) == key.attempt;
}

/// Whether the peer was asked for this attempt. What it says of other drills is not ours to judge.
bool Engine::may_tell(const links::Link& link, const AttemptKey& key) {
    if (key.drill != drill_.id) return false;
    const links::Link* performer = link_of(key);
    const plan::Step* step = drill::find_step(drill_, key.step);
    if (step != nullptr && performer != &link) {
        doubt(link, sentence(reasons::not_its_step, to_text(key), step->host));
        return false;
    }
    const auto state = drill_.steps.find(key.step);
    if (state != drill_.steps.end() && key.attempt <= asked_of(state->second, key.part))
        return true;
    doubt(link, sentence(reasons::not_asked, to_text(key)));
    return false;
}

/// An end is told again after every question; it is the same one.
bool Engine::is_first_word(const links::Link& link, const wire::Ended& ended) {
    const auto [told, first] = told_.emplace(ended.key, ended.report.outcome);
    if (!first && told->second != ended.report.outcome)
        doubt(link, sentence(reasons::other_outcome, to_text(ended.key), word(ended.report.outcome),
                             word(told->second)));
    return first;
}

/// The outcome counts, for nobody else knows it; what cannot be true about it does not.
void Engine::correct(const links::Link& link, const AttemptKey& key, AttemptReport& report) {
    if (!report.host.empty() && report.host != link.host())
        doubt(link, sentence(reasons::other_host, to_text(key), report.host));
    report.host = link.host();
    if (times_are_possible(report)) return;
    doubt(link, sentence(reasons::impossible_times, to_text(key)));
    report.started = report.ended = Nanos{};
    report.effect = {};
}

/// A fence that it set before a revert is one of its own host.
bool Engine::may_fence(const links::Link& link, const std::string& fence) {
    if (fence.empty()) return true;
    const plan::Step* step = drill::find_step(drill_, fence);
    if (step != nullptr && std::holds_alternative<plan::Fence>(step->action) &&
        step->host == link.host())
        return true;
    doubt(link, sentence(reasons::no_such_fault, fence));
    return false;
}

void Engine::doubt(const links::Link& link, const std::string& what) {
    const int count = ++doubts_[link.host()];
    if (count <= doubts_logged)
        journal::log(settings_.store, link.host() + " is not believed: " + what);
    if (!started_ || count > doubts_told + 1) return;
    const bool last = count > doubts_told;
    put(drill::AnswerRefused{.host = link.host(),
                             .what = last ? sentence(reasons::no_more_told) : what});
}

}  // namespace firedrill::engine
