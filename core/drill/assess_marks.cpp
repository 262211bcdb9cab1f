// The timestamps T-1, T0 .. T13 of an outage, and the time between them.
#include "core/drill/assess_parts.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/enumerators.hpp>

#include <algorithm>
#include <array>

namespace firedrill::drill::assessing {
namespace {

using plan::Mark;

std::string name_of(Mark mark) {
    return boost::describe::enum_to_string(mark, "?");
}

/// The order of C2; last_good comes first.
int rank_of(std::string_view name) {
    Mark mark{};
    const bool known = boost::describe::enum_from_string(std::string(name).c_str(), mark);
    return known ? static_cast<int>(mark) + 1 : 0;
}

/// Marks of something that comes about; the others are reached when a step has ended.
bool is_effect(Mark mark) {
    return mark == Mark::disrupted || mark == Mark::promoted || mark == Mark::serving ||
           mark == Mark::reconnected;
}

class Marks {
public:
    Marks(const Context& in, Stage& stage) : in_(in), stage_(stage) {}

    void all() {
        from_steps();
        from_samples();
        if (stage_.which == Which::failover) first_switch_action();
        narrow_promotion();
        for (auto& [mark, figure] : found_) finish(figure);
        std::vector<MarkFigure> out;
        for (auto& [mark, figure] : found_) out.push_back(std::move(figure));
        std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
            return std::pair(middle_of(a.at), rank_of(a.mark)) <
                   std::pair(middle_of(b.at), rank_of(b.mark));
        });
        stage_.figures.marks = std::move(out);
    }

private:
    void from_steps() {
        for (const auto& step : in_.drill.plan.steps) {
            if (!step.mark || *step.mark == Mark::disrupted || which(step) != stage_.which)
                continue;
            if (in_.drill.steps.at(step.id).status != StepStatus::succeeded) continue;
            const bool by_word = !in_.drill.steps.at(step.id).said_by.empty();
            auto figure = by_word                                     ? vouched_for(step)
                          : step.performer == plan::Performer::person ? said(step)
                                                                      : reported(step);
            if (figure) keep(*step.mark, std::move(*figure));
        }
        disrupted();
    }

    /// The last of several steps with the same mark counts.
    void keep(Mark mark, MarkFigure figure) {
        figure.mark = name_of(mark);
        found_[figure.mark] = std::move(figure);
    }

    std::optional<MarkFigure> reported(const plan::Step& step) const {
        const auto attempts = attempts_of(in_, step);
        if (attempts.empty()) return std::nullopt;
        const Interval heard = whole(attempts);
        if (is_effect(*step.mark)) return on_clock(step, when_effective(in_, step), heard);
        if (*step.mark == Mark::switch_started)
            return on_clock(step, when_begun(in_, step, attempts.front()), heard);
        return on_clock(step, when_ended(in_, step, attempts.back()), heard);
    }

    /// Without a bound on the host's clock, all that is known is what the orchestrator saw: the
    /// attempts were intended, and it heard of their end.
    MarkFigure on_clock(const plan::Step& step, const std::optional<Interval>& known,
                        Interval heard) const {
        const AttemptReport& report = in_.drill.steps.at(step.id).report;
        return MarkFigure{.at = known.value_or(heard),
                          .step = step.id,
                          .by = report.host.empty() ? step.host : report.host,
                          .synchronised = known.has_value()};
    }

    static Interval whole(const std::vector<Attempted>& attempts) {
        Interval out = attempts.front().under_way;
        for (const auto& one : attempts) out.hi = std::max(out.hi, one.under_way.hi);
        return out;
    }

    /// Only a person's word says that it happened: at some time between its beginning and the word.
    std::optional<MarkFigure> vouched_for(const plan::Step& step) const {
        const StepState& state = in_.drill.steps.at(step.id);
        if (!state.began || !state.ended) return std::nullopt;
        const Mapped from = in_.clocks.of(*state.began);
        const Mapped to = in_.clocks.of(*state.ended);
        return MarkFigure{.at = {from.at.lo, std::max(from.at.lo, to.at.hi)},
                          .source = Source::person,
                          .step = step.id,
                          .by = state.said_by,
                          .synchronised = from.synchronised && to.synchronised};
    }

    /// The answer that completed the step.
    std::optional<MarkFigure> said(const plan::Step& step) const {
        const StepState& state = in_.drill.steps.at(step.id);
        if (!state.ended || state.answers.empty()) return std::nullopt;
        const PersonAnswered& answer = state.answers.back();
        const Mapped at = in_.clocks.of(*state.ended);
        const bool waived = answer.by.proof == Proof::waived;
        MarkFigure out{.at = at.at,
                       .source = waived ? Source::automatic : Source::person,
                       .step = step.id,
                       .by = answer.by.person,
                       .synchronised = at.synchronised};
        if (!answer.happened) return out;
        out.at = remembered(at.at.lo, state.ended->wall, *answer.happened,
                            in_.clocks.stepped(*state.ended));
        out.source = Source::entered_later;
        return out;
    }

    void disrupted() {
        if (!stage_.figures.fault) return;
        MarkFigure figure{.at = *stage_.figures.fault};
        if (const plan::Step* step = stage_.fault.step; step != nullptr && stage_.fault.at) {
            figure.step = step->id;
            figure.by = step->host;
            if (step->performer == plan::Performer::person) figure.source = Source::person;
        } else {
            figure.source = Source::samples;
            figure.by = stage_.figures.probe;
        }
        keep(Mark::disrupted, std::move(figure));
    }

    void from_samples() {
        const Seen& lead = stage_.lead;
        const auto add = [&](const std::string& mark, const std::optional<Interval>& at) {
            if (!at || found_.contains(mark)) return;
            found_[mark] = {
                .mark = mark, .at = *at, .source = Source::samples, .by = stage_.figures.probe};
        };
        if (!lead.raw.happened) return;
        add("last_good", lead.last_good);
        add("serving", lead.serving);
        add("reconnected", lead.serving);
    }

    /// T7: the first thing that an agent did in phase failover. An attempt of which only the intent
    /// is known may never have begun: the first that surely did was no later.
    void first_switch_action() {
        if (found_.contains("switch_started")) return;
        std::optional<MarkFigure> first;
        Nanos surely = Nanos::max();
        Nanos perhaps = Nanos::min();
        for (const auto& [step, attempt] : switch_attempts()) {
            const auto began = when_begun(in_, *step, attempt);
            const MarkFigure figure = on_clock(*step, began, attempt.under_way);
            Nanos& latest = attempt.has_times() ? surely : perhaps;
            latest = attempt.has_times() ? std::min(latest, figure.at.hi)
                                         : std::max(latest, figure.at.hi);
            const bool synchronised = figure.synchronised && (!first || first->synchronised);
            if (!first || figure.at.lo < first->at.lo) first = figure;
            first->synchronised = synchronised;
        }
        if (!first) return;
        first->at.hi = surely != Nanos::max() ? surely : perhaps;
        keep(Mark::switch_started, std::move(*first));
    }

    std::vector<std::pair<const plan::Step*, Attempted>> switch_attempts() const {
        std::vector<std::pair<const plan::Step*, Attempted>> out;
        for (const auto& step : in_.drill.plan.steps)
            if (step.phase == plan::Phase::failover && step.performer == plan::Performer::agent)
                for (const auto& attempt : attempts_of(in_, step)) out.emplace_back(&step, attempt);
        return out;
    }

    /// A promotion lies before the service that it brought, however long its step went on.
    void narrow_promotion() {
        const auto promoted = found_.find("promoted");
        const auto back = found_.find("reconnected");
        if (promoted == found_.end() || back == found_.end()) return;
        Interval& at = promoted->second.at;
        if (promoted->second.source == Source::automatic)
            at.hi = std::max(at.lo, std::min(at.hi, back->second.at.hi));
    }

    void finish(MarkFigure& figure) const {
        figure.wall = in_.clocks.wall(middle_of(figure.at));
        if (stage_.figures.fault) figure.since_start = figure.at - *stage_.figures.fault;
        if (figure.mark == "disrupted") {
            const Nanos half = figure.at.width() / 2;
            figure.since_start = {-half, half};
        }
    }

    const Context& in_;
    Stage& stage_;
    std::map<std::string, MarkFigure> found_;
};

/// C3, backwards: from the last mark of the recovery to T0. One that lies after its successor (a
/// step that was marked but came later) is passed over, so that no stretch is negative.
std::vector<const MarkFigure*> recovery_marks(const Stage& stage) {
    constexpr std::array order{"business_verified", "reconnected", "serving",  "promoted",
                               "switch_started",    "approved",    "proposed", "declared",
                               "assessed",          "verified",    "detected"};
    std::vector<const MarkFigure*> out;
    const MarkFigure* start = stage.mark("disrupted");
    if (start == nullptr) return out;
    for (const char* name : order) {
        const MarkFigure* mark = stage.mark(name);
        if (mark == nullptr || middle_of(mark->at) < middle_of(start->at)) continue;
        if (out.empty() && mark->mark != "business_verified" && mark->mark != "reconnected" &&
            mark->mark != "serving")
            return out;  // nothing shows that service came back
        if (!out.empty() && middle_of(mark->at) > middle_of(out.back()->at)) continue;
        const bool twice = mark->mark == "serving" && !out.empty() && mark->at == out.back()->at;
        if (!twice) out.push_back(mark);
    }
    if (out.empty()) return out;
    out.push_back(start);
    std::reverse(out.begin(), out.end());
    return out;
}

/// When somebody was waited for: an answer, the end of a pause, a word about a held step.
std::vector<Interval> waited_for(const Context& in, const std::vector<Waiting>& waiting) {
    std::vector<Interval> out;
    for (const auto& one : waiting) out.push_back(one.at);
    for (const auto& one : pauses(in)) out.push_back(one.at);
    for (const auto& one : holds(in)) out.push_back(one.at);
    return out;
}

/// How much of the stretch they cover together: what overlaps counts once.
Nanos covered(std::vector<Interval> parts, Interval stretch) {
    std::ranges::sort(parts, {}, &Interval::lo);
    Nanos out{};
    Nanos reached = stretch.lo;
    for (const Interval& part : parts) {
        const Nanos lo = std::max(reached, part.lo);
        const Nanos hi = std::min(stretch.hi, part.hi);
        if (hi <= lo) continue;
        out += hi - lo;
        reached = hi;
    }
    return out;
}

/// People's if somebody was waited for during half of it or more, or ended it.
bool is_peoples(const Context& in, const std::vector<Waiting>& waiting, Interval stretch,
                const MarkFigure& end) {
    if (end.source == Source::person || end.source == Source::entered_later) return true;
    for (const auto& one : waiting)
        if (one.step->id == end.step) return true;
    const Nanos waited = covered(waited_for(in, waiting), stretch);
    const plan::Step* step = plan::find_step(in.drill.plan, end.step);
    const bool by_person = step != nullptr && step->performer == plan::Performer::person;
    return by_person || (stretch.width() > Nanos{0} && 2 * waited >= stretch.width());
}

}  // namespace

std::vector<Waiting> waiting_times(const Context& in) {
    std::vector<Waiting> out;
    for (const auto& step : in.drill.plan.steps) {
        const StepState& state = in.drill.steps.at(step.id);
        if (step.performer != plan::Performer::person || !state.began || !state.ended) continue;
        const Nanos lo = in.clocks.of(*state.began).at.lo;
        const Nanos hi = in.clocks.of(*state.ended).at.hi;
        if (hi >= lo) out.push_back({&step, {lo, hi}});
    }
    return out;
}

void add_marks(const Context& in, Stage& stage) {
    Marks(in, stage).all();
}

void add_pieces(const Context& in, Stage& stage) {
    OutageFigures& out = stage.figures;
    const auto marks = recovery_marks(stage);
    if (marks.size() < 2) return;
    const auto waiting = waiting_times(in);
    std::vector<measure::MarkTime> times;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const Interval stretch{middle_of(marks[i == 0 ? 0 : i - 1]->at), middle_of(marks[i]->at)};
        const bool people = i > 0 && is_peoples(in, waiting, stretch, *marks[i]);
        times.push_back({marks[i]->mark, marks[i]->at, people});
    }
    out.pieces = measure::decompose(times);
    for (const auto& piece : out.pieces) (piece.people ? out.people : out.machine) += piece.middle;
    out.whole = times.back().at - times.front().at;
    out.whole->lo = std::max(Nanos{0}, out.whole->lo);
    const bool planned = in.drill.plan.variant == plan::Variant::planned;
    if (!planned || stage.which != Which::failover) return;
    const measure::Piece none{.from = "disrupted", .to = "detected", .exercised = false};
    const measure::Piece nor{.from = "detected", .to = "declared", .exercised = false};
    out.pieces.insert(out.pieces.begin(), {none, nor});
}

}  // namespace firedrill::drill::assessing
