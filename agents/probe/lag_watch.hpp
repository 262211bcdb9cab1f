// LagWatch: a stop condition on the lag of a standby. Reads the primary's position in its log and
// the standby's twice a second, each over a session of its own, so that a primary that died does
// not keep the standby from being read. One thread; stop() must have completed before it is
// destroyed.
#pragma once

#include "agents/probe/pg_connection.hpp"
#include "agents/probe/task.hpp"
#include "core/measure/lag.hpp"
#include "core/wire/message.hpp"

#include <functional>
#include <optional>

namespace firedrill::probe {

struct LagSettings {
    std::int64_t condition = 0;  ///< in the plan, from 1
    Nanos above{};
    PgService primary;
    PgService standby;
};

class LagWatch {
public:
    using Changed = std::function<void()>;

    LagWatch(const asio::any_io_executor& executor, LagSettings settings, Changed changed);

    void start();
    asio::awaitable<void> stop();

    bool known() const { return over_.has_value(); }
    /// A standby that does not answer adds no sample. A server that was promoted is behind nobody,
    /// and may be away until it is a standby again.
    wire::GuardReading reading() const;

private:
    asio::awaitable<void> follow_primary();
    asio::awaitable<void> follow_standby();
    asio::awaitable<void> ask_primary();
    asio::awaitable<void> ask_standby();
    asio::awaitable<Result<std::string>> position(PgConnection& session, bool& open,
                                                  const PgService& service, std::string sql);
    void judge(Nanos lag);

    LagSettings settings_;
    Changed changed_;
    measure::Lag lag_;
    PgConnection primary_;
    PgConnection standby_;
    asio::steady_timer primary_pause_;
    asio::steady_timer standby_pause_;
    TaskGroup tasks_;
    Nanos last_{};
    std::int64_t samples_ = 0;
    std::optional<bool> over_;
    bool promoted_ = false;
    bool primary_open_ = false;
    bool standby_open_ = false;
    bool stopping_ = false;
};

}  // namespace firedrill::probe
