// Tells stories/*.txt: the test plays the host (keeps records, performs what is started), the story
// plays orchestrator, actions and time. Commands: stories/README.md.
#include "tests/core/story.hpp"

#include "core/agent/agent.hpp"
#include "core/agent/ledger.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/base/match.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace firedrill::agent {

namespace {

using story::option;
using story::Words;

AttemptKey key_of(const std::string& text, const std::string& drill = "d") {
    Words parts = story::split(text, '/');
    AttemptKey key{.drill = drill};
    if (parts.back() == "check" || parts.back() == "undo") {
        key.part = parts.back() == "undo" ? Part::undo : Part::check;
        parts.pop_back();
    }
    key.attempt = std::stoi(parts.back());
    key.step = parts.front();
    return key;
}

class Host {
public:
    Host() {
        plan_.environment = plan::Environment::lab;
        plan_.guards.auto_revert_after = std::chrono::seconds{60};
        state_.host = "db1";
        state_.boot = "boot-1";
    }

    std::string tell(const Words& words) {
        said_.clear();
        if (!story::read_plan_line(plan_, words)) command(words);
        return said_;
    }

    /// The receipts alone give the same state: what a restart would know.
    void check_receipts() const {
        State again;
        for (const auto& record : receipts_) apply(again, record);
        REQUIRE(again.drills.size() == state_.drills.size());
        for (const auto& [id, drill] : state_.drills) {
            const DrillView& other = again.drills.at(id);
            CHECK(other.epoch == drill.epoch);
            CHECK(other.started == drill.started);
            CHECK(other.superseded_by == drill.superseded_by);
            CHECK(other.finished == drill.finished);
            CHECK(other.attempts.size() == drill.attempts.size());
            CHECK(other.tombstones == drill.tombstones);
            CHECK(other.faults.size() == drill.faults.size());
            CHECK(other.fences.size() == drill.fences.size());
            CHECK(other.released == drill.released);
        }
    }

private:
    void command(const Words& w) {
        if (w[0][0] == '+') {
            now_ += story::duration(w[0].substr(1));
        } else if (w[0] == "program") {
            program_ = story::named<plan::Performer>(w[1]);
        } else if (w[0] == "tick") {
            take(Ticked{});
        } else if (w[0] == "ended") {
            take(
                ActionEnded{key_of(w[1], drill_of(w)),
                            {.outcome = story::named<Outcome>(w[2]), .reason = story::rest(w, 3)}});
        } else if (w[0] == "prepared") {
            take(FaultPrepared{key_of(w[1]), {{"pid", "42"}}});
        } else if (w[0] == "reverted") {
            take(RevertEnded{.drill = "d",
                             .step = w[1],
                             .verified = w[2] == "verified",
                             .why = story::rest(w, 3)});
        } else if (w[0] == "gone") {
            take(FaultSeenGone{.drill = "d", .step = w[1], .why = story::rest(w, 2)});
        } else if (w[0] == "lease-lost") {
            take(LeaseLost{.drill = "d", .step = w[1], .why = story::rest(w, 2)});
        } else if (w[0] == "end-program") {
            carry_out(before_the_end(state_));
        } else if (w[0] == "ledger") {
            say("ledger " + canonical(to_json(ledger_of(state_, "/var/lib/firedrill"))));
        } else if (w[0] == "revert-offline") {
            revert_offline();
        } else if (w[0] == "restart") {
            restart();
        } else {
            take(Received{message_of(w)});
        }
    }

    void restart() {
        state_ = State{.host = "db1"};
        for (const auto& record : receipts_) apply(state_, record);
        carry_out(start_up(state_, "boot-2", now_));
    }

    /// The agent does not run: a person reverts from the receipts.
    void revert_offline() {
        state_ = State{};
        for (const auto& record : receipts_) apply(state_, record);
        carry_out(mend_all(state_, "boot-2", "reverted by hand at the host"));
    }

    static std::string drill_of(const Words& w) {
        return option(w, "drill").empty() ? "d" : option(w, "drill");
    }

    wire::Message message_of(const Words& w) {
        const std::int64_t epoch = option(w, "epoch").empty() ? 1 : std::stoi(option(w, "epoch"));
        if (w[0] == "offer") return offer(w, epoch);
        if (w[0] == "execute")
            return wire::Execute{
                .key = key_of(w[1], drill_of(w)),
                .epoch = epoch,
                .closes = option(w, "closes").empty() ? 0 : std::stoi(option(w, "closes"))};
        if (w[0] == "query") return wire::Query{.key = key_of(w[1], drill_of(w)), .epoch = epoch};
        if (w[0] == "cancel") return wire::Cancel{.key = key_of(w[1]), .epoch = epoch};
        if (w[0] == "renew") return wire::Renew{.drill = drill_of(w), .epoch = epoch};
        if (w[0] == "stand_down") return wire::StandDown{.drill = drill_of(w), .epoch = epoch};
        if (w[0] == "finish") return wire::Finish{.drill = drill_of(w), .epoch = epoch};
        if (w[0] == "drills")
            return wire::AskDrills{.drill = option(w, "of"),
                                   .plan = !option(w, "plan").empty(),
                                   .receipts = page_of(w)};
        REQUIRE(w[0] == "status");
        return wire::AskStatus{};
    }

    static std::optional<wire::ReceiptsWanted> page_of(const Words& w) {
        if (option(w, "receipts").empty()) return std::nullopt;
        const auto most = option(w, "most");
        return wire::ReceiptsWanted{.from = std::stoi(option(w, "receipts")),
                                    .most = most.empty() ? 0 : std::stoi(most)};
    }

    static plan::Service service_of(const Words& w) {
        plan::Service service{.id = option(w, "service")};
        if (!option(w, "needs").empty()) service.needs = {option(w, "needs")};
        return service;
    }

    wire::OfferPlan offer(const Words& w, std::int64_t epoch) {
        plan::Plan plan = plan_;
        for (const char* host : {"db1", "db2"}) plan.hosts.push_back({.id = host});
        for (const char* probe : {"client"})
            plan.probes.push_back({.id = probe, .connection = "c", .host = "db1"});
        plan.connections.push_back({.id = "c", .kind = "tcp", .url = "127.0.0.1:1"});
        plan.guards.max_duration = std::chrono::hours{1};
        if (!option(w, "changed").empty()) plan.scenario = "changed";
        if (!option(w, "harmless").empty()) plan.steps.clear();
        if (!option(w, "service").empty()) plan.services.push_back(service_of(w));
        std::string bytes = plan::canonical_bytes(plan);
        const std::string hash = sha256_hex(bytes);
        if (!option(w, "forged").empty()) bytes += " ";
        if (!option(w, "bare").empty()) bytes.clear();
        std::string started = option(w, "started");
        if (started == "not") started = wire::OfferPlan::not_started;
        return {
            .drill = drill_of(w), .hash = hash, .bytes = bytes, .epoch = epoch, .started = started};
    }

    void take(const Input& input) { carry_out(respond(state_, input, now_, program_)); }

    void carry_out(const std::vector<Directive>& directives) {
        for (const auto& directive : directives) {
            say(text_of(directive));
            if (const auto* kept = std::get_if<Keep>(&directive)) keep(kept->record);
            if (const auto* reply = std::get_if<Reply>(&directive)) note_contact(reply->message);
        }
        if (const auto due = next_tick(state_); due != due_) {
            due_ = due;
            say(due ? "tick due at " + firedrill::to_text(*due) : "no tick due");
        }
    }

    void keep(const Record& record) {
        receipts_.push_back(record);
        apply(state_, record);
        if (const auto* armed = std::get_if<FaultArmed>(&record))
            state_.drills[armed->drill].renewed = now_;
    }

    void note_contact(const wire::Message& message) {
        if (const auto* renewed = std::get_if<wire::Renewed>(&message))
            state_.drills[renewed->drill].renewed = now_;
        if (const auto* begun = std::get_if<wire::Begun>(&message))
            state_.drills[begun->key.drill].renewed = now_;
        if (const auto* taken = std::get_if<wire::PlanTaken>(&message))
            state_.drills[taken->drill].renewed = now_;
    }

    static std::string held(const wire::DrillsHeld& message) {
        std::string out = "drills_held";
        for (const auto& drill : message.drills) {
            out += fmt::format("\n  {} of {} epoch {}{}{}, {} attempts", drill.drill,
                               drill.started.empty() ? "no start" : drill.started, drill.epoch,
                               drill.finished ? " finished" : "",
                               drill.superseded_by.empty() ? "" : " lost to " + drill.superseded_by,
                               drill.begun);
            for (const auto& attempt : drill.attempts)
                out += fmt::format("; {}/{}/{}{}", attempt.step, attempt.attempt,
                                   boost::describe::enum_to_string(attempt.part, "?"),
                                   attempt.ended     ? " ended"
                                   : attempt.running ? " running"
                                                     : " cut off");
            for (const auto& fault : drill.faults) out += "; fault " + fault;
            for (const auto& fence : drill.fences) out += "; fence " + fence;
            if (!drill.plan.empty())
                out += sha256_hex(drill.plan) == drill.plan_hash ? "; its plan" : "; another plan";
        }
        if (message.receipts) out += told(*message.receipts);
        return out;
    }

    static std::string told(const wire::ReceiptsHeld& receipts) {
        std::string out =
            fmt::format("\n  receipts from {} of {}:", receipts.from, receipts.attempts);
        for (const auto& receipt : receipts.page)
            out += fmt::format(
                " {}/{} {}{};", receipt.step, receipt.attempt,
                receipt.outcome ? boost::describe::enum_to_string(*receipt.outcome, "?") : "open",
                receipt.figures.empty() ? "" : ", figures");
        return out;
    }

    static std::string text_of(const wire::Message& message) {
        return match(
            message,
            [](const wire::Ended& m) {
                return fmt::format("ended {} {}{}", to_text(m.key),
                                   boost::describe::enum_to_string(m.report.outcome, "?"),
                                   m.report.reason.empty() ? "" : ": " + m.report.reason);
            },
            [](const wire::Refused& m) {
                return fmt::format("refused {}{}: {}", m.regarding,
                                   m.key ? " " + to_text(*m.key) : "", m.why);
            },
            [](const wire::PlanTaken&) { return std::string("plan_taken"); },
            [](const wire::DrillsHeld& m) { return held(m); },
            [](const auto& m) { return canonical(to_json(wire::Message{m})); });
    }

    static std::string text_of(const Record& record) {
        return match(
            record, [](const PlanKept&) { return std::string("plan_kept"); },
            [](const AttemptFinished& r) { return "attempt_finished " + to_text(r.key); },
            [](const AttemptBegun& r) { return "attempt_begun " + to_text(r.key); },
            [](const auto& r) { return canonical(to_json(Record{r})); });
    }

    static std::string text_of(const Directive& directive) {
        return match(
            directive,
            [](const Keep& d) {
                return (d.at_once ? "keep " : "keep with the next ") + text_of(d.record);
            },
            [](const Reply& d) { return "reply " + text_of(d.message); },
            [](const Start& d) {
                std::string out = "start " + to_text(d.key);
                for (const auto& action : d.actions) out += " " + std::string(tag_of(action));
                return out;
            },
            [](const Proceed& d) { return "proceed " + to_text(d.key); },
            [](const Kill& d) { return "kill " + to_text(d.key); },
            [](const SelfRevert& d) {
                return fmt::format("self-revert {}{}: {}", d.fault.step,
                                   d.fence_first ? " after " + d.fence_first->kind + " fence" : "",
                                   d.why);
            },
            [](const Extend& d) { return "extend in the kernel " + d.fault.step; },
            [](const EndProbes&) { return std::string("end probes"); });
    }

    void say(const std::string& line) { said_ += line + "\n"; }

    plan::Plan plan_;
    State state_;
    std::vector<Record> receipts_;
    plan::Performer program_ = plan::Performer::agent;
    Nanos now_{};
    std::optional<Nanos> due_;
    std::string said_;
};

}  // namespace

TEST_CASE("the stories of an agent") {
    const auto files = story::files(DRILL_SOURCE_DIR "/tests/core/agent/stories");
    REQUIRE(files.size() >= 12);
    for (const auto& file : files) {
        INFO(file.filename().string());
        Host host;
        story::check(file, [&](const Words& words) { return host.tell(words); });
        host.check_receipts();
    }
}

}  // namespace firedrill::agent
