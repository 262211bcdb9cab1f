// DrillWrites: small writes over several sessions, each logged before it is sent and after it was
// answered, so that the loss of acknowledged data can be counted (measurement.md (d)).
//
// Open loop: each session has fixed times; one that falls while its session waits or connects is
// passed over, never made up for. A session that lost its connection, or whose answer did not
// come in time, is not used again: its last write stays unsure and is never retried. One thread.
#pragma once

#include "agents/probe/spool.hpp"
#include "agents/probe/task.hpp"
#include "agents/probe/write_store.hpp"

#include <memory>
#include <string>
#include <vector>

namespace firedrill::probe {

struct WriteSettings {
    std::string drill;
    int connections = 1;
    Rate rate;
    Nanos patience{};      ///< with one answer, then it is unsure
    Nanos back_off_max{};  ///< between two attempts to connect
};

struct WriteCounts {
    std::int64_t attempted = 0, acked = 0, warned = 0, failed = 0, unsure = 0;
};

class DrillWrites {
public:
    DrillWrites(const asio::any_io_executor& executor, WriteSettings settings, Writing writing,
                Spool& ledger);

    void start();
    /// Sends nothing more; completes when no write is under way.
    asio::awaitable<void> hold();
    void resume();
    /// hold(), then closes the sessions.
    asio::awaitable<void> stop();

    const WriteCounts& counts() const { return counts_; }
    const Writing& writing() const { return writing_; }

private:
    struct Writer {
        Writer(const asio::any_io_executor& executor, std::unique_ptr<WriteStore> made)
            : session(std::move(made)), timer(executor) {}
        std::unique_ptr<WriteStore> session;
        asio::steady_timer timer;
    };
    asio::awaitable<void> run(int index);
    asio::awaitable<bool> connect(Writer& writer, Nanos& back_off);
    asio::awaitable<void> use_session(Writer& writer, int index);
    asio::awaitable<bool> write(Writer& writer, std::int64_t session, std::int64_t sequence);
    static measure::WriteClass class_of(const Result<Accepted>& answer);
    Nanos next_due(int index) const;
    void count(measure::WriteClass outcome);

    asio::any_io_executor executor_;
    WriteSettings settings_;
    Writing writing_;
    Spool& ledger_;
    std::vector<std::unique_ptr<Writer>> writers_;
    WriteCounts counts_;
    Nanos start_{};
    std::int64_t last_session_ = 0;
    bool held_ = false;
    bool stopping_ = false;
    int under_way_ = 0;
    asio::steady_timer drained_;
    TaskGroup tasks_;
};

}  // namespace firedrill::probe
