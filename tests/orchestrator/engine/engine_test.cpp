#include "orchestrator/links/local_pipe.hpp"
#include "tests/support/rig.hpp"

#include <signal.h>
#include <catch2/catch.hpp>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>

using namespace firedrill;
using drill::StepStatus;

namespace {

template <class Event>
std::vector<const Event*> all(const std::vector<drill::Record>& records) {
    std::vector<const Event*> out;
    for (const auto& record : records)
        if (const auto* event = std::get_if<Event>(&record.event)) out.push_back(event);
    return out;
}

Task<void> until(const std::function<bool()>& condition) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (int i = 0; i < 2000 && !condition(); ++i) {
        timer.expires_after(std::chrono::milliseconds{5});
        co_await timer.async_wait(by_value);
    }
}

/// An agent that was there before the drill and stays after it.
class InstalledAgent {
public:
    explicit InstalledAgent(const std::filesystem::path& place) : socket_(place / "sock") {
        const std::string program = std::string(DRILL_BINARY_DIR) + "/firedrill-agent";
        const std::string state = place / "state", socket = socket_;
        pid_ = ::fork();
        if (pid_ != 0) return;
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::execl(program.c_str(), program.c_str(), "serve", "--host", "h1", "--state", state.c_str(),
                "--socket", socket.c_str(), nullptr);
        ::_exit(127);
    }
    ~InstalledAgent() {
        ::kill(pid_, SIGTERM);
        ::waitpid(pid_, nullptr, 0);
    }
    InstalledAgent(const InstalledAgent&) = delete;
    InstalledAgent& operator=(const InstalledAgent&) = delete;
    std::string socket() const { return socket_; }
    bool listens() const {
        for (int i = 0; i < 10'000; ++i) {
            if (const auto connected = links::connect_unix(socket_))
                return ::close(*connected) == 0;
            ::poll(nullptr, 0, 1);
        }
        return false;
    }

private:
    std::filesystem::path socket_;
    pid_t pid_ = -1;
};

}  // namespace

TEST_CASE("more hosts than are told the plan at once: each gets its turn") {
    Rig rig;
    std::vector<plan::Step> steps;
    std::vector<std::string> hosts;
    for (int number = 0; number < 20; ++number) {  // 16 at once
        hosts.push_back("h" + std::to_string(number));
        steps.push_back(effect_step(rig.file("effects"), hosts.back(), hosts.back()));
    }
    const auto ran = rig.start(plan_of(std::move(steps), hosts));
    REQUIRE(ran.result.has_value());
    CHECK(ran.drill.ending == drill::Ending::completed);
    CHECK(effects_in(rig.file("effects")).size() == 20);
    CHECK(all<drill::ContactMade>(ran.records).size() == 20);
}

TEST_CASE("a drill runs its steps on two hosts, in order, and journals intent before outcome") {
    // given two steps, the second on another host and after the first
    Rig rig;
    const auto file = rig.file("effects");
    const auto ran = rig.start(
        plan_of({effect_step(file, "first", "h1"), effect_step(file, "second", "h2", {"first"})},
                {"h1", "h2"}));
    // then both happened once and the drill is complete
    REQUIRE(ran.result);
    CHECK(ran.drill.ending == drill::Ending::completed);
    CHECK(effects_in(file) == std::map<std::string, int>{{"first", 1}, {"second", 1}});
    // and the journal holds what was folded, replays to the same state, and the clocks were
    // measured
    const auto log = journal::read_drill(rig.store(), "small-1").value();
    REQUIRE(log.records.size() == ran.records.size());
    CHECK(drill::state_hash(drill::replay(log.records).value()) == drill::state_hash(ran.drill));
    CHECK(all<drill::ContactMade>(ran.records).size() == 2);
    CHECK(all<drill::ClockSampled>(ran.records).size() >= 4);
    std::int64_t intended = 0;
    for (const auto& record : log.records) {
        if (std::holds_alternative<drill::AttemptIntended>(record.event)) ++intended;
        if (std::holds_alternative<drill::AttemptEnded>(record.event)) CHECK(intended-- > 0);
    }
}

TEST_CASE("a step that fails stops the drill and undoes what was done before it") {
    Rig rig;
    const auto file = rig.file("effects");
    auto first = effect_step(file, "first", "h1");
    first.undo = {effect_step(file, "mended", "h1").action};
    const auto ran = rig.start(plan_of({first, run_step("bad", "h1", {"/bin/false"}, {"first"}),
                                        effect_step(file, "later", "h1", {"bad"})},
                                       {"h1"}));
    REQUIRE(ran.result);
    CHECK(ran.drill.ending == drill::Ending::failed);
    CHECK(ran.drill.steps.at("later").status == StepStatus::cancelled);
    CHECK(effects_in(file) == std::map<std::string, int>{{"first", 1}, {"mended", 1}});
}

TEST_CASE("a step that hangs ends at its timeout") {
    Rig rig;
    auto hang = run_step("hang", "h1", {"/bin/sleep", "60"});
    hang.timeout = std::chrono::milliseconds{300};
    const auto ran = rig.start(plan_of({hang}, {"h1"}));
    REQUIRE(ran.result);
    CHECK(ran.drill.ending == drill::Ending::failed);
    CHECK(ran.drill.steps.at("hang").status != StepStatus::succeeded);
}

TEST_CASE("an agent that cannot be reached is found before anything starts") {
    Rig rig;
    auto plan = plan_of({run_step("a", "h1", {"/bin/true"})}, {"h1"});
    plan.hosts.front().socket = (rig.file("nobody.sock")).string();
    const auto ran = rig.start(std::move(plan));
    REQUIRE(!ran.result);
    CHECK(ran.result.error().code == Errc::unreachable);
    CHECK(ran.result.error().what.find("h1") != std::string::npos);
    CHECK(journal::list_drills(rig.store()).value().empty());
}

TEST_CASE("an output of one step becomes one argument of a later one") {
    Rig rig;
    const auto file = rig.file("out");
    const auto ran =
        rig.start(plan_of({run_step("ask", "h1", {"/bin/echo", "a b; rm"}),
                           run_step("use", "h1",
                                    {"/bin/sh", "-c", "printf %s \"$0\" > " + file.string(),
                                     "${{ steps.ask.output }}"},
                                    {"ask"})},
                          {"h1"}));
    REQUIRE(ran.result);
    REQUIRE(ran.drill.ending == drill::Ending::completed);
    CHECK(effects_in(file).contains("a b; rm"));
}

TEST_CASE("an approval waits for the right person and then the drill goes on") {
    Rig rig;
    const auto file = rig.file("effects");
    plan::Step go;
    go.id = go.group = "go";
    go.performer = plan::Performer::person;
    go.action = plan::Approve{.role = "leaders", .subject = "plan", .members = {"cio"}};
    go.timeout = std::chrono::seconds{30};
    auto plan = plan_of({go, effect_step(file, "after", "h1", {"go"})}, {"h1"});
    plan.people = {{.id = "cio"}, {.id = "dba"}};
    plan.roles = {{.id = "leaders", .members = {"cio"}}};
    std::vector<std::string> said;
    const auto ran =
        rig.start(std::move(plan), "small-1", false, [&](engine::Engine& engine) -> Task<void> {
            co_await until(
                [&] { return engine.drill().steps.at("go").status == StepStatus::waiting; });
            engine::Reply wrong{
                .step = "go", .answer = drill::Answer::approved, .by = {.person = "dba"}};
            auto refused = co_await engine.answer(std::move(wrong));
            said.push_back(refused ? "taken" : refused.error().what);
            engine::Reply right{
                .step = "go", .answer = drill::Answer::approved, .by = {.person = "cio"}};
            auto taken = co_await engine.answer(std::move(right));
            said.push_back(taken ? "taken" : taken.error().what);
        });
    REQUIRE(ran.result);
    CHECK(ran.drill.ending == drill::Ending::completed);
    CHECK(said == std::vector<std::string>{"dba is not in role leaders", "taken"});
    CHECK(effects_in(file).at("after") == 1);
}

TEST_CASE("with approvals waived every question answers itself, and the journal says so") {
    Rig rig;
    plan::Step manual;
    manual.id = manual.group = "by-hand";
    manual.performer = plan::Performer::person;
    manual.action = plan::Manual{.text = {.en = "look", .zh = ""}, .assignee = ""};
    manual.timeout = std::chrono::seconds{30};
    const auto ran =
        rig.start(plan_of({manual, run_step("a", "h1", {"/bin/true"}, {"by-hand"})}, {"h1"}));
    REQUIRE(ran.result);
    CHECK(ran.drill.ending == drill::Ending::completed);
    const auto answers = all<drill::PersonAnswered>(ran.records);
    REQUIRE(answers.size() == 1);
    CHECK(answers.front()->by.proof == drill::Proof::waived);
}

TEST_CASE("an abort cancels what runs and undoes what was done, within five seconds") {
    Rig rig;
    const auto file = rig.file("effects");
    auto first = effect_step(file, "first", "h1");
    first.undo = {effect_step(file, "mended", "h1").action};
    Nanos asked{};
    const auto ran =
        rig.start(plan_of({first, run_step("long", "h1", {"/bin/sleep", "60"}, {"first"})}, {"h1"}),
                  "small-1", true, [&](engine::Engine& engine) -> Task<void> {
                      co_await until([&] {
                          return engine.drill().steps.at("long").status == StepStatus::running;
                      });
                      asked = engine.drill().now->mono;
                      drill::Identity by = Rig::me();
                      std::string why = "enough";
                      auto aborted = co_await engine.abort(std::move(by), std::move(why));
                      CHECK(aborted.has_value());
                  });
    REQUIRE(ran.result);
    CHECK(ran.drill.ending == drill::Ending::aborted);
    CHECK(effects_in(file) == std::map<std::string, int>{{"first", 1}, {"mended", 1}});
    CHECK(ran.drill.now->mono - asked < std::chrono::seconds{5});
}

TEST_CASE("the end state is compared with the baseline by the orchestrator itself") {
    Rig rig;
    const auto watched = rig.file("watched");
    std::ofstream(watched) << "before";
    const auto snapshot = [&](std::string id, std::vector<std::string> needs) {
        auto step = run_step(std::move(id), "h1", {}, std::move(needs));
        step.action = plan::Snapshot{.files = {watched.string()}};
        return step;
    };
    plan::Step verify;
    verify.id = verify.group = "same";
    verify.performer = plan::Performer::engine;
    verify.action = plan::VerifyBaseline{.before = {"before"}, .after = {"after"}};
    verify.needs = {"after"};
    verify.timeout = std::chrono::seconds{5};
    verify.on_failure = plan::OnFailure::carry_on;
    const auto ran = rig.start(
        plan_of({snapshot("before", {}),
                 run_step("change", "h1", {"/bin/sh", "-c", "echo after > " + watched.string()},
                          {"before"}),
                 snapshot("after", {"change"}), verify},
                {"h1"}));
    REQUIRE(ran.result);
    CHECK(ran.drill.ending == drill::Ending::completed);
    CHECK(ran.drill.steps.at("same").status == StepStatus::failed);
    CHECK(ran.drill.steps.at("same").report.facts.at("differences").find(watched.string()) !=
          std::string::npos);
}

TEST_CASE("a second owner is refused, and a drill that has ended does not go on by itself") {
    Rig rig;
    REQUIRE(rig.start(plan_of({run_step("a", "h1", {"/bin/true"})}, {"h1"})).result);
    const auto again = rig.resume();
    REQUIRE(!again.result);
    CHECK(again.result.error().code == Errc::refused);
}

TEST_CASE("an installed agent does not answer for the drill of a store that was lost") {
    // given a drill on an agent that stays, and a store that is gone
    const TemporaryDirectory place;
    const InstalledAgent agent(place.path());
    const auto file = place.path() / "effects";
    auto plan = plan_of({effect_step(file, "once", "h1")}, {"h1"});
    plan.hosts.front().socket = agent.socket();
    REQUIRE(agent.listens());
    Rig lost;
    REQUIRE(lost.start(plan).result);
    // when another store gives the same id again
    Rig other;
    const auto again = other.start(plan);
    // then its pre-flight is refused, in plain words, and nothing was done
    REQUIRE(!again.result);
    CHECK(again.result.error().what.find("an earlier start of drill small-1 is kept here") !=
          std::string::npos);
    CHECK(journal::list_drills(other.store()).value().empty());
    CHECK(effects_in(file) == std::map<std::string, int>{{"once", 1}});
    // and under another id it runs
    CHECK(other.start(plan, "small-2").result);
    CHECK(effects_in(file) == std::map<std::string, int>{{"once", 2}});
}
