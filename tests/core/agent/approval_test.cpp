// A host whose policy wants signatures, and an orchestrator that is in wrong hands: it has valid
// credentials, the plan, and whatever was signed once. It holds no approver's key.
#include "tests/core/agent/a_policy.hpp"
#include "tests/core/agent/approved.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::test;

namespace {

using Approvals = std::vector<plan::Approval>;

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

plan::Step stop_step() {
    plan::Step step = a_step("stop", a_run({"/usr/bin/systemctl", "stop", "db"}));
    step.undo = {a_run({"/usr/bin/systemctl", "start", "db"})};
    return step;
}
plan::Step look_step() {
    return a_step("look", a_run({"/usr/bin/id"}));
}
plan::Plan production(std::vector<plan::Step> steps) {
    plan::Plan out = a_plan(std::move(steps));
    out.environment = plan::Environment::production;
    return out;
}

/// Two of three sign: cio, ops.head, risk.head.
class Host {
public:
    Host() {
        state.host = "db1";
        policy = a_policy();
        policy.environment = plan::Environment::production;
        policy.approvers = approvers_of(2, {"cio", "ops.head", "risk.head"});
        use_policy();
    }
    void use_policy() { state.local.policy = std::make_shared<const agent::Policy>(policy); }

    /// The refusal, or "".
    std::string ask(const wire::Message& message) {
        std::string refusal;
        const agent::Received input{.message = message, .wall = signing_time + later};
        for (auto& directive : agent::respond(state, input, 100s, plan::Performer::agent)) {
            if (const auto* kept = std::get_if<agent::Keep>(&directive)) {
                agent::apply(state, kept->record);
                receipts.push_back(kept->record);
            }
            if (const auto* reply = std::get_if<agent::Reply>(&directive))
                if (const auto* refused = std::get_if<wire::Refused>(&reply->message))
                    refusal = refused->why;
        }
        return refusal;
    }
    std::string offer(const plan::Plan& plan, const Approvals& approvals,
                      const std::string& drill = "d-1") {
        const std::string bytes = plan::canonical_bytes(plan);
        wire::OfferPlan offer{.drill = drill, .hash = sha256_hex(bytes), .bytes = bytes};
        offer.approvals.emplace();
        for (const auto& approval : approvals) offer.approvals->push_back(approval_text(approval));
        return ask(offer);
    }
    std::string execute(const std::string& step, Part part = Part::act, int attempt = 1,
                        const std::string& drill = "d-1") {
        const AttemptKey key{.drill = drill, .step = step, .attempt = attempt, .part = part};
        const std::string refusal = ask(wire::Execute{.key = key});
        AttemptReport report;
        report.outcome = Outcome::succeeded;
        if (refusal.empty())
            for (auto& directive : agent::respond(state, agent::ActionEnded{key, report}, 100s,
                                                  plan::Performer::agent))
                if (const auto* kept = std::get_if<agent::Keep>(&directive)) {
                    agent::apply(state, kept->record);
                    receipts.push_back(kept->record);
                }
        return refusal;
    }
    /// Only what is on disk is known.
    void restart() {
        agent::State again;
        again.host = state.host;
        again.local = state.local;
        for (const agent::Record& record : receipts) agent::apply(again, record);
        agent::apply(again, agent::Restarted{"boot-2"});
        state = std::move(again);
    }

    agent::State state;
    agent::Policy policy;
    std::vector<agent::Record> receipts;
    Nanos later = 1h;  ///< since the signatures began to count
};

Approvals signed_by(const plan::Plan& plan, const std::vector<std::string>& people) {
    Approvals out;
    for (const auto& person : people) out.push_back(approval_of(person, plan::hash(plan)));
    return out;
}

}  // namespace

TEST_CASE("a plan that two have signed begins, and its steps run") {
    Host host;
    const plan::Plan plan = production({look_step(), stop_step()});
    CHECK(host.offer(plan, signed_by(plan, {"cio", "ops.head"})).empty());
    CHECK(host.execute("look").empty());
    CHECK(host.execute("stop").empty());
    CHECK(host.execute("stop", Part::undo).empty());
}

TEST_CASE("too few signatures: the refusal says how many count, and who may sign still") {
    Host host;
    const plan::Plan plan = production({stop_step()});
    const std::string none = host.offer(plan, {});
    CHECK(holds(none, "/etc/firedrill/policy.yaml: approvers: 0 of 2 signatures count"));
    CHECK(holds(none, "who may sign still: cio, ops.head, risk.head"));
    CHECK(holds(none, "firedrill key sign"));
    const std::string one = host.offer(plan, signed_by(plan, {"cio"}));
    CHECK(holds(one, "1 of 2 signatures count (of: cio); who may sign still: ops.head, risk.head"));
    plan::Plan chinese = plan;
    chinese.languages = Languages::both;
    CHECK(holds(host.offer(chinese, {}), "有效签名 0 个，需要 2 个"));
    CHECK(host.receipts.empty());
}

TEST_CASE("one person counts once, with however many signatures") {
    Host host;
    const plan::Plan plan = production({stop_step()});
    Approvals twice = signed_by(plan, {"cio"});
    twice.push_back(approval_of("cio", plan::hash(plan), [](auto& a) { a.id[0] = 'f'; }));
    CHECK(holds(host.offer(plan, twice), "1 of 2"));
    // nor under a second name, with the same key or with one that nobody knows
    Approvals masked = signed_by(plan, {"cio", "mallory"});
    plan::Approval stolen = approval_of("cio", plan::hash(plan));
    stolen.person = "ops.head";
    stolen.id[0] = 'e';
    masked.push_back(plan::sign(stolen, key_of("cio")));
    const std::string why = host.offer(plan, masked);
    CHECK(holds(why, "1 of 2"));
    CHECK(holds(why, "of mallory does not count: key " +
                         key_of("mallory").public_key().substr(0, 20) + "... is not among"));
    CHECK(holds(why, "of ops.head does not count: the key is that of cio"));
}

TEST_CASE("signatures of another plan, of another time, or changed on the way count for nothing") {
    Host host;
    const plan::Plan plan = production({stop_step()});
    plan::Plan other = plan;
    other.steps.front().timeout += 1ns;
    CHECK(
        holds(host.offer(other, signed_by(plan, {"cio", "ops.head"})), "signed for another plan"));
    host.later = -1s;
    CHECK(holds(host.offer(plan, signed_by(plan, {"cio", "ops.head"})), "counts only from"));
    host.later = 24h;
    CHECK(holds(host.offer(plan, signed_by(plan, {"cio", "ops.head"})), "it counted until"));
    host.later = 1h;
    Approvals changed = signed_by(plan, {"cio", "ops.head"});
    changed.back().until += 1h;
    CHECK(holds(host.offer(plan, changed), "something was changed"));
    CHECK(host.receipts.empty());
    // bytes that are no approval are not even named
    wire::OfferPlan wild{.drill = "d-1",
                         .hash = plan::hash(plan),
                         .bytes = plan::canonical_bytes(plan),
                         .approvals = std::vector<std::string>{"", "{}", "[]", "\xff"}};
    CHECK(holds(host.ask(wild), "0 of 2"));
}

TEST_CASE("signatures that served one drill serve no other, also after the agent restarted") {
    Host host;
    const plan::Plan plan = production({stop_step()});
    const Approvals given = signed_by(plan, {"cio", "ops.head"});
    REQUIRE(host.offer(plan, given, "d-1").empty());
    REQUIRE(host.execute("stop").empty());
    host.ask(wire::Finish{.drill = "d-1"});
    CHECK(holds(host.offer(plan, given, "d-2"), "it has served drill d-1, and serves no other"));
    host.restart();
    CHECK(holds(host.offer(plan, given, "d-2"), "it has served drill d-1, and serves no other"));
    // two others sign anew
    Approvals fresh = given;
    for (plan::Approval& approval : fresh) {
        approval.id[0] = approval.id[0] == '0' ? '1' : '0';
        approval = plan::sign(approval, key_of(approval.person));
    }
    CHECK(host.offer(plan, fresh, "d-2").empty());
}

TEST_CASE(
    "of two drills that were offered with the same signatures the first that begins has them") {
    Host host;
    plan::Plan plan = production({look_step(), stop_step()});
    const Approvals given = signed_by(plan, {"cio", "ops.head"});
    REQUIRE(host.offer(plan, given, "d-1").empty());
    host.state.drills["d-1"].renewed = {};  // nobody speaks for it: the other one gets its place
    REQUIRE(host.offer(plan, given, "d-2").empty());
    REQUIRE(host.execute("look", Part::act, 1, "d-2").empty());
    host.ask(wire::Finish{.drill = "d-2"});
    wire::OfferPlan again{.drill = "d-1", .hash = plan::hash(plan), .epoch = 2};
    CHECK(holds(host.ask(again), "it has served drill d-2"));
}

TEST_CASE("a start that came to nothing has used no signature up") {
    Host host;
    const plan::Plan plan = production({stop_step()});
    const Approvals given = signed_by(plan, {"cio", "ops.head"});
    REQUIRE(host.offer(plan, given, "d-1").empty());
    host.ask(wire::Finish{.drill = "d-1"});  // another host refused the plan
    CHECK(host.offer(plan, given, "d-2").empty());
    CHECK(host.execute("stop", Part::act, 1, "d-2").empty());
}

TEST_CASE("a drill that began in time may end: later steps for as long as a drill may last") {
    Host host;
    plan::Step more = a_step("more", a_run({"/usr/bin/systemctl", "start", "db"}));
    plan::Step late = a_step("late", a_run({"/usr/bin/systemctl", "start", "db"}));
    const plan::Plan plan = production({stop_step(), more, late});
    REQUIRE(host.offer(plan, signed_by(plan, {"cio", "ops.head"})).empty());
    host.later = 23h;
    CHECK(host.execute("stop").empty());
    host.later = 24h + host.policy.max_duration - 1s;
    CHECK(host.execute("more").empty());
    host.later = 24h + host.policy.max_duration;
    CHECK(holds(host.execute("late"), "it counted until"));
    // the way back is open at any time
    CHECK(host.execute("stop", Part::undo).empty());
    // and two who sign anew let it go on
    Approvals fresh;
    for (const char* person : {"ops.head", "risk.head"})
        fresh.push_back(approval_of(person, plan::hash(plan), [](auto& a) {
            a.id[0] = a.id[0] == '0' ? '1' : '0';
            a.from += 24h;
            a.until += 24h;
        }));
    CHECK(host.offer(plan, fresh).empty());
    CHECK(host.execute("late", Part::act, 2).empty());
}

TEST_CASE("a drill that was taken in time and begins too late does not begin") {
    Host host;
    const plan::Plan plan = production({stop_step()});
    REQUIRE(host.offer(plan, signed_by(plan, {"cio", "ops.head"})).empty());
    host.later = 24h;
    CHECK(holds(host.execute("stop"), "it counted until"));
}

TEST_CASE("a plan that only looks needs nobody, by the administrator's word and not by its own") {
    Host host;
    CHECK(host.offer(production({look_step()}), {}, "d-1").empty());
    CHECK(host.execute("look").empty());
    plan::Run lie = a_run({"/usr/bin/systemctl", "stop", "db"});
    lie.reads_only = true;
    CHECK_FALSE(host.offer(production({a_step("stop", lie)}), {}, "d-2").empty());
    // nor is a check, or an undo of what was never begun, a way around
    plan::Step check = look_step();
    check.check = a_run({"/usr/bin/systemctl", "stop", "db"});
    CHECK_FALSE(host.offer(production({check}), {}, "d-3").empty());
    plan::Step undo = look_step();
    undo.undo = {a_run({"/usr/bin/systemctl", "stop", "db"})};
    CHECK_FALSE(host.offer(production({undo}), {}, "d-4").empty());
}

TEST_CASE("a policy that is narrowed to signatures stops a drill that has none, not its way back") {
    Host host;
    host.policy.environment = plan::Environment::test;
    host.policy.approvers.reset();
    host.use_policy();
    plan::Step more = a_step("more", a_run({"/usr/bin/systemctl", "stop", "db"}));
    const plan::Plan plan = a_plan({stop_step(), more});
    REQUIRE(host.offer(plan, {}).empty());
    REQUIRE(host.execute("stop").empty());
    host.policy.approvers = approvers_of(1, {"cio"});
    host.use_policy();
    CHECK(holds(host.execute("more"), "0 of 1 signatures"));
    CHECK(host.execute("stop", Part::undo).empty());
    // it has begun, so it is taken up again, with the signature or without
    CHECK(host.offer(plan, signed_by(plan, {"cio"})).empty());
    CHECK(host.execute("more", Part::act, 2).empty());
}

TEST_CASE("in production a policy that names nobody lets nothing change the host") {
    Host host;
    host.policy.approvers.reset();
    host.use_policy();
    const plan::Plan plan = production({stop_step()});
    const std::string why = host.offer(plan, signed_by(plan, {"cio", "ops.head"}));
    CHECK(holds(why, "approvers: nobody is named"));
    CHECK(holds(why, "docs/policy.md"));
    CHECK(host.offer(production({look_step()}), {}).empty());
}

TEST_CASE("what is kept of signatures is told with the plan, and only what is worth it") {
    Host host;
    const plan::Plan plan = production({stop_step()});
    Approvals given = signed_by(plan, {"cio", "ops.head", "mallory"});
    given.push_back(approval_of("risk.head", sha256_hex("another plan")));
    REQUIRE(host.offer(plan, given).empty());
    const bool kept = host.state.drills.at("d-1").approvals == signed_by(plan, {"cio", "ops.head"});
    CHECK(kept);
    const auto told = agent::respond(
        host.state, agent::Received{.message = wire::AskDrills{.drill = "d-1", .plan = true}}, 100s,
        plan::Performer::agent);
    const auto& held = std::get<wire::DrillsHeld>(std::get<agent::Reply>(told.front()).message);
    REQUIRE(held.drills.front().approvals);
    CHECK(held.drills.front().approvals->size() == 2);
    // told again, nothing new is written down
    const auto receipts = host.receipts.size();
    CHECK(host.offer(plan, given).empty());
    CHECK(host.receipts.size() == receipts);
}
