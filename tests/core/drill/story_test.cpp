// Tells stories/*.txt: the test plays the engine (journals what decide() wants and shows it once),
// the story plays the world. docs of the commands: stories/README.md.
#include "tests/core/story.hpp"

#include "core/base/match.hpp"
#include "core/drill/drill.hpp"
#include "core/drill/guard_words.hpp"
#include "core/drill/snapshot.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <set>

namespace firedrill::drill {

namespace {

using story::option;
using story::Words;

AttemptKey key_of(const std::string& text) {
    Words parts = story::split(text, '/');
    AttemptKey key{.drill = "d"};
    if (parts.back() == "check" || parts.back() == "undo") {
        key.part = parts.back() == "undo" ? Part::undo : Part::check;
        parts.pop_back();
    }
    key.attempt = std::stoi(parts.back());
    parts.pop_back();
    for (const auto& part : parts) key.step += (key.step.empty() ? "" : "/") + part;
    return key;
}

template <class Enum>
std::string name(Enum value) {
    return boost::describe::enum_to_string(value, "?");
}

class Engine {
public:
    std::string tell(const Words& words) {
        said_.clear();
        if (!story::read_plan_line(plan_, words)) command(words);
        return said_;
    }

    Engine() { plan_.environment = plan::Environment::lab; }

    void check_replay() const {
        const auto again = replay(records_);
        if (!again) FAIL(describe(again.error()));
        CHECK(state_hash(*again) == state_hash(drill_));
    }

    /// Whoever goes on from a snapshot of any record comes to the same state.
    void check_snapshots() const {
        Drill before;
        for (std::size_t cut = 1; cut <= records_.size(); ++cut) {
            INFO("snapshot after record " << cut);
            apply(before, records_[cut - 1]);
            const std::string text = write_snapshot(copy_without_plan(before));
            const auto read = read_snapshot(text, records_.front());
            if (!read) FAIL(describe(read.error()));
            CHECK(state_hash(*read) == state_hash(before));
            CHECK(write_snapshot(*read) == text);
            const auto behind = records_.begin() + static_cast<std::ptrdiff_t>(cut);
            const auto after = replay({behind, records_.end()}, *read);
            if (!after) FAIL(describe(after.error()));
            CHECK(write_snapshot(*after) == write_snapshot(drill_));
        }
    }

private:
    void command(const Words& w) {
        if (w[0][0] == '+') {
            now_ += story::duration(w[0].substr(1));
        } else if (w[0] == "timer") {
            fire();
        } else if (w[0] == "state") {
            show_state();
        } else if (w[0] == "answer") {
            answer(w);
        } else if (w[0] == "pause" || w[0] == "continue") {
            pause(w);
        } else if (w[0] == "skip" || w[0] == "retry" || w[0] == "settle") {
            steer(w);
        } else if (w[0] == "found") {
            record(found(w));  // in one commit with what follows it
        } else {
            happen(event_of(w));
        }
    }

    static Event found(const Words& w) {
        AttemptFound found{.key = key_of(w[1]), .host = "db1"};
        if (w[2] != "running")
            found.report =
                AttemptReport{.outcome = story::named<Outcome>(w[2]), .reason = story::rest(w, 3)};
        return found;
    }

    static Event reverted(const Words& w) {
        const std::string attempt = option(w, "attempt");
        return FaultReverted{.step = w[1],
                             .verified = true,
                             .fence = option(w, "fence"),
                             .attempt = attempt.empty() ? 0 : std::stoi(attempt)};
    }
    Event recovered(const Words& w) {
        shown_.clear();
        wake_.reset();
        return RecordRecovered{.epoch = ++epoch_,
                               .by = {.person = "ops.lead"},
                               .store_lost = !option(w, "lost").empty(),
                               .over = !option(w, "over").empty(),
                               .goes_on = !option(w, "goes_on").empty()};
    }

    Event event_of(const Words& w) {
        const std::string& what = w[0];
        if (what == "start")
            return DrillStarted{.drill = "d",
                                .plan_hash = "h",
                                .plan = plan_,
                                .by = {.person = "ops.lead"},
                                .approvals_waived = !option(w, "waived").empty()};
        if (what == "ends") return ended(w);
        if (what == "never_seen") return AttemptNeverSeen{key_of(w[1])};
        if (what == "probe") return ProbeChanged{.probe = w[1], .up = w[2] == "up"};
        if (what == "reading") return guard_changed(w);
        if (what == "lost") return lost(w[1]);
        if (what == "made") return ContactMade{.host = w[1]};
        if (what == "reverted") return reverted(w);
        if (what == "abort") return AbortRequested{{.person = w[1]}, story::rest(w, 2)};
        if (what == "restart") return restarted();
        if (what == "recovered") return recovered(w);
        if (what == "place_lost") return PlaceLost{.host = w[1], .by = w[2]};
        REQUIRE(what == "resume");
        return ResumedFrom{story::named<plan::Phase>(w[1]), {.person = "ops.lead"}};
    }

    static Event ended(const Words& w) {
        AttemptReport report{.reason = story::rest(w, 3)};
        report.refused = w[2] == "refused";
        report.outcome = report.refused ? Outcome::failed : story::named<Outcome>(w[2]);
        if (const auto armed = option(w, "armed"); !armed.empty())
            report.facts["self_fence"] = armed;
        return AttemptEnded{key_of(w[1]), report};
    }

    static Event guard_changed(const Words& w) {
        return GuardChanged{.condition = std::stoll(w[1]),
                            .reading = story::named<Reading>(w[2]),
                            .value = w.size() > 3 ? std::stoll(w[3]) : 0};
    }

    Event lost(const std::string& host) {
        shown_.clear();
        return ContactLost{.host = host};
    }

    Event restarted() {
        shown_.clear();
        wake_.reset();
        return OrchestratorRestarted{.epoch = ++epoch_};
    }

    void answer(const Words& w) {
        const auto kind = story::named<Answer>(w[3]);
        const std::string chosen = kind == Answer::chose ? w[4] : "";
        const Identity by{.person = w[1], .proof = Proof::os_user};
        if (const auto may = may_answer(drill_, w[2], kind, by, chosen); !may)
            return say("not taken: " + may.error().what);
        const std::string why = story::rest(w, kind == Answer::chose ? 5 : 4);
        happen(
            PersonAnswered{.step = w[2], .answer = kind, .option = chosen, .by = by, .why = why});
    }

    void pause(const Words& w) {
        const Identity by{.person = w[1], .proof = Proof::os_user};
        const bool pauses = w[0] == "pause";
        const auto may = pauses ? may_pause(drill_, by) : may_continue(drill_, by);
        if (!may) return say("not taken: " + may.error().what);
        if (pauses)
            happen(PauseRequested{.by = by, .why = story::rest(w, 2)});
        else
            happen(ContinueRequested{.by = by, .why = story::rest(w, 2)});
    }

    void steer(const Words& w) {
        const Identity by{.person = w[1], .proof = Proof::os_user};
        const bool stated = w.size() > 3 && w[3] == "did_not_happen";
        const std::string why = story::rest(w, stated ? 4 : 3);
        const auto may = w[0] == "skip"    ? may_skip(drill_, w[2], by)
                         : w[0] == "retry" ? may_retry(drill_, w[2], by, stated)
                                           : may_settle(drill_, w[2], by);
        if (!may) return say("not taken: " + may.error().what);
        if (w[0] == "skip") happen(StepSkipped{w[2], by, why});
        if (w[0] == "retry") happen(StepRetried{w[2], by, why, stated});
        if (w[0] == "settle") happen(StepSettled{w[2], by, why});
    }

    void fire() {
        REQUIRE(wake_);
        now_ = std::max(now_, wake_->mono);
        say("at " + firedrill::to_text(now_) + " timer " + wake_->timer);
        happen(TimerFired{wake_->timer});
    }

    void happen(const Event& event) {
        record(event);
        bool again = true;
        while (again) {
            again = false;
            for (const auto& wish : decide(drill_)) again = carry_out(wish) || again;
        }
    }

    void record(const Event& event) {
        records_.push_back({.seq = static_cast<std::int64_t>(records_.size()) + 1,
                            .at = {.host = "orch", .boot = "b", .mono = now_},
                            .event = event});
        apply(drill_, records_.back());
    }

    /// Whether a record came of it.
    bool carry_out(const Command& wish) {
        return match(
            wish,
            [&](const Execute& c) {
                say(to_text(wish) + (c.closes > 0 && c.key.part != Part::act
                                         ? fmt::format(" closes {}", c.closes)
                                         : ""));
                record(AttemptIntended{c.key});
                return true;
            },
            [&](const Query&) { return show_once(wish); },
            [&](const Cancel&) { return show_once(wish); },
            [&](const Ask& c) {
                say(to_text(wish));
                record(PersonAsked{c.step});
                if (drill_.approvals_waived) waive(c.step);
                return true;
            },
            [&](const WakeAt& c) { return wake(c); },
            [&](const Breach& c) {
                say(to_text(wish));
                record(GuardBreached{c.guard, c.what});
                return true;
            },
            [&](const Presume& c) {
                say(to_text(wish));
                record(FencePresumed{c.step, c.host, c.fault, c.figures});
                return true;
            },
            [&](const End& c) {
                say(to_text(wish));
                record(DrillEnded{c.ending, c.why});
                return true;
            });
    }

    void waive(const std::string& step) {
        const auto* at = plan::find_step(drill_.plan, step);
        const bool decides = std::holds_alternative<plan::Decide>(at->action);
        const bool approves = std::holds_alternative<plan::Approve>(at->action);
        record(PersonAnswered{.step = step,
                              .answer = decides    ? Answer::chose
                                        : approves ? Answer::approved
                                                   : Answer::confirmed,
                              .by = {.person = "ops.lead", .proof = Proof::waived}});
    }

    bool show_once(const Command& wish) {
        if (shown_.insert(to_text(wish)).second) say(to_text(wish));
        return false;
    }

    bool wake(const WakeAt& wish) {
        const bool same = wake_ && wake_->timer == wish.timer && wake_->mono == wish.mono;
        wake_ = wish;
        if (!same) say(to_text(Command{wish}));
        return false;
    }

    void show_state() {
        say(fmt::format("{} in phase {}{}{}", name(drill_.status), name(current_phase(drill_)),
                        past_point_of_no_return(drill_) ? ", past the point of no return" : "",
                        drill_.pause ? ", paused by " + drill_.pause->by.person : ""));
        for (const auto& [id, state] : drill_.steps)
            say(fmt::format("  {}: {}{}{}", id, name(state.status),
                            state.undo == UndoStatus::none ? "" : ", undo " + name(state.undo),
                            state.why.empty() ? "" : " (" + state.why + ")"));
        for (const auto& step : waiting_for_people(drill_)) say("  waits for people: " + step);
        for (const auto& step : held_steps(drill_)) say("  held: " + step);
        if (drill_.waited_in_pauses + drill_.waited_in_holds > Nanos{})
            say(fmt::format("  machine time {}, paused {}, held {}",
                            firedrill::to_text(drill_.machine_time),
                            firedrill::to_text(drill_.waited_in_pauses),
                            firedrill::to_text(drill_.waited_in_holds)));
        for (const auto& line : guard_lines(drill_))
            say("  stops when " + line.condition.en + ": " + line.state.en);
        for (const auto& fault : outstanding_faults(drill_)) say("  outstanding: " + fault.step);
        for (const auto& fence : fences_held(drill_)) say("  fenced: " + fence.step);
        for (const auto& fence : fences_to_presume(drill_))
            say("  presumed in " + firedrill::to_text(fence.left) + ": " + fence.step);
    }

    void say(const std::string& line) { said_ += line + "\n"; }

    plan::Plan plan_;
    Drill drill_;
    std::vector<Record> records_;
    Nanos now_{};
    std::int64_t epoch_ = 1;
    std::optional<WakeAt> wake_;
    std::set<std::string> shown_;
    std::string said_;
};

}  // namespace

TEST_CASE("the stories of a drill") {
    const auto files = story::files(DRILL_SOURCE_DIR "/tests/core/drill/stories");
    REQUIRE(files.size() >= 25);
    for (const auto& file : files) {
        INFO(file.filename().string());
        Engine engine;
        story::check(file, [&](const Words& words) { return engine.tell(words); });
        engine.check_replay();
        engine.check_snapshots();
    }
}

}  // namespace firedrill::drill
