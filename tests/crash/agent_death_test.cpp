// kill -9 of an agent at every write and sync of its receipts: it is started again, the
// orchestrator goes on, and no step's effect is there twice.
#include "tests/crash/stage.hpp"
#include "tests/crash/tracing.hpp"
#include "tests/support/postgres.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <thread>

using namespace firedrill;
using namespace firedrill::crash;

namespace {

/// Starts an agent again when it ends, as a service manager does.
class Supervisor {
public:
    explicit Supervisor(Agent& agent) : agent_(agent), thread_([this] { watch(); }) {}
    ~Supervisor() {
        stop_ = true;
        thread_.join();
    }
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;
    int deaths() const { return deaths_; }

private:
    void watch() {
        while (!stop_) {
            test::eventually([this] { return stop_ || !agent_.runs(); });
            if (stop_ || agent_.runs()) continue;
            ++deaths_;
            agent_.start();
        }
    }
    Agent& agent_;
    std::atomic<bool> stop_ = false;
    std::atomic<int> deaths_ = 0;
    std::thread thread_;
};

int calls_of(Stage& stage, Agent& agent, const std::string& call) {
    const std::string drill = "clean-" + call;
    const auto file = (stage.root() / (drill + ".calls")).string();
    stage.let_go(drill);
    agent.start(noting(call, file, agent.receipts()));
    check_same_end(stage, drill, stage.start(drill));
    agent.start();
    return most_calls(file);
}

/// A death before the drill began refuses its start; the next start has another name.
void run_until_it_started(Stage& stage, const std::string& name) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    for (int number = 1; std::chrono::steady_clock::now() < give_up; ++number) {
        const std::string drill = name + "-" + std::to_string(number);
        stage.let_go(drill);
        const auto ran = stage.start(drill);
        if (ran.result || !ran.records.empty()) return check_same_end(stage, drill, ran);
        INFO(describe(ran.result.error()));
        CHECK(stage.effects(drill).empty());
        test::eventually([&] { return stage.h1.listens() && stage.h2.listens(); });
    }
    FAIL("the drill never started");
}

void sweep(Agent Stage::* which, const std::string& call, int stride) {
    if (!tracing_works()) return;
    Stage stage;
    Agent& agent = stage.*which;
    const int total = calls_of(stage, agent, call);
    const auto wanted = points(total, stride);
    int deaths = 0;
    for (const int n : wanted) {
        INFO(agent.host() << " killed at " << call << " " << n);
        // when the agent is killed at its n-th call, and started again
        agent.start(killed_at(call, n, agent.receipts()));
        const Supervisor supervisor(agent);
        // then the drill comes to the same end
        run_until_it_started(stage, agent.host() + "-" + call + "-" + std::to_string(n));
        deaths += supervisor.deaths();
    }
    tell(call + " of the receipts of " + agent.host(), wanted.size(), total, deaths);
    // which receipts are written together differs with the machine's speed, and so does their
    // number
    CHECK(deaths * 2 >= static_cast<int>(wanted.size()));
}

}  // namespace

TEST_CASE("the agent that holds the faults is killed at any sync of its receipts") {
    sweep(&Stage::h1, "fdatasync", 2);
}

TEST_CASE("the agent that holds the faults is killed at any write of its receipts") {
    sweep(&Stage::h1, "write", 3);
}

TEST_CASE("the agent that promotes is killed at any sync of its receipts") {
    sweep(&Stage::h2, "fdatasync", 3);
}
