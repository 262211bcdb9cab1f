#include "agents/probe/lag_watch.hpp"

#include "agents/resident/clock.hpp"

namespace firedrill::probe {

namespace {

using resident::mono_now;
using namespace std::chrono_literals;

constexpr Nanos between_readings = 500ms;
constexpr Nanos question_limit = 1s;

/// Empty from a server of the other role.
constexpr const char* ask_written =
    "SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_lsn()::text END";
constexpr const char* ask_replayed =
    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END";

}  // namespace

LagWatch::LagWatch(const asio::any_io_executor& executor, LagSettings settings, Changed changed)
    : settings_(std::move(settings)),
      changed_(std::move(changed)),
      primary_(executor),
      standby_(executor),
      primary_pause_(executor),
      standby_pause_(executor),
      tasks_(executor) {}

void LagWatch::start() {
    tasks_.spawn(follow_primary());
    tasks_.spawn(follow_standby());
}

asio::awaitable<void> LagWatch::stop() {
    stopping_ = true;
    primary_.cancel();
    standby_.cancel();
    primary_pause_.cancel();
    standby_pause_.cancel();
    co_await tasks_.join();
}

wire::GuardReading LagWatch::reading() const {
    return {.condition = settings_.condition,
            .samples = samples_,
            .value = last_.count(),
            .over = over_.value_or(false)};
}

asio::awaitable<void> LagWatch::follow_primary() {
    while (!stopping_) {
        co_await ask_primary();
        if (!stopping_) co_await pause(primary_pause_, between_readings);
    }
    primary_.close();
}

asio::awaitable<void> LagWatch::follow_standby() {
    while (!stopping_) {
        co_await ask_standby();
        if (!stopping_) co_await pause(standby_pause_, between_readings);
    }
    standby_.close();
}

asio::awaitable<Result<std::string>> LagWatch::position(PgConnection& session, bool& open,
                                                        const PgService& service, std::string sql) {
    if (!open) {
        // each of its servers may keep us waiting
        const Nanos limit = service.host_timeout * static_cast<std::int64_t>(service.hosts.size());
        auto connected = co_await session.connect(service, limit);
        if (!connected) {
            session.close();
            co_return connected.error();
        }
        open = true;
    }
    auto answer = co_await session.query(std::move(sql), {}, question_limit);
    if (!answer) {
        session.close();
        open = false;
        co_return answer.error();
    }
    if (answer->rows.empty() || answer->rows[0].empty()) co_return std::string();
    co_return answer->rows[0][0];
}

asio::awaitable<void> LagWatch::ask_primary() {
    const Nanos asked = mono_now();
    const auto said = co_await position(primary_, primary_open_, settings_.primary, ask_written);
    const auto written = said ? measure::parse_lsn(*said) : Result<std::uint64_t>(said.error());
    if (written) co_return lag_.primary_was_at(asked, *written);
    lag_.primary_was_silent();
    if (!said || !said->empty()) co_return;
    primary_.close();  // it is a primary no more: another server may be
    primary_open_ = false;
}

asio::awaitable<void> LagWatch::ask_standby() {
    const auto said = co_await position(standby_, standby_open_, settings_.standby, ask_replayed);
    const bool is_promoted = said && said->empty();
    if (is_promoted && !promoted_) lag_.forget();
    if (is_promoted || (!said && promoted_)) {
        promoted_ = true;
        ++samples_;
        co_return judge(Nanos{});
    }
    const auto replayed = said ? measure::parse_lsn(*said) : Result<std::uint64_t>(said.error());
    if (!replayed) co_return;
    promoted_ = false;
    const auto lag = lag_.of(mono_now(), *replayed);
    if (!lag) co_return;
    ++samples_;
    judge(*lag);
}

void LagWatch::judge(Nanos lag) {
    last_ = lag;
    const bool over = lag > settings_.above;
    if (over_ == over) return;
    over_ = over;
    changed_();
}

}  // namespace firedrill::probe
