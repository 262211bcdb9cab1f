// A hostile orchestrator, a line a message: an agent that keeps one approved plan never does what
// is not in it, nothing twice, and nothing for an older epoch. Lines that begin with "!" are what
// happens on the host meanwhile: an action ends, a fault is prepared, time passes.
#include "core/agent/agent.hpp"
#include "core/agent/ledger.hpp"
#include "core/base/assert.hpp"
#include "core/base/json.hpp"
#include "core/base/match.hpp"
#include "tests/fuzz/lines.hpp"

#include <map>
#include <set>

using namespace firedrill;

namespace {

constexpr std::int64_t honest_epoch = 3;

plan::Step step(const std::string& id, plan::Action action) {
    plan::Step out;
    out.id = out.group = id;
    out.host = "h1";
    out.timeout = std::chrono::seconds{20};
    out.action = std::move(action);
    return out;
}

plan::Plan approved() {
    plan::Plan plan;
    plan.scenario = "small";
    plan.hosts = {{.id = "h1", .has_agent = true}, {.id = "h2", .has_agent = true}};
    plan.phases = {plan::Phase::prepare};
    plan.guards.auto_revert_after = std::chrono::seconds{5};
    const plan::Parameters with{{"pidfile", "/x"}};
    plan.steps = {
        step("look", plan::Run{.argv = {"true"}, .reads_only = true}),
        step("note", plan::Run{.argv = {"touch", "/x"}}),
        step("pause",
             plan::Fault{.kind = "process.pause", .with = with, .lease = std::chrono::seconds{5}}),
        step("fence", plan::Fence{.kind = "postgresql", .with = with}),
        step("free", plan::Release{.fence = "fence", .kind = "postgresql", .with = with}),
        step("other", plan::Run{.argv = {"touch", "/y"}})};
    plan.steps[1].undo = {plan::Run{.argv = {"rm", "/x"}}};
    plan.steps[2].undo = {plan::Revert{.fault = "pause", .kind = "process.pause", .with = with}};
    plan.steps[5].host = "h2";
    for (auto& one : plan.steps) one.phase = plan::Phase::prepare;
    return plan;
}

/// What every input begins with; made once, for that takes longer than an input.
agent::State at_first() {
    static const agent::State state = [] {
        agent::State out;
        out.host = "h1";
        out.boot = "boot";
        const plan::Plan plan = approved();
        agent::apply(
            out, agent::PlanKept{
                     .drill = "d", .hash = plan::hash(plan), .bytes = plan::canonical_bytes(plan)});
        agent::apply(out, agent::EpochRaised{.drill = "d", .epoch = honest_epoch});
        agent::apply(out, agent::StartKnown{.drill = "d", .started = "boot/1"});
        DRILL_ASSERT(out.drills.at("d").plan != nullptr);
        return out;
    }();
    return state;
}

class Agent {
public:
    void take(std::string_view line) {
        now_ += std::chrono::milliseconds{100};
        if (line.starts_with("!")) return happens(line.substr(1));
        const auto message = wire::decode(line);
        if (!message) return;
        told_ = *message;
        carry_out(agent::Received{*message});
    }

    /// The receipts alone lead to the same state.
    void check_replay() const {
        agent::State again = at_first();
        for (const agent::Record& record : records_) {
            const auto value = parse_json(canonical(to_json(record)));
            DRILL_ASSERT(value.has_value());
            agent::apply(again, from_json<agent::Record>(*value).value());
        }
        DRILL_ASSERT(status(again) == status(state_));
        (void)agent::ledger_of(again, "/");
        (void)agent::start_up(again, "boot-2", now_);
    }

private:
    static std::string status(const agent::State& state) {
        const auto asked =
            agent::respond(state, agent::Received{wire::AskStatus{}}, {}, plan::Performer::agent);
        return wire::encode(std::get<agent::Reply>(asked.front()).message);
    }

    void keep(const agent::Record& record) {
        records_.push_back(record);
        agent::apply(state_, record);
    }

    void happens(std::string_view what) {
        if (what.starts_with("tick")) {
            now_ += std::chrono::seconds{4};
            return carry_out(agent::Ticked{});
        }
        if (running_.empty()) return;
        const AttemptKey key = *running_.begin();
        if (what.starts_with("prepared"))
            return carry_out(agent::FaultPrepared{.key = key, .found = {{"pid", "7"}}});
        AttemptReport report;
        report.outcome = what.starts_with("failed") ? Outcome::failed : Outcome::succeeded;
        running_.erase(key);
        carry_out(agent::ActionEnded{.key = key, .report = report});
    }

    void carry_out(const agent::Input& input) {
        for (const auto& directive : agent::respond(state_, input, now_, plan::Performer::agent))
            match(
                directive, [&](const agent::Keep& kept) { keep(kept.record); },
                [&](const agent::Start& start) { check(start); },
                [&](const agent::Reply& reply) { (void)wire::encode(reply.message); },
                [&](const agent::SelfRevert& revert) { mend(revert); }, [](const auto&) {});
        (void)agent::next_tick(state_);
    }

    void mend(const agent::SelfRevert& revert) {
        DRILL_ASSERT(revert.fault.step == "pause");
        carry_out(agent::RevertEnded{
            .drill = revert.fault.drill, .step = revert.fault.step, .verified = true});
    }

    void check(const agent::Start& start) {
        const auto* asked = std::get_if<wire::Execute>(&told_);
        DRILL_ASSERT(asked != nullptr && asked->key == start.key);
        DRILL_ASSERT(asked->epoch >= honest_epoch && start.key.drill == "d");
        static const plan::Plan plan = approved();
        const plan::Step* planned = plan::find_step(plan, start.key.step);
        DRILL_ASSERT(planned != nullptr && planned->host == "h1");
        DRILL_ASSERT(canonical(to_json(start.step)) == canonical(to_json(*planned)));
        DRILL_ASSERT(started_.insert(start.key).second);
        running_.insert(start.key);
    }

    agent::State state_ = at_first();
    std::vector<agent::Record> records_;
    wire::Message told_;
    std::set<AttemptKey> started_, running_;
    Nanos now_ = std::chrono::seconds{100};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Agent agent;
    for (const auto line : fuzz::lines_of(data, size)) agent.take(line);
    agent.check_replay();
    return 0;
}
