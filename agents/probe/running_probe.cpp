#include "agents/probe/running_probe.hpp"

#include "agents/probe/make_target.hpp"
#include "agents/probe/texts.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/texts.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace firedrill::probe {

namespace {

using measure::Answered;
using namespace std::chrono_literals;

constexpr Nanos samples_delay = 100ms;
constexpr Nanos ledger_delay = 10ms;

measure::ProbeSettings settings_of(const plan::Plan& plan, const plan::Probe& probe) {
    measure::ProbeSettings settings{
        .every = probe.every, .deadline = probe.deadline, .sustained = 30s};
    for (const plan::Service& service : plan.services) {
        if (service.id != probe.service) continue;
        settings.sustained = service.sustained;
        settings.success_ppm = service.success_ppm;
    }
    return settings;
}

}  // namespace

Result<std::unique_ptr<RunningProbe>> RunningProbe::create(const asio::any_io_executor& executor,
                                                           ProbeIdentity identity,
                                                           const RunFiles& files, Tell tell) {
    std::unique_ptr<RunningProbe> probe(
        new RunningProbe(executor, std::move(identity), std::move(tell)));
    DRILL_CHECK(probe->make_prober());
    DRILL_CHECK(probe->open(files));
    DRILL_CHECK(probe->make_writes());
    DRILL_CHECK(probe->make_lag_watches());
    return probe;
}

RunningProbe::RunningProbe(const asio::any_io_executor& executor, ProbeIdentity identity, Tell tell)
    : executor_(executor),
      identity_(std::move(identity)),
      tell_(std::move(tell)),
      settings_(settings_of(*identity_.plan, identity_.probe)),
      guards_(*identity_.plan, identity_.probe),
      sampled_(executor),
      progress_(executor),
      tasks_(executor) {}

Result<void> RunningProbe::make_prober() {
    const plan::Connection& connection = identity_.connection;
    const Language language = resident::language_of(*identity_.plan);
    if (connection.kind == "postgresql") {
        DRILL_TRY(service, parse_service(connection));
        service_ = service;
    }
    DRILL_TRY(target, make_target(executor_, connection,
                                  {.deadline = settings_.deadline,
                                   .language = language,
                                   .commands = identity_.commands}));
    target_ = target.get();
    prober_ = std::make_unique<Prober>(
        executor_, ProberSettings{.every = settings_.every, .deadline = settings_.deadline},
        std::move(target), [this](const measure::ProbeSample& sample) { take(sample); });
    return {};
}

Result<void> RunningProbe::open(const RunFiles& files) {
    DRILL_CHECK(files.make_directory());
    DRILL_TRY(samples, Spool::create(executor_, files.samples(identity_.run), samples_delay));
    samples_file_ = std::move(samples);
    samples_file_->append(measure::sample_header({.probe = identity_.run,
                                                  .host = identity_.host,
                                                  .boot = identity_.boot,
                                                  .settings = settings_,
                                                  .samples = {}}));
    if (!identity_.probe.write_log) return {};
    DRILL_TRY(ledger, Spool::create(executor_, files.ledger(identity_.run), ledger_delay));
    ledger_file_ = std::move(ledger);
    ledger_file_->append(measure::ledger_header({.probe = identity_.run,
                                                 .drill = identity_.drill,
                                                 .host = identity_.host,
                                                 .boot = identity_.boot,
                                                 .writes = {}}));
    flush();
    return {};
}

Result<void> RunningProbe::make_writes() {
    if (!identity_.probe.write_log) return {};
    DRILL_TRY(writing, writing_for(executor_, identity_.connection, identity_.drill, identity_.run,
                                   resident::language_of(*identity_.plan)));
    writes_ = std::make_unique<DrillWrites>(
        executor_,
        WriteSettings{.drill = identity_.drill,
                      .connections = identity_.probe.write_log->connections,
                      .rate = identity_.probe.write_log->rate,
                      .patience = std::max<Nanos>(2s, settings_.deadline * 4),
                      .back_off_max = std::max<Nanos>(100ms, settings_.every)},
        std::move(writing), *ledger_file_);
    return {};
}

Result<void> RunningProbe::make_lag_watches() {
    const auto& conditions = identity_.plan->stop_conditions;
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        const auto& limit = conditions[i].limit;
        if (conditions[i].probe != identity_.probe.id || !limit || limit->watch != plan::Watch::lag)
            continue;
        const auto* standby = plan::find_connection(*identity_.plan, limit->standby);
        if (standby == nullptr || standby->kind != "postgresql" || !service_)
            return fail(Errc::invalid_input, say(resident::language_of(*identity_.plan),
                                                 text::lag_needs_postgresql, limit->standby));
        DRILL_TRY(service, parse_service(*standby));
        const std::size_t place = lags_.size();
        lags_.push_back(std::make_unique<LagWatch>(
            executor_,
            LagSettings{.condition = static_cast<std::int64_t>(i) + 1,
                        .above = limit->above,
                        .primary = *service_,
                        .standby = std::move(service)},
            [this, place] { tell_(guard_changed(lags_[place]->reading())); }));
    }
    return {};
}

asio::awaitable<Result<void>> RunningProbe::start(Nanos limit) {
    if (writes_) {
        const auto store = writes_->writing().make();
        DRILL_CO_CHECK(co_await store->connect());
        DRILL_CO_CHECK(co_await store->create(limit));
    } else if (service_) {  // it says more than that no answer was good
        PgConnection session(executor_);
        DRILL_CO_CHECK(co_await session.connect(*service_, limit));
    }
    tasks_.spawn(prober_->run());
    tasks_.spawn(report_progress());
    for (const auto& lag : lags_) lag->start();
    if (writes_) writes_->start();
    co_return Result<void>();
}

asio::awaitable<void> RunningProbe::stop() {
    if (stopped_) co_return co_await tasks_.join();
    stopped_ = true;
    if (writes_) co_await writes_->stop();
    for (const auto& lag : lags_) co_await lag->stop();
    prober_->stop();
    progress_.cancel();
    sampled_.cancel();
    co_await tasks_.join();
    flush();
}

std::string RunningProbe::records_failed() const {
    if (!samples_file_->failed().empty()) return samples_file_->failed();
    return ledger_file_ ? ledger_file_->failed() : "";
}

void RunningProbe::flush() {
    samples_file_->flush();
    if (ledger_file_) ledger_file_->flush();
}

void RunningProbe::announce(const Tell& tell) const {
    if (since_) tell(changed());
    for (std::size_t i = 0; i < guards_.size(); ++i)
        if (guards_.known(i)) tell(guard_changed(guards_.reading(i)));
    for (const auto& lag : lags_)
        if (lag->known()) tell(guard_changed(lag->reading()));
}

asio::awaitable<void> RunningProbe::next_sample(Nanos limit) {
    sampled_.expires_after(limit);
    co_await sampled_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void RunningProbe::take(const measure::ProbeSample& sample) {
    samples_.push_back(sample);
    samples_file_->append(measure::sample_line(sample));
    if (sample.answered != Answered::prober_late) {
        ++(sample.answered == Answered::good ? good_ : bad_);
        follow_state(sample);
        for (const std::size_t guard : guards_.take(sample))
            tell_(guard_changed(guards_.reading(guard)));
    }
    sampled_.cancel();
}

/// A slot that was concluded after a later one says nothing about the present.
void RunningProbe::follow_state(const measure::ProbeSample& sample) {
    if (last_ && sample.slot < last_->slot) return;
    const bool up = sample.answered == Answered::good;
    const bool same = since_ && up == up_;
    std::vector<measure::ProbeSample> turn;
    if (last_) turn.push_back(*last_);
    turn.push_back(sample);
    last_ = sample;
    if (same) return;
    const auto since = measure::state_since(turn, up, Nanos{0}, settings_);
    if (!since) return;
    up_ = up;
    since_ = since;
    tell_(changed());
}

asio::awaitable<void> RunningProbe::report_progress() {
    while (!stopped_) {
        if (!co_await pause(progress_, 1s)) continue;
        tell_(progress());
        good_ = bad_ = 0;
    }
}

wire::ProbeProgress RunningProbe::progress() const {
    wire::ProbeProgress progress{.drill = identity_.drill,
                                 .probe = identity_.probe.id,
                                 .up = up_,
                                 .good = good_,
                                 .bad = bad_};
    if (writes_) {
        progress.writes_acked = writes_->counts().acked + writes_->counts().warned;
        progress.writes_attempted = writes_->counts().attempted;
    }
    for (std::size_t i = 0; i < guards_.size(); ++i) progress.guards.push_back(guards_.reading(i));
    for (const auto& lag : lags_) progress.guards.push_back(lag->reading());
    return progress;
}

wire::GuardChanged RunningProbe::guard_changed(const wire::GuardReading& reading) const {
    return {.drill = identity_.drill,
            .probe = identity_.probe.id,
            .condition = reading.condition,
            .over = reading.over,
            .value = reading.value,
            .boot = identity_.boot,
            .at = resident::mono_now()};
}

wire::ProbeChanged RunningProbe::changed() const {
    return {.drill = identity_.drill,
            .probe = identity_.probe.id,
            .up = up_,
            .boot = identity_.boot,
            .at = *since_};
}

}  // namespace firedrill::probe
