// The prober's honesty about itself: a probe process that is stopped and killed from outside.
#include "agents/probe/prober.hpp"
#include "agents/probe/make_target.hpp"
#include "agents/probe/spool.hpp"
#include "agents/probe/task.hpp"
#include "tests/agents/probe/harness.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <map>

using namespace firedrill;
using namespace firedrill::test;

namespace {

constexpr Nanos every = 20ms;
const measure::ProbeSettings settings{.every = every, .deadline = 250ms, .sustained = 1s};

/// Never returns: probes `url` and spools its samples until it is killed.
[[noreturn]] void probe_for_ever(const std::string& url, const std::string& path) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    asio::io_context context{1};
    auto spool = probe::Spool::create(context.get_executor(), path, 100ms);
    if (!spool) ::_exit(1);
    (*spool)->append(measure::sample_header({.probe = "client",
                                             .host = "client1",
                                             .boot = "boot-1",
                                             .settings = settings,
                                             .samples = {}}));
    probe::Prober prober(
        context.get_executor(), {.every = every, .deadline = settings.deadline},
        *probe::make_target(context.get_executor(), {.id = "", .kind = "tcp", .url = url},
                            {.deadline = settings.deadline}),
        [&](const measure::ProbeSample& sample) {
            (*spool)->append(measure::sample_line(sample));
        });
    probe::TaskGroup tasks(context.get_executor());
    tasks.spawn(prober.run());
    context.run();
    ::_exit(0);
}

struct ProbeProcess {
    ProbeProcess(const std::string& url, const std::string& path) : pid(::fork()) {
        if (pid == 0) probe_for_ever(url, path);
    }
    ~ProbeProcess() { kill(); }
    void kill() {
        if (pid <= 0) return;
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
        pid = 0;
    }
    pid_t pid;
};

std::vector<measure::ProbeSample> read(const std::string& path) {
    const auto text = probe::whole_lines(path);
    if (!text) return {};
    const auto file = measure::read_samples(*text);
    return file ? file->samples : std::vector<measure::ProbeSample>{};
}

struct Acceptor {
    asio::io_context context;
    asio::ip::tcp::acceptor listener{context, {asio::ip::address_v4::loopback(), 0}};
    std::string url() const {
        return "127.0.0.1:" + std::to_string(listener.local_endpoint().port());
    }
};

/// Answers at once, but once keeps the thread busy until just after the deadline.
class BusyTarget : public probe::Target {
public:
    explicit BusyTarget(asio::io_context& context) : context_(context) {}
    void set_on_answer(probe::OnAnswer on_answer) override { on_answer_ = std::move(on_answer); }
    void ask(probe::Ask ask) override {
        asio::post(context_, [this, ask] {
            const Nanos busy = ask.slot == 5 ? settings.deadline + 3ms : Nanos{0};
            while (resident::mono_now() < ask.sent + busy) {
            }
            on_answer_(ask.slot, measure::Answered::good);
        });
    }
    void give_up(std::int64_t) override {}
    asio::awaitable<void> close() override { co_return; }

private:
    asio::io_context& context_;
    probe::OnAnswer on_answer_;
};

/// Answers soon, and once keeps the thread busy so long that the next slot goes out
/// when its R is over, but less than half a slot late.
class SlowTarget : public probe::Target {
public:
    static constexpr Nanos every = 1200ms;
    static constexpr Nanos deadline = 300ms;

    explicit SlowTarget(asio::io_context& context) : context_(context) {}
    void set_on_answer(probe::OnAnswer on_answer) override { on_answer_ = std::move(on_answer); }
    void ask(probe::Ask ask) override {
        auto timer = std::make_shared<asio::steady_timer>(context_, deadline / 30);
        timer->async_wait([this, ask, timer](boost::system::error_code) {
            const Nanos until = ask.slot == 1 ? ask.sent + every + deadline + 150ms : Nanos{0};
            while (resident::mono_now() < until) {
            }
            on_answer_(ask.slot, measure::Answered::good);
        });
    }
    void give_up(std::int64_t) override {}
    asio::awaitable<void> close() override { co_return; }

private:
    asio::io_context& context_;
    probe::OnAnswer on_answer_;
};

}  // namespace

TEST_CASE("a slot that went out late has its whole deadline before the service is blamed") {
    // given
    asio::io_context context;
    std::map<std::int64_t, measure::Answered> seen;
    probe::Prober* running = nullptr;
    probe::Prober prober(context.get_executor(),
                         {.every = SlowTarget::every, .deadline = SlowTarget::deadline},
                         std::make_unique<SlowTarget>(context), [&](const auto& sample) {
                             seen[sample.slot] = sample.answered;
                             if (sample.slot == 3) running->stop();
                         });
    running = &prober;
    // when
    asio::co_spawn(context, prober.run(), asio::detached);
    context.run();
    // then
    for (const auto& [slot, answered] : seen) CHECK(answered != measure::Answered::none);
}

TEST_CASE("a prober that was busy over a deadline does not blame the service") {
    // given
    asio::io_context context;
    std::map<std::int64_t, measure::Answered> seen;
    probe::Prober* running = nullptr;
    probe::Prober prober(context.get_executor(), {.every = every, .deadline = settings.deadline},
                         std::make_unique<BusyTarget>(context), [&](const auto& sample) {
                             seen[sample.slot] = sample.answered;
                             if (sample.slot == 30) running->stop();
                         });
    running = &prober;
    // when
    asio::co_spawn(context, prober.run(), asio::detached);
    context.run();
    // then
    CHECK(seen.at(5) == measure::Answered::prober_late);
    for (const auto& [slot, answered] : seen) CHECK(answered != measure::Answered::none);
}

TEST_CASE("a probe that was stopped knows that it was late, and blames nobody") {
    const Nanos length = GENERATE(1s, 3s);
    // given
    TempDirectory directory;
    const std::string path = directory.path() + "/samples.csv";
    const Acceptor server;
    ProbeProcess process(server.url(), path);
    REQUIRE(eventually([&] { return read(path).size() > 20; }));
    // when
    const Nanos stopped = resident::mono_now();
    ::kill(process.pid, SIGSTOP);
    lasts(length);
    const Nanos continued = resident::mono_now();
    ::kill(process.pid, SIGCONT);
    const auto due_after = [&](const measure::ProbeSample& s) { return s.due > continued + 200ms; };
    REQUIRE(eventually([&] { return std::ranges::any_of(read(path), due_after); }));
    // then
    std::int64_t late = 0, bad = 0;
    for (const auto& sample : read(path)) {
        const bool slept = sample.due > stopped && sample.due < continued - every;
        if (slept) CHECK(sample.answered == measure::Answered::prober_late);
        if (slept) CHECK(sample.completed == sample.sent);  // not made up for
        if (slept) ++late;
        if (sample.answered != measure::Answered::good &&
            sample.answered != measure::Answered::prober_late)
            ++bad;
    }
    CHECK(late >= length / every - 3);
    CHECK(bad == 0);
}

TEST_CASE("a probe that is killed loses at most what it had not flushed yet") {
    // given
    TempDirectory directory;
    const std::string path = directory.path() + "/samples.csv";
    const Acceptor server;
    ProbeProcess process(server.url(), path);
    REQUIRE(eventually([&] { return read(path).size() > 20; }));
    // when
    const Nanos killed = resident::mono_now();
    process.kill();
    // then: 100 ms of flushing, and slack for a busy machine
    const auto samples = read(path);
    CHECK(samples.back().due > killed - 500ms);
    // and the slots are dense
    for (std::size_t i = 1; i < samples.size(); ++i)
        CHECK(samples[i].slot - samples[i - 1].slot == 1);
}
