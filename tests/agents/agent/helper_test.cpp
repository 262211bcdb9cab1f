// The helper of an agent whose account is in wrong hands: what it is asked for, and what it does.
#include "agents/agent/helper.hpp"

#include "agents/agent/policy_file.hpp"
#include "tests/agents/agent/governed.hpp"
#include "tests/agents/agent/victim.hpp"
#include "tests/support/postgres.hpp"

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <sys/socket.h>
#include <unistd.h>
#include <iostream>
#include <thread>

using namespace firedrill;
using namespace firedrill::test;
using namespace firedrill::agent::helper;
using namespace std::chrono_literals;
using agent::FaultArmed;

namespace {

/// A helper in a thread of its own, and somebody who has the agent's end of the line.
class Captured {
public:
    Captured() {
        std::string name = "/var/tmp/firedrill-helper-XXXXXX";
        place_ = ::mkdtemp(name.data());
        write_policy("environment: lab");
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        line_ = Interview(resident::Fd(ends[0]));
        auto helper = Helper::open(io_.get_executor(), {.host = "db1",
                                                        .policy = place_ + "/policy.yaml",
                                                        .stop_file = stop_file(),
                                                        .state = place_ + "/helper",
                                                        .power_off = {},
                                                        .read_policy = agent::load_policy});
        INFO((helper ? "" : describe(helper.error())));
        REQUIRE(helper.has_value());
        helper_ = std::move(*helper);
        helper_->serve(resident::Fd(ends[1]), [this] { io_.stop(); });
        thread_ = std::thread([this] { io_.run(); });
    }
    ~Captured() {
        line_.hang_up();
        thread_.join();
        helper_.reset();
        std::filesystem::remove_all(place_);
    }
    Captured(const Captured&) = delete;
    Captured& operator=(const Captured&) = delete;

    const std::string& place() const { return place_; }
    std::string stop_file() const { return place_ + "/STOP"; }
    void write_policy(const std::string& environment) const {
        put(place_ + "/policy.yaml", fmt::format(R"({1}
services: [trading]
verbs: [fault]
max_lease: 10m
max_duration: 1h
faults:
  - kind: process.pause
    with:
      pidfile: {{below: [{0}]}}
)",
                                                 place_, environment));
    }
    Answer ask(const Request& request) {
        auto told = line_.ask(to_json(request), 10s);
        INFO((told ? "" : describe(told.error())));
        REQUIRE(told.has_value());
        return from_json<Answer>(*told).value();
    }
    Answer prepare(const Task& task) { return ask(Prepare{.id = 1, .task = task}); }
    Answer perform(const Task& task) { return ask(Perform{.id = 2, .task = task}); }

private:
    std::string place_;
    asio::io_context io_{1};
    Interview line_{resident::Fd()};
    std::unique_ptr<Helper> helper_;
    std::thread thread_;
};

Task pausing(const Victim& victim, const std::string& plan) {
    Task out;
    out.key = Orchestrator::key_of("pause");
    out.plan = plan;
    out.action = pause_of(victim, 30s);
    out.timeout = 10s;
    return out;
}
Task pausing(const Victim& victim) {
    return pausing(victim, governed_plan({pause_step(victim, 30s)}));
}

FaultArmed armed(const Victim& victim, plan::Parameters found) {
    const plan::Fault fault = pause_of(victim, 30s);
    return {.drill = "q-1",
            .step = "pause",
            .kind = fault.kind,
            .with = fault.with,
            .found = std::move(found),
            .lease = fault.lease};
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

bool is_root() {
    if (::geteuid() == 0) return true;
    std::cout << "helper: its directory is root's: not tested\n";
    return false;
}

}  // namespace

TEST_CASE("the helper performs what plan and policy have, and mends what it prepared") {
    if (!is_root()) return;
    Captured helper;
    const Victim victim(helper.place());
    Task task = pausing(victim);
    const Answer prepared = helper.prepare(task);
    INFO(prepared.refused);
    REQUIRE(prepared.refused.empty());
    task.found = prepared.found;
    const Answer done = helper.perform(task);
    REQUIRE(done.report);
    CHECK(done.report->outcome == Outcome::succeeded);
    CHECK(victim.paused());
    // and, in another start of the same helper or in this one
    const Answer mended =
        helper.ask(Mend{.id = 3, .fault = armed(victim, prepared.found), .fence = {}});
    CHECK(mended.verified);
    CHECK_FALSE(victim.paused());
}

TEST_CASE("what no plan has, or the policy does not, is refused whoever asks") {
    if (!is_root()) return;
    Captured helper;
    const Victim victim(helper.place());
    Task task = pausing(victim);
    std::string why;
    SECTION("another action than the plan's") {
        std::get<plan::Fault>(task.action).with["pidfile"] = "/run/other.pid";
        why = "the plan has no such action of step pause";
    }
    SECTION("a step of another host") {
        plan::Step step = pause_step(victim, 30s);
        step.host = "db2";
        plan::Plan plan = plan::read_plan(task.plan).value();
        plan.hosts.push_back({.id = "db2", .has_agent = true});
        plan.steps = {step};
        task.plan = plan::canonical_bytes(plan);
        why = "the plan has no such action";
    }
    SECTION("a program") {
        task.plan = governed_plan({step_of("pause", shell("id"))});
        task.action = shell("id");
        why = "the plan has no such action";
    }
    SECTION("a plan that is none") {
        task.plan = "[]";
        why = "object";
    }
    SECTION("a file that the policy does not name") {
        const Victim outside("/var/tmp");
        task = pausing(outside);
        why = "pidfile";
        CHECK(says(helper.prepare(task).refused, why));
        ::unlink(outside.pidfile().c_str());
    }
    SECTION("production without a signature") {
        helper.write_policy("environment: production");
        why = "approvers";
        plan::Plan plan = plan::read_plan(task.plan).value();
        plan.environment = plan::Environment::production;
        task.plan = plan::canonical_bytes(plan);
    }
    SECTION("the kill switch") {
        put(helper.stop_file(), "enough\n");
        why = helper.stop_file();
    }
    const Answer refused = helper.prepare(task);
    INFO(refused.refused);
    CHECK(says(refused.refused, why));
    CHECK_FALSE(refused.refused.empty());
    const Answer not_done = helper.perform(task);
    CHECK_FALSE(not_done.report);
    CHECK_FALSE(not_done.refused.empty());
    CHECK_FALSE(victim.paused());
}

TEST_CASE("a receipt that the account forged mends nothing") {
    if (!is_root()) return;
    Captured helper;
    const Victim victim(helper.place());
    const Victim other(helper.place() + "/..");
    ::unlink(other.pidfile().c_str());
    ::kill(other.pid(), SIGSTOP);
    REQUIRE(eventually([&] { return other.paused(); }));
    Task task = pausing(victim);
    plan::Parameters found = helper.prepare(task).found;
    REQUIRE(found.contains("pid"));
    const auto refused = [&](const FaultArmed& fault, std::optional<plan::Fence> fence = {}) {
        const Answer answer = helper.ask(Mend{.id = 3, .fault = fault, .fence = std::move(fence)});
        INFO(answer.refused);
        CHECK(says(answer.refused, "is not as this host's helper prepared it"));
        CHECK_FALSE(answer.verified);
    };
    SECTION("another process") {
        found["pid"] = std::to_string(other.pid());
        refused(armed(victim, found));
    }
    SECTION("no seal") {
        std::erase_if(found, [](const auto& one) { return one.first.starts_with("helper."); });
        refused(armed(victim, found));
    }
    SECTION("the seal of another step") {
        FaultArmed fault = armed(victim, found);
        fault.step = "another";
        refused(fault);
    }
    SECTION("another kind of fault") {
        FaultArmed fault = armed(victim, found);
        fault.kind = "file.permissions";
        refused(fault);
    }
    SECTION("a fence that does not belong to it") {
        refused(armed(victim, found), plan::Fence{.kind = "command", .with = {{"set", "id"}}});
    }
    SECTION("as an injection") {
        task.found = found;
        task.found["pid"] = std::to_string(other.pid());
        const Answer answer = helper.perform(task);
        CHECK_FALSE(answer.report);
        CHECK_FALSE(answer.refused.empty());
    }
    CHECK(other.paused());
    CHECK_FALSE(victim.paused());
}

TEST_CASE("an answer that came too late does not answer the next question") {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    const resident::Fd helper(ends[1]);
    Interview agent{resident::Fd(ends[0])};
    const auto answers = [&](int id, const char* refused) {
        const json::value answer{{"id", id}, {"refused", refused}};
        REQUIRE(resident::write_all(helper.get(), wire::frame(canonical(answer))).has_value());
    };
    const auto question = [](int id) { return json::value{{"id", id}}; };
    // given a question that was given up, and its answer
    CHECK_FALSE(agent.ask(question(1), 20ms).has_value());
    answers(1, "of before");
    // when
    answers(2, "");
    const auto told = agent.ask(question(2), 10s);
    // then
    REQUIRE(told.has_value());
    CHECK(told->at("refused").as_string() == "");
}
