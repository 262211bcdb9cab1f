// Honest programs, and between them a line that delays, repeats, swaps, changes, cuts and goes
// silent: a drill comes to its true end, and nothing happens twice.
#include "tests/hostile/proxy.hpp"
#include "tests/crash/stage.hpp"
#include "tests/support/postgres.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::crash;
using namespace firedrill::hostile;
using namespace std::chrono_literals;

namespace {

/// How many seeds a kind of harm gets; DRILL_HOSTILE_SEEDS changes it.
int seeds() {
    const char* wanted = std::getenv("DRILL_HOSTILE_SEEDS");
    return wanted == nullptr ? 3 : std::atoi(wanted);
}

struct Kind {
    const char* name;
    Harm harm;
};

const std::vector<Kind> kinds{
    {"delays", {.delays = 300}},
    {"duplicates", {.duplicates = 300}},
    {"swaps", {.swaps = 200}},
    {"changes", {.changes = 6}},
    {"cuts", {.cuts = 6}},
    {"silences", {.silences = 4}},
    {"everything",
     {.delays = 100, .duplicates = 100, .swaps = 60, .changes = 3, .cuts = 3, .silences = 1}}};

plan::Plan through(plan::Plan plan, const Proxy& first, const Proxy& second) {
    plan.hosts[0].socket = first.socket();
    plan.hosts[1].socket = second.socket();
    return plan;
}

/// The drill may end otherwise than planned where the line hindered it; it never ends untrue.
void check_true_end(Stage& stage, const std::string& drill, const Rig::Ran& ran) {
    INFO((ran.result ? ran.drill.why : describe(ran.result.error())));
    if (!ran.result) {  // the pre-flight did not get through: nothing was done
        CHECK(stage.effects(drill).empty());
        CHECK(ran.records.empty());
        return;
    }
    REQUIRE(ran.drill.ending.has_value());
    for (const auto& [step, count] : stage.effects(drill)) {
        INFO("effect of " << step);
        CHECK(count <= (step == "flaky" ? 3 : 1));
    }
    check_intents(stage, drill, ran.records.size());
    CHECK(read_records(stage, drill).size() == ran.records.size());
    CHECK(test::eventually([&] { return !stage.service_is_paused(); }, stage.lease() + 4s));
    CHECK(test::eventually([&] { return stage.programs(drill).empty(); }, 5s));
}

}  // namespace

TEST_CASE("a line that harms frames: the drill ends truly, and nothing happens twice") {
    const Kind kind = GENERATE(from_range(kinds));
    int whole = 0, harms = 0;
    for (int seed = 1; seed <= seeds(); ++seed) {
        INFO(kind.name << ", seed " << seed);
        Stage stage(2s);
        const std::string drill = "small-" + std::to_string(seed);
        const auto at = static_cast<std::uint64_t>(seed) * 1'000;
        Proxy first(stage.root() / "p1", stage.h1.socket(), kind.harm, at);
        Proxy second(stage.root() / "p2", stage.h2.socket(), kind.harm, at + 500);
        stage.let_go(drill);
        const auto ran = Rig(stage.store()).start(through(stage.plan(drill), first, second), drill);
        check_true_end(stage, drill, ran);
        whole += ran.result && ran.drill.ending == drill::Ending::completed ? 1 : 0;
        harms += first.harms() + second.harms();
    }
    CHECK(harms > 0);
    WARN(kind.name << ": " << whole << " of " << seeds() << " drills came to their planned end");
}

TEST_CASE("a line of which one direction died is noticed within 3.5 seconds") {
    using Clock = std::chrono::steady_clock;
    Stage stage(20s);
    Proxy first(stage.root() / "p1", stage.h1.socket(), {}, 1);
    Proxy second(stage.root() / "p2", stage.h2.socket(), {}, 2);
    const std::string drill = "half-open";
    std::optional<std::chrono::milliseconds> noticed;
    const auto ran = Rig(stage.store())
                         .start(through(stage.plan(drill), first, second), drill, true,
                                [&](engine::Engine& engine) -> Task<void> {
                                    asio::steady_timer timer(co_await asio::this_coro::executor);
                                    const auto pass = [&] {
                                        timer.expires_after(5ms);
                                        return timer.async_wait(by_value);
                                    };
                                    while (!stage.service_is_paused()) co_await pass();
                                    first.die_halfway();
                                    const auto since = Clock::now();
                                    while (engine.drill().contact.at("h1")) co_await pass();
                                    noticed = std::chrono::duration_cast<std::chrono::milliseconds>(
                                        Clock::now() - since);
                                    first.behave();
                                    stage.let_go(drill);
                                });
    REQUIRE(noticed.has_value());
    CHECK(noticed->count() <= 3'500);
    CHECK(noticed->count() >= 1'900);  // not every hiccup is a death
    check_true_end(stage, drill, ran);
}
