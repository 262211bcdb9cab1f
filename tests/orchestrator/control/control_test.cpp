#include "orchestrator/control/client.hpp"
#include "orchestrator/control/identity.hpp"
#include "orchestrator/control/server.hpp"
#include "tests/support/rig.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

using namespace firedrill;
using control::Request;
using control::Verb;

namespace {

/// Asks from another process, as another terminal would; the exit status is the answer's code.
int ask_elsewhere(const std::filesystem::path& socket, const Request& request) {
    const pid_t child = ::fork();
    if (child == 0) {
        const auto answer = control::ask(socket, request);
        std::_Exit(answer ? static_cast<int>(answer->code) : 99);
    }
    return child;
}

Task<int> status_of(pid_t child) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    int status = 0;
    while (::waitpid(child, &status, WNOHANG) == 0) {
        timer.expires_after(std::chrono::milliseconds{5});
        co_await timer.async_wait(by_value);
    }
    co_return WEXITSTATUS(status);
}

plan::Plan waiting_plan() {
    plan::Step manual;
    manual.id = manual.group = "look";
    manual.performer = plan::Performer::person;
    manual.action = plan::Manual{.text = {.en = "look", .zh = ""}, .assignee = ""};
    manual.timeout = std::chrono::seconds{60};
    return plan_of({run_step("a", "h1", {"/bin/true"}), manual}, {"h1"});
}

Task<void> until_waiting(engine::Engine& engine) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (drill::waiting_for_people(engine.drill()).empty()) {
        timer.expires_after(std::chrono::milliseconds{5});
        co_await timer.async_wait(by_value);
    }
}

}  // namespace

TEST_CASE("another terminal confirms a step, and the kernel vouches for its account") {
    Rig rig;
    const auto socket = rig.store().control("small-1");
    std::vector<int> codes;
    mode_t mode = 0;
    const auto ran =
        rig.start(waiting_plan(), "small-1", false, [&](engine::Engine& engine) -> Task<void> {
            control::Server server(co_await asio::this_coro::executor, engine);
            REQUIRE(server.listen(socket));
            struct stat found{};
            REQUIRE(::stat(socket.c_str(), &found) == 0);
            mode = found.st_mode & 0777;
            co_await until_waiting(engine);
            const Request other{.verb = Verb::confirm, .drill = "another", .step = "look"};
            codes.push_back(co_await status_of(ask_elsewhere(socket, other)));
            const Request wrong{.verb = Verb::approve, .step = "look"};
            codes.push_back(co_await status_of(ask_elsewhere(socket, wrong)));
            const Request note{.verb = Verb::note, .why = "seen"};
            codes.push_back(co_await status_of(ask_elsewhere(socket, note)));
            const Request right{.verb = Verb::confirm, .drill = "small-1", .step = "look"};
            codes.push_back(co_await status_of(ask_elsewhere(socket, right)));
            co_await server.stop();
        });
    REQUIRE(ran.result);
    CHECK(mode == 0600);
    CHECK(codes == std::vector<int>{static_cast<int>(Errc::not_found),
                                    static_cast<int>(Errc::refused), 0, 0});
    CHECK(ran.drill.ending == drill::Ending::completed);
    const auto& answer = ran.drill.steps.at("look").answers.at(0);
    CHECK(answer.by.proof == drill::Proof::os_user);
    CHECK(answer.by.account.find("(uid ") != std::string::npos);
}

TEST_CASE("another terminal aborts the drill") {
    Rig rig;
    const auto socket = rig.store().control("small-1");
    const auto ran =
        rig.start(waiting_plan(), "small-1", false, [&](engine::Engine& engine) -> Task<void> {
            control::Server server(co_await asio::this_coro::executor, engine);
            REQUIRE(server.listen(socket));
            co_await until_waiting(engine);
            const Request abort{.verb = Verb::abort, .person = "ops", .why = "enough"};
            CHECK(co_await status_of(ask_elsewhere(socket, abort)) == 0);
            co_await server.stop();
        });
    REQUIRE(ran.result);
    CHECK(ran.drill.ending == drill::Ending::aborted);
    CHECK(ran.drill.why.find("enough") != std::string::npos);
}

TEST_CASE("nobody listens: the caller learns that no drill runs") {
    const TemporaryDirectory place;
    const auto answer = control::ask(place.path() / "control.sock", {.verb = Verb::status});
    REQUIRE(!answer);
    CHECK(answer.error().code == Errc::not_found);
}

TEST_CASE("a store with a long path still has its control socket") {
    Rig rig;
    const auto deep = rig.file(std::string(90, 'd')) / std::string(60, 'e');
    std::filesystem::create_directories(deep);
    int code = -1;
    const auto ran =
        rig.start(waiting_plan(), "small-1", true, [&](engine::Engine& engine) -> Task<void> {
            control::Server server(co_await asio::this_coro::executor, engine);
            REQUIRE(server.listen(deep / "control.sock"));
            const Request ask{.verb = Verb::status};
            code = co_await status_of(ask_elsewhere(deep / "control.sock", ask));
            co_await server.stop();
        });
    REQUIRE(ran.result);
    CHECK(code == 0);
}

TEST_CASE("a name given with --as is only claimed, unless it is the account's own") {
    const auto self = control::identify_self("");
    CHECK(self.proof == drill::Proof::os_user);
    CHECK(control::identify_self(self.person).proof == drill::Proof::os_user);
    const auto other = control::identify_self("cio");
    CHECK(other.proof == drill::Proof::claimed);
    CHECK(other.person == "cio");
    CHECK(other.account == self.account);
}
