#include "core/drill/guard_words.hpp"
#include "core/drill/plan_index.hpp"
#include "core/drill/reasons.hpp"
#include "reports/build.hpp"
#include "reports/figure.hpp"
#include "reports/phrase.hpp"
#include "reports/timeline_texts.hpp"
#include "reports/word_texts.hpp"

#include <algorithm>
#include <set>

namespace firedrill::reports {
namespace {

namespace texts = timeline_texts;

/// Folds records to rows; an event that says nothing to people leaves its action empty.
class Timeline {
public:
    explicit Timeline(const Material& in) : in_(in) {}

    std::vector<TimelineRow> rows() {
        std::vector<TimelineRow> out;
        for (const drill::Record& record : in_.records) {
            TimelineRow row{.seq = record.seq,
                            .at = in_.at(record.at.wall),
                            .offset = in_.since_zero(record.at)};
            std::visit([&](const auto& event) { tell(row, event); }, record.event);
            if (!row.action.empty()) out.push_back(std::move(row));
        }
        return out;
    }

private:
    const Material& in_;
    std::set<std::string> contacted_;

    const plan::Step* step(TimelineRow& row, const std::string& id) const {
        const auto found = std::ranges::find(in_.drill.plan.steps, id, &plan::Step::id);
        if (found == in_.drill.plan.steps.end()) return nullptr;
        row.phase = found->phase;
        row.actor = performed_on(*found);
        return &*found;
    }

    Text part_of(const AttemptKey& key) const {
        const Text title = in_.title_of(key.step);
        if (key.part == Part::check) return phrase(texts::check_of, title);
        if (key.part == Part::undo) return phrase(texts::undo_of, title);
        return title;
    }

    void tell(TimelineRow& row, const drill::DrillStarted& event) const {
        row.actor = clean(event.by.person);
        row.action = phrase(texts::started);
        row.result = word_text(event.by.proof) + signatures(event.approvals);
    }
    void tell(TimelineRow& row, const drill::OrchestratorRestarted& event) const {
        row.actor = clean(event.by.person);
        row.action = phrase(texts::restarted);
        row.result = phrase(texts::epoch, event.epoch) + signatures(event.approvals);
    }
    /// As the agents took them; empty where there are none.
    static Text signatures(const std::optional<std::vector<plan::Approval>>& approvals) {
        std::string people;
        for (const auto& approval : approvals.value_or(std::vector<plan::Approval>()))
            people += (people.empty() ? "" : ", ") + clean(approval.person);
        return people.empty() ? Text() : phrase(texts::plan_signed, people);
    }
    void tell(TimelineRow&, const drill::AttemptIntended&) const {}
    void tell(TimelineRow& row, const drill::AttemptEnded& event) const {
        ended(row, event.key, event.report);
    }
    void tell(TimelineRow& row, const drill::AttemptFound& event) const {
        step(row, event.key.step);
        row.result = phrase(texts::under_way);
        if (event.report) ended(row, event.key, *event.report);
        row.action = phrase(texts::found, part_of(event.key));
    }
    void tell(TimelineRow& row, const drill::RecordRecovered& event) const {
        row.actor = clean(event.by.person);
        row.action = phrase(event.store_lost ? texts::rebuilt : texts::completed);
        row.result = phrase(texts::epoch, event.epoch);
    }
    void tell(TimelineRow& row, const drill::PlaceLost& event) const {
        row.actor = clean(event.host);
        row.action = phrase(texts::place_lost, clean(event.by));
    }
    void ended(TimelineRow& row, const AttemptKey& key, const AttemptReport& report) const {
        step(row, key.step);
        row.action = part_of(key);
        const Text reason = reason_text(report.reason);
        switch (report.outcome) {
            case Outcome::succeeded: row.result = phrase(texts::succeeded); break;
            case Outcome::failed: row.result = phrase(texts::failed, reason); break;
            case Outcome::unknown: row.result = phrase(texts::unknown, reason); break;
        }
    }
    void tell(TimelineRow& row, const drill::AttemptNeverSeen& event) const {
        step(row, event.key.step);
        row.action = part_of(event.key);
        row.result = phrase(texts::never_seen);
    }
    void tell(TimelineRow& row, const drill::PersonAsked& event) const {
        const plan::Step* asked = step(row, event.step);
        const bool held = asked != nullptr && !asked->critical && !drill::is_for_person(*asked);
        row.action = phrase(held ? texts::held : texts::asked, in_.title_of(event.step));
        row.result = phrase(texts::waiting);
    }
    void tell(TimelineRow& row, const drill::PersonAnswered& event) const {
        step(row, event.step);
        row.actor = clean(event.by.person);
        row.action = in_.title_of(event.step);
        row.result = answer(event);
        if (event.happened) row.result = row.result + phrase(texts::entered_later);
    }
    static Text answer(const drill::PersonAnswered& event) {
        if (event.by.proof == drill::Proof::waived) return phrase(texts::waived);
        switch (event.answer) {
            case drill::Answer::approved: return phrase(texts::approved);
            case drill::Answer::refused: return phrase(texts::refused, clean(event.why));
            case drill::Answer::confirmed: return phrase(texts::confirmed);
            case drill::Answer::chose: return phrase(texts::chose, clean(event.option));
        }
        return {};
    }
    void tell(TimelineRow& row, const drill::ProbeChanged& event) const {
        row.actor = clean(event.probe);
        row.action = phrase(texts::probe, clean(event.probe));
        row.result = phrase(event.up ? texts::up : texts::down);
    }
    void tell(TimelineRow& row, const drill::GuardChanged& event) const {
        row.actor = "firedrill";
        row.action = drill::in_words(in_.drill.plan, event);
    }
    void tell(TimelineRow&, const drill::ClockSampled&) const {}
    void tell(TimelineRow& row, const drill::ContactLost& event) const {
        row.actor = clean(event.host);
        row.action = phrase(texts::contact_lost);
        row.result = plain(clean(event.why));
    }
    /// The first contact with a host is no news; a further one is.
    void tell(TimelineRow& row, const drill::ContactMade& event) {
        if (contacted_.insert(event.host).second) return;
        row.actor = clean(event.host);
        row.action = phrase(texts::contact_made);
        row.result = plain(clean(event.version));
    }
    void tell(TimelineRow& row, const drill::FaultReverted& event) const {
        step(row, event.step);
        row.actor = clean(event.host);
        row.action = phrase(texts::reverted, clean(event.why));
        row.result = phrase(event.verified ? texts::verified : texts::not_verified);
    }
    void tell(TimelineRow& row, const drill::AnswerRefused& event) const {
        row.actor = clean(event.host);
        row.action = phrase(texts::not_believed, reason_text(event.what));
    }
    void tell(TimelineRow& row, const drill::ReceiptsCompared& event) const {
        row.actor = clean(event.host);
        row.action = phrase(texts::receipts);
        const auto count = std::ssize(event.differences) + event.more;
        if (event.not_compared)
            row.result = phrase(texts::not_compared, reason_text(*event.not_compared));
        else
            row.result = count == 0 ? phrase(texts::receipts_equal, event.attempts)
                                    : phrase(texts::receipts_different, count);
    }
    void tell(TimelineRow&, const drill::TimerFired&) const {}
    void tell(TimelineRow& row, const drill::AbortRequested& event) const {
        row.actor = clean(event.by.person);
        row.action = phrase(texts::abort);
        row.result = plain(clean(event.why));
    }
    void tell(TimelineRow& row, const drill::PauseRequested& event) const {
        row.actor = clean(event.by.person);
        row.action = phrase(texts::pause);
        row.result = plain(clean(event.why));
    }
    void tell(TimelineRow& row, const drill::ContinueRequested& event) const {
        row.actor = clean(event.by.person);
        row.action = phrase(texts::go_on);
        row.result = plain(clean(event.why));
    }
    void tell(TimelineRow& row, const drill::StepSkipped& event) const {
        said(row, event, texts::skip);
    }
    void tell(TimelineRow& row, const drill::StepRetried& event) const {
        said(row, event, texts::retry);
        if (!event.did_not_happen) return;
        const Text colon = event.why.empty() ? Text{} : Text{": ", "："};
        row.result = phrase(texts::did_not_happen) + colon + row.result;
    }
    void tell(TimelineRow& row, const drill::StepSettled& event) const {
        said(row, event, texts::settled);
    }
    template <class Event>
    void said(TimelineRow& row, const Event& event, const Message& what) const {
        step(row, event.step);
        row.actor = clean(event.by.person);
        row.action = phrase(what, in_.title_of(event.step));
        row.result = plain(clean(event.why));
    }
    void tell(TimelineRow& row, const drill::GuardBreached& event) const {
        row.actor = "firedrill";
        const std::string name = clean(event.guard);
        row.action = {say(Language::en, texts::guard, name),
                      say(Language::zh, texts::guard, drill::reason_in(Language::zh, name))};
        row.result = reason_text(event.what);
    }
    void tell(TimelineRow& row, const drill::FencePresumed& event) const {
        step(row, event.step);
        row.actor = "firedrill";
        row.action = phrase(texts::presumed, in_.title_of(event.step));
        const auto& figures = event.figures;
        row.result = phrase(texts::presumed_because, clean(event.host), to_text(figures.wait),
                            to_text(figures.lease), to_text(figures.drift), to_text(figures.delay),
                            to_text(figures.self_fence), to_text(figures.margin));
    }
    void tell(TimelineRow& row, const drill::ResumedFrom& event) const {
        row.actor = clean(event.by.person);
        row.action = phrase(texts::resumed, word_text(event.phase));
    }
    void tell(TimelineRow& row, const drill::Noted& event) const {
        row.actor = clean(event.by.person);
        row.action = phrase(texts::note);
        row.result = plain(clean(event.text));
    }
    void tell(TimelineRow& row, const drill::DrillEnded& event) const {
        row.actor = "firedrill";
        row.action = phrase(texts::ended);
        row.result = word_text(event.ending);
        if (!event.why.empty()) row.result = row.result + Text{": ", "："} + reason_text(event.why);
    }
};

}  // namespace

std::vector<TimelineRow> timeline(const Material& in) {
    return Timeline(in).rows();
}

}  // namespace firedrill::reports
