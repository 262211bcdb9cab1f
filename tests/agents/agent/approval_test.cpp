// A real agent whose policy wants two signatures, and an orchestrator in wrong hands.
#include "tests/agents/agent/governed.hpp"
#include "tests/core/agent/approved.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <time.h>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

using Approvals = std::vector<plan::Approval>;

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Nanos wall_now() {
    return std::chrono::seconds{::time(nullptr)};
}

/// For an hour, from a minute ago.
plan::Approval signed_now(const std::string& person, const std::string& plan, char id = '0') {
    return approval_of(person, sha256_hex(plan), [&](plan::Approval& approval) {
        approval.from = wall_now() - 1min;
        approval.until = wall_now() + 1h;
        approval.id[0] = id;
    });
}

std::string approvers_yaml(int quorum, const std::vector<std::string>& people) {
    std::string out = "approvers:\n  quorum: " + std::to_string(quorum) + "\n  keys:\n";
    for (const auto& person : people)
        out += "    - {person: " + person + ", key: \"" + key_of(person).public_key() + "\"}\n";
    return out;
}

/// In production, of two of three people.
class Signing : public Governed {
public:
    Signing() {
        write(policy_text());
        hang_up();
        REQUIRE(logs("policy: + environment: production"));
    }
    std::string policy_text() const {
        std::string text = policy();
        text.replace(text.find("lab"), 3, "production");
        return text + approvers_yaml(2, {"cio", "ops.head", "risk.head"});
    }
    std::string plan(const std::string& file) const {
        const plan::Run touch{.argv = {"/usr/bin/touch", open_place() + "/" + file}};
        plan::Plan out = plan::read_plan(governed_plan({step_of("mark", touch)})).value();
        out.environment = plan::Environment::production;
        return plan::canonical_bytes(out);
    }
    bool has(const std::string& file) const {
        return std::filesystem::exists(open_place() + "/" + file);
    }
};

std::string offered(Orchestrator& drill, const std::string& id, const std::string& plan,
                    const Approvals& approvals) {
    wire::OfferPlan offer{.drill = id, .hash = sha256_hex(plan), .bytes = plan};
    if (!approvals.empty()) offer.approvals.emplace();
    for (const auto& approval : approvals) offer.approvals->push_back(approval_text(approval));
    drill.send(offer);
    while (auto message = drill.next()) {
        if (const auto* refused = std::get_if<wire::Refused>(&*message)) return refused->why;
        if (std::holds_alternative<wire::PlanTaken>(*message)) return {};
    }
    return "closed";
}

}  // namespace

TEST_CASE("an orchestrator in wrong hands changes nothing on a host that wants two signatures") {
    Signing host;
    Orchestrator drill(host.agent());
    const std::string plan = host.plan("a"), other = host.plan("evil");
    const Approvals both{signed_now("cio", plan), signed_now("ops.head", plan)};
    // when it leaves them out, has one of two, or makes one of its own
    CHECK(holds(offered(drill, "q-1", plan, {}), "0 of 2 signatures count"));
    CHECK(holds(offered(drill, "q-1", plan, {both[0]}), "1 of 2 signatures count (of: cio)"));
    const Approvals forged{both[0], signed_now("mallory", plan)};
    CHECK(holds(offered(drill, "q-1", plan, forged), "of mallory does not count"));
    // or changes one, or the plan under them
    Approvals changed = both;
    changed[1].until += 1h;
    CHECK(holds(offered(drill, "q-1", plan, changed), "something was changed"));
    CHECK(holds(offered(drill, "q-1", other, both), "it was signed for another plan"));
    // or goes past the pre-flight
    drill.begin(Orchestrator::key_of("mark"));
    CHECK(drill.expect<wire::Refused>().why == "unknown plan");
    CHECK_FALSE(host.has("evil"));
    // then the plan that was signed runs
    const auto second = Orchestrator::key_of("mark", Part::act, 2);
    CHECK(offered(drill, "q-1", plan, both).empty());
    CHECK(drill.execute(second).outcome == Outcome::succeeded);
    CHECK(host.has("a"));
}

TEST_CASE("signatures that were used are remembered by an agent that was killed") {
    Signing host;
    const std::string plan = host.plan("a");
    const Approvals both{signed_now("cio", plan), signed_now("ops.head", plan)};
    {
        Orchestrator drill(host.agent());
        REQUIRE(offered(drill, "q-1", plan, both).empty());
        REQUIRE(drill.execute("mark").outcome == Outcome::succeeded);
        drill.send(wire::Finish{.drill = "q-1"});
        drill.expect<wire::Status>();
    }
    host.agent().kill();
    host.agent().start();
    Orchestrator again(host.agent());
    CHECK(holds(offered(again, "q-2", plan, both), "it has served drill q-1"));
    const Approvals fresh{signed_now("cio", plan, '1'), signed_now("risk.head", plan, '1')};
    CHECK(offered(again, "q-2", plan, fresh).empty());
}

TEST_CASE("a signature from yesterday, or for tomorrow, counts for nothing today") {
    Signing host;
    Orchestrator drill(host.agent());
    const std::string plan = host.plan("a");
    const auto at = [&](Nanos from) {
        return approval_of("cio", sha256_hex(plan), [&](plan::Approval& approval) {
            approval.from = wall_now() + from;
            approval.until = approval.from + 1h;
        });
    };
    const plan::Approval now = signed_now("ops.head", plan);
    CHECK(holds(offered(drill, "q-1", plan, {now, at(-2h)}), "of cio does not count: it counted"));
    CHECK(holds(offered(drill, "q-1", plan, {now, at(1h)}), "it counts only from"));
    CHECK(offered(drill, "q-1", plan, {now, at(-1min)}).empty());
}

TEST_CASE("policy check says whose signatures a plan wants, and judges those that are there") {
    Signing host;
    const std::string plan = host.plan("a"), file = host.place() + "/plan.json";
    put(file, plan);
    const auto check = [&](std::vector<std::string> more) {
        std::vector<std::string> words{Governed::binary(), "policy", "check",
                                       host.policy_file(), "--plan", file};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    };
    const auto wanted = check({});
    CHECK(wanted.exit == 0);
    CHECK(holds(wanted.output, "2 signatures are wanted before it begins"));
    put(host.place() + "/1", approval_text(signed_now("cio", plan)) + "\n");
    put(host.place() + "/2", approval_text(signed_now("ops.head", plan)) + "\n");
    const std::string one = host.place() + "/1", two = host.place() + "/2";
    const auto half = check({"--approval", one});
    CHECK(half.exit == 6);
    CHECK(holds(half.output, "1 of 2"));
    CHECK(check({"--approval", one, "--approval", two}).exit == 0);
}

TEST_CASE("approvers that nobody can follow make a policy invalid, with the line") {
    Governed host;
    const auto broken = [&](const std::string& approvers) {
        host.write(host.policy() + approvers);
        return run_program({Governed::binary(), "policy", "check", host.policy_file()});
    };
    CHECK(broken(approvers_yaml(2, {"cio", "ops.head"})).exit == 0);
    const std::string cio = approvers_yaml(1, {"cio"});
    for (const std::string& text :
         {approvers_yaml(2, {"cio"}), approvers_yaml(0, {"cio"}), std::string("approvers: {}\n"),
          std::string("approvers: {quorum: 1, keys: []}\n"),
          std::string("approvers: {quorum: 1, keys: [{person: cio, key: \"ed25519:1\"}]}\n"),
          cio + cio.substr(cio.find("    - ")), cio + "  more: 1\n"}) {
        CAPTURE(text);
        const auto refused = broken(text);
        CHECK(refused.exit == 65);
        CHECK(holds(refused.output, host.policy_file() + ":1"));
    }
}
