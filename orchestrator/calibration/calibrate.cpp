#include "orchestrator/calibration/calibrate.hpp"

#include "orchestrator/calibration/probe_process.hpp"
#include "orchestrator/calibration/stage.hpp"
#include "orchestrator/engine/engine.hpp"
#include "orchestrator/links/lab_place.hpp"
#include "orchestrator/links/now.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace firedrill::calibration {

namespace {

using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

constexpr auto look = 100ms;
constexpr auto gone_within = 10s;
constexpr const char* drill_id = "calibration-1";

const drill::Identity ourselves{
    .person = "firedrill calibrate", .proof = drill::Proof::os_user, .account = {}};

/// A store that is gone with the object, and what the probe leaves beside it.
class Place {
public:
    static Result<Place> make() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "firedrill-calibration-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr)
            return fail(Errc::io, fmt::format("cannot make {}: {}", pattern, std::strerror(errno)),
                        "name a directory that can be written in TMPDIR");
        Place out;
        out.directory_ = pattern;
        DRILL_TRY(store, journal::create_store(out.directory_ / "store"));
        out.store_ = store;
        return out;
    }
    Place() = default;
    Place(Place&& other) noexcept
        : directory_(std::exchange(other.directory_, {})), store_(std::move(other.store_)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
        if (directory_.empty()) return;
        const auto until = now_mono() + gone_within;
        while (process() && now_mono() < until) ::poll(nullptr, 0, 20);
        std::error_code ignored;
        if (!store_.directory.empty())
            std::filesystem::remove_all(lab().parent_path().parent_path(), ignored);
        std::filesystem::remove_all(directory_, ignored);
    }

    const journal::Store& store() const { return store_; }
    std::optional<pid_t> process() const { return process_in(lab()); }

private:
    std::filesystem::path lab() const {
        return links::lab_place(store_.directory, calibrated_host, plan::Performer::probe)
            .directory;
    }
    std::filesystem::path directory_;
    journal::Store store_;
};

/// Runs the drill; what is measured stands in its records and artifacts.
class Run {
public:
    Run(const Settings& settings, const Place& place, Stage& stage)
        : settings_(settings),
          place_(place),
          stage_(stage),
          engine_(
              io_.get_executor(),
              {.store = place.store(), .programs = settings.programs, .version = settings.version}),
          signals_(io_, SIGINT, SIGTERM) {}

    Result<void> run() {
        Result<void> out;
        asio::co_spawn(io_, drive(), [&](const std::exception_ptr& error, Result<void> ended) {
            out = error ? fail(Errc::internal, "calibration broke off") : std::move(ended);
        });
        asio::co_spawn(io_, watch_signals(), asio::detached);
        io_.run();
        return out;
    }
    const engine::Engine& engine() const { return engine_; }
    std::int64_t cost_ppm() const { return cost_ppm_; }

private:
    Task<Result<void>> drive() {
        const auto plan = calibration_plan(stage_.plan_settings(settings_));
        Result<void> result =
            co_await engine_.start(engine::Start{.drill = drill_id, .plan = plan, .by = ourselves});
        if (result) {
            auto [ran, conducted] = co_await (engine_.run() && conduct());
            result = ran ? std::move(conducted) : std::move(ran);
        }
        over_ = true;
        co_await engine_.close();
        signals_.cancel();
        if (!result) co_return result;
        co_return verdict();
    }

    Result<void> verdict() const {
        const drill::Drill& drill = engine_.drill();
        if (interrupted_) return fail(Errc::io, "interrupted: nothing was calibrated");
        if (drill.ending == drill::Ending::completed) return {};
        return fail(Errc::io, "calibration broke off: " + drill.why,
                    "nothing is left behind; try again, and report it if it stays so");
    }

    /// Lets the services do their part while the drill waits. What hinders it ends the drill.
    Task<Result<void>> conduct() {
        Result<void> done = co_await let_fail();
        if (done) done = co_await let_write();
        if (!done && !engine_.drill().ending)
            (void)co_await engine_.abort(ourselves, describe(done.error()));
        co_return done;
    }

    Task<Result<void>> let_fail() {
        if (!co_await until([this] { return is_waiting(outages_step); })) co_return verdict();
        const auto process = place_.process();
        const Nanos began = now_mono();
        const Nanos used = process ? processor_time(*process) : Nanos{0};
        stage_.begin_outages();
        if (!co_await until([this] { return stage_.outages_over(); })) co_return verdict();
        if (process) set_cost(processor_time(*process) - used, now_mono() - began);
        co_return co_await engine_.answer({.step = outages_step, .by = ourselves});
    }

    Task<Result<void>> let_write() {
        if (!co_await until([this] { return is_waiting(writes_step); })) co_return verdict();
        if (!co_await until([this] { return stage_.store().enough(); })) co_return verdict();
        co_return co_await engine_.answer({.step = writes_step, .by = ourselves});
    }

    void set_cost(Nanos used, Nanos length) {
        const auto probes = static_cast<std::int64_t>(stage_.probes());
        cost_ppm_ = used.count() / probes * 1'000 / std::max<std::int64_t>(1, length / 1us);
    }

    bool is_waiting(const char* step) const {
        const auto waiting = drill::waiting_for_people(engine_.drill());
        return std::ranges::find(waiting, step) != waiting.end();
    }

    /// False when the drill has ended before, or is to end.
    template <class Condition>
    Task<bool> until(Condition condition) {
        while (!condition()) {
            if (engine_.drill().ending || interrupted_) co_return false;
            if (settings_.on_progress)
                settings_.on_progress(stage_.outages_so_far(), stage_.store().writes_so_far());
            asio::steady_timer timer(io_, look);
            co_await timer.async_wait(by_value);
        }
        co_return true;
    }

    Task<void> watch_signals() {
        auto [ec, number] = co_await signals_.async_wait(by_value);
        if (ec || over_) co_return;
        interrupted_ = true;
    }

    const Settings& settings_;
    const Place& place_;
    Stage& stage_;
    asio::io_context io_{1};
    engine::Engine engine_;
    asio::signal_set signals_;
    std::int64_t cost_ppm_ = 0;
    bool over_ = false, interrupted_ = false;
};

/// A probe that is answered with silence holds many connections open.
void allow_many_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 16'384);
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

struct Measured {
    Stage::Samples samples;
    std::optional<measure::Ledger> ledger;
    std::optional<measure::RowsFile> rows;
    std::vector<measure::ClockSample> exchanges;
};

Result<void> take(const journal::Artifacts& artifacts, const Artifact& artifact, Measured& out) {
    DRILL_TRY(bytes, artifacts.read(artifact));
    if (artifact.name.starts_with("samples-")) {
        DRILL_TRY(file, measure::read_samples(bytes));
        out.samples[file.probe] = std::move(file);
    } else if (artifact.name.starts_with("ledger-")) {
        DRILL_TRY(ledger, measure::read_ledger(bytes));
        out.ledger = std::move(ledger);
    } else if (artifact.name.starts_with("rows-")) {
        DRILL_TRY(rows, measure::read_rows(bytes));
        out.rows = std::move(rows);
    }
    return {};
}

Result<Measured> measured(const journal::Store& store, const std::vector<drill::Record>& records) {
    Measured out;
    for (const auto& record : records) {
        if (const auto* sampled = std::get_if<drill::ClockSampled>(&record.event))
            out.exchanges.push_back(sampled->sample);
        const auto* ended = std::get_if<drill::AttemptEnded>(&record.event);
        if (ended == nullptr) continue;
        // The probe hands its ledger over once more in the end: the one beside the rows counts.
        const bool last = ended->key.step == stop_step(writer_probe);
        if (last) continue;
        for (const auto& artifact : ended->report.artifacts)
            DRILL_CHECK(take(store.artifacts(), artifact, out));
    }
    return out;
}

Result<measure::Calibration> judged(const Settings& settings, const Stage& stage,
                                    const Measured& measured) {
    measure::Calibration out{
        .seed = settings.seed, .every = settings.every, .deadline = settings.deadline};
    DRILL_CHECK(stage.judge(measured.samples, out));
    for (const auto& [probe, file] : measured.samples) {
        const auto tally =
            measure::tally(file.samples, file.settings, {Nanos::min(), Nanos::max()});
        out.slots += tally.slots;
        out.late_slots += tally.late;
    }
    if (!measured.ledger || !measured.rows || !stage.store().read_back())
        return fail(Errc::not_found, "the drill writes were not read back");
    out.writes = measure::find_in(
        measure::judge_planted(*measured.ledger, *measured.rows, stage.store().truth()));
    const auto seed = static_cast<std::uint64_t>(settings.seed);
    out.clock = measure::hold(stage.judge_clocks(seed, measured.exchanges));
    return out;
}

}  // namespace

Result<measure::Calibration> calibrate(const Settings& settings) {
    const auto probe = settings.programs / links::program_name(plan::Performer::probe);
    std::error_code ec;
    if (!std::filesystem::exists(probe, ec))
        return fail(Errc::not_found, probe.string() + " is not there",
                    "put firedrill-probe beside firedrill");
    allow_many_files();
    DRILL_TRY(place, Place::make());
    DRILL_TRY(stage, Stage::open(settings));
    Run run(settings, place, stage);
    DRILL_CHECK(run.run());
    DRILL_TRY(found, measured(place.store(), run.engine().records()));
    DRILL_TRY(out, judged(settings, stage, found));
    out.probe_cost_ppm = run.cost_ppm();
    return std::move(out);
}

}  // namespace firedrill::calibration
