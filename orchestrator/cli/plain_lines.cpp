#include "orchestrator/cli/plain_lines.hpp"

#include "core/base/format.hpp"
#include "core/base/match.hpp"
#include "core/drill/guard_words.hpp"
#include "core/drill/plan_index.hpp"
#include "core/drill/reasons.hpp"
#include "orchestrator/cli/clock_text.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/plain_texts.hpp"
#include "reports/scrub.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

namespace firedrill::cli {

namespace {

namespace texts = plain_texts;
using Line = std::optional<std::string>;

/// Steps that take longer than this also say that they begin.
constexpr Nanos worth_announcing = std::chrono::seconds{5};

class Writer {
public:
    Writer(const drill::Drill& drill, const drill::Record& record, const LineStyle& style)
        : drill_(drill), record_(record), style_(style) {}

    Line line() const {
        return match(
            record_.event, [&](const drill::DrillStarted& e) { return started(e); },
            [&](const drill::AttemptIntended& e) { return intended(e); },
            [&](const drill::AttemptEnded& e) { return ended(e.key, e.report); },
            [&](const drill::AttemptFound& e) { return found(e); },
            [&](const drill::AttemptNeverSeen& e) {
                return Line(of_step(e.key.step, text(texts::never_seen, host(e.key.step))));
            },
            [&](const drill::PersonAsked& e) { return asked(e); },
            [&](const drill::PersonAnswered& e) { return answered(e); },
            [&](const drill::StepSkipped& e) { return said(e, texts::skip); },
            [&](const drill::StepRetried& e) {
                return said(e, e.did_not_happen ? texts::retry_stated : texts::retry);
            },
            [&](const drill::StepSettled& e) { return said(e, texts::settled); },
            [&](const drill::ProbeChanged& e) { return probe_changed(e); },
            [&](const drill::DrillEnded& e) { return over(e); },
            [&](const drill::ReceiptsCompared& e) { return compared(e); },
            [](const drill::ClockSampled&) { return Line(); },
            [](const drill::TimerFired&) { return Line(); },
            [&](const auto& e) { return Line(of_drill(what_happened(e))); });
    }

private:
    template <class... Args>
    std::string text(const Message& message, const Args&... args) const {
        return say(style_.language, message, args...);
    }
    std::string stamp() const {
        return time_of_day(record_.at.wall, style_.minutes_east, 3) + "  ";
    }
    std::string of_drill(const std::string& what) const { return stamp() + what; }
    std::string of_step(const std::string& id, const std::string& what) const {
        const plan::Step* step = plan::find_step(drill_.plan, id);
        const std::string phase = step ? text(reports::word(step->phase)) : "";
        return stamp() + pad_right(phase, 10) + " " +
               (display_width(id) < 26 ? pad_right(id, 26) : id) + " " +
               (host(id).empty() ? "" : host(id) + "  ") + what;
    }
    std::string loud(const std::string& line) const {
        return paint(style_.colour, Style::warn, line);
    }
    std::string host(const std::string& id) const {
        const plan::Step* step = plan::find_step(drill_.plan, id);
        return step == nullptr ? "" : step->host;
    }

    Line started(const drill::DrillStarted& e) const {
        std::string what = text(texts::started, e.drill, e.plan.steps.size(), e.by.person);
        if (e.approvals_waived) what += "  " + text(texts::waived);
        return of_drill(what);
    }
    Line intended(const drill::AttemptIntended& e) const {
        const plan::Step* step = plan::find_step(drill_.plan, e.key.step);
        const bool longer =
            step != nullptr && (step->planned >= worth_announcing ||
                                std::holds_alternative<plan::HoldService>(step->action));
        if (e.key.part != Part::act || !longer) return {};
        return of_step(e.key.step, text(texts::begins));
    }
    Line found(const drill::AttemptFound& e) const {
        if (!e.report) return loud(of_step(e.key.step, text(texts::found_running)));
        return *ended(e.key, *e.report) + "  " + text(texts::found);
    }
    Line ended(const AttemptKey& key, const AttemptReport& report) const {
        const std::string took = seconds(report.ended - report.started, 2) + " s";
        const std::string why = drill::reason_in(style_.language, report.reason);
        if (key.part == Part::undo)
            return report.outcome == Outcome::succeeded
                       ? of_step(key.step, text(texts::undone, took))
                       : loud(of_step(key.step, text(texts::undo_failed, why)));
        if (key.part == Part::check)
            return of_step(key.step, text(texts::checked,
                                          boost::describe::enum_to_string(report.outcome, "?")));
        switch (report.outcome) {
            case Outcome::succeeded: return of_step(key.step, text(texts::done, took));
            case Outcome::failed: return loud(of_step(key.step, text(texts::failed, took, why)));
            case Outcome::unknown: return loud(of_step(key.step, text(texts::unknown, why)));
        }
        return {};
    }
    Line asked(const drill::PersonAsked& e) const {
        if (drill_.approvals_waived) return {};
        const plan::Step* step = plan::find_step(drill_.plan, e.step);
        if (is_held(e.step) || (step != nullptr && !step->critical && !drill::is_for_person(*step)))
            return held(e);
        const bool decide = step && std::holds_alternative<plan::Decide>(step->action);
        const bool approve = step && std::holds_alternative<plan::Approve>(step->action);
        const Message& how = decide    ? texts::choose_how
                             : approve ? texts::approve_how
                                       : texts::confirm_how;
        return loud(of_step(e.step, text(texts::asked, text(how, drill_.id, e.step))));
    }
    bool is_held(const std::string& id) const {
        const auto found = drill_.steps.find(id);
        return found != drill_.steps.end() && found->second.status == drill::StepStatus::held;
    }
    Line held(const drill::PersonAsked& e) const {
        return loud(of_step(e.step, text(texts::held, drill_.id)));
    }
    std::string because(const std::string& why) const {
        return why.empty() ? "" : text(texts::because, why);
    }
    template <class Said>
    Line said(const Said& e, const Message& what) const {
        return of_step(e.step, text(what, e.by.person, because(e.why)));
    }
    Line answered(const drill::PersonAnswered& e) const {
        std::string word;
        switch (e.answer) {
            case drill::Answer::approved: word = text(texts::approved); break;
            case drill::Answer::refused: word = text(texts::refused); break;
            case drill::Answer::confirmed: word = text(texts::confirmed); break;
            case drill::Answer::chose: word = text(texts::chose, e.option); break;
        }
        return of_step(e.step,
                       text(texts::answered, word, e.by.person, text(reports::word(e.by.proof))));
    }
    Line probe_changed(const drill::ProbeChanged& e) const {
        const auto& message = e.up ? texts::probe_up : texts::probe_down;
        return of_drill(
            paint(style_.colour, e.up ? Style::good : Style::bad, text(message, e.probe)));
    }
    std::string what_happened(const drill::OrchestratorRestarted& e) const {
        const auto& pause = drill_.pause;
        return loud(text(texts::restarted, e.epoch)) +
               (pause ? "\n" + of_drill(paused(pause->by.person, pause->why)) : "");
    }
    std::string what_happened(const drill::RecordRecovered& e) const {
        std::string out = loud(text(e.store_lost ? texts::rebuilt : texts::completed, e.epoch));
        if (!e.unreached.empty())
            out += "\n" + of_drill(loud(text(texts::unreached,
                                             fmt::format("{}", fmt::join(e.unreached, ", ")))));
        return out;
    }
    std::string what_happened(const drill::PlaceLost& e) const {
        return loud(text(texts::place_lost, e.by, e.host));
    }
    std::string what_happened(const drill::ContactLost& e) const {
        return loud(text(texts::contact_lost, e.host, e.why));
    }
    std::string what_happened(const drill::ContactMade& e) const {
        return text(texts::contact_made, e.host, e.version);
    }
    std::string what_happened(const drill::FaultReverted& e) const {
        return loud(text(texts::reverted, e.step, e.host, e.why));
    }
    std::string what_happened(const drill::AnswerRefused& e) const {
        return loud(text(texts::not_believed, e.host, drill::reason_in(style_.language, e.what)));
    }
    std::string what_happened(const drill::AbortRequested& e) const {
        return loud(text(texts::abort_asked, e.by.person, e.why));
    }
    std::string what_happened(const drill::PauseRequested& e) const {
        return paused(e.by.person, e.why);
    }
    std::string paused(const std::string& by, const std::string& why) const {
        return loud(text(texts::paused, by, because(why), drill_.id));
    }
    std::string what_happened(const drill::ContinueRequested& e) const {
        return text(texts::goes_on, e.by.person, because(e.why));
    }
    std::string what_happened(const drill::GuardBreached& e) const {
        return loud(text(texts::guard, drill::reason_in(style_.language, e.guard),
                         drill::reason_in(style_.language, e.what)));
    }
    std::string what_happened(const drill::GuardChanged& e) const {
        const std::string what = drill::in_words(drill_.plan, e).in(style_.language);
        return e.reading == drill::Reading::within ? what : loud(what);
    }
    std::string what_happened(const drill::FencePresumed& e) const {
        return loud(text(texts::presumed, e.step, e.host, to_text(e.figures.wait), e.fault));
    }
    std::string what_happened(const drill::ResumedFrom& e) const {
        return text(texts::resumed, text(reports::word(e.phase)), e.by.person);
    }
    std::string what_happened(const drill::Noted& e) const {
        return text(texts::noted, e.by.person, e.text);
    }
    /// That they are equal is no news.
    Line compared(const drill::ReceiptsCompared& e) const {
        if (e.not_compared)
            return of_drill(loud(text(texts::receipts_not_compared, e.host,
                                      drill::reason_in(style_.language, *e.not_compared))));
        const auto count = std::ssize(e.differences) + e.more;
        if (count == 0) return {};
        return of_drill(loud(text(texts::receipts_differ, e.host, count)));
    }
    Line over(const drill::DrillEnded& e) const {
        std::string what = text(texts::ended, text(reports::word(e.ending)));
        if (!e.why.empty()) what += "  " + drill::reason_in(style_.language, e.why);
        return of_drill(what);
    }

    const drill::Drill& drill_;
    const drill::Record& record_;
    const LineStyle& style_;
};

}  // namespace

std::optional<std::string> plain_line(const drill::Drill& drill, const drill::Record& record,
                                      const LineStyle& style) {
    drill::Record shown = record;  // others' words: none of them acts on a terminal
    reports::scrub(shown.event);
    return Writer(drill, shown, style).line();
}

}  // namespace firedrill::cli
