#include "agents/probe/drill_writes.hpp"

#include "agents/resident/clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace firedrill::probe {

namespace {

using measure::WriteClass;
using resident::mono_now;
using namespace std::chrono_literals;

constexpr Nanos back_off_min = 10ms;
constexpr Nanos look_up = 100ms;  ///< how often a writer at rest looks whether it may go on

}  // namespace

DrillWrites::DrillWrites(const asio::any_io_executor& executor, WriteSettings settings,
                         Writing writing, Spool& ledger)
    : executor_(executor),
      settings_(std::move(settings)),
      writing_(std::move(writing)),
      ledger_(ledger),
      drained_(executor),
      tasks_(executor) {}

void DrillWrites::start() {
    start_ = mono_now();
    for (int i = 0; i < settings_.connections; ++i) {
        writers_.push_back(std::make_unique<Writer>(executor_, writing_.make()));
        tasks_.spawn(run(i));
    }
}

asio::awaitable<void> DrillWrites::hold() {
    held_ = true;
    while (under_way_ > 0) {
        drained_.expires_after(look_up);
        co_await drained_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void DrillWrites::resume() {
    held_ = false;
}

asio::awaitable<void> DrillWrites::stop() {
    co_await hold();
    stopping_ = true;
    for (auto& writer : writers_) {
        writer->timer.cancel();
        writer->session->cancel();
    }
    co_await tasks_.join();
}

asio::awaitable<void> DrillWrites::run(int index) {
    Writer& writer = *writers_[static_cast<std::size_t>(index)];
    Nanos back_off = back_off_min;
    while (!stopping_) {
        if (held_) {
            co_await pause(writer.timer, look_up);
        } else if (co_await connect(writer, back_off)) {
            co_await use_session(writer, index);
            writer.session->close();
        }
    }
    writer.session->close();
}

asio::awaitable<bool> DrillWrites::connect(Writer& writer, Nanos& back_off) {
    auto connected = co_await writer.session->connect();
    if (connected) {
        back_off = back_off_min;
        co_return !stopping_;
    }
    if (!stopping_) co_await pause(writer.timer, back_off);
    back_off = std::min(back_off * 2, settings_.back_off_max);
    co_return false;
}

/// Until the connection is lost or of no use: a number is never used for a second connection.
asio::awaitable<void> DrillWrites::use_session(Writer& writer, int index) {
    const std::int64_t session = ++last_session_;
    std::int64_t sequence = 0;
    while (!stopping_) {
        const Nanos rest = next_due(index) - mono_now();
        co_await pause(writer.timer, std::max<Nanos>(rest, 0ns));
        if (stopping_ || !writer.session->healthy()) co_return;
        if (held_) continue;
        if (!co_await write(writer, session, sequence++)) co_return;
    }
}

/// False when the session must not be used again.
asio::awaitable<bool> DrillWrites::write(Writer& writer, std::int64_t session,
                                         std::int64_t sequence) {
    measure::Row row{.session = session,
                     .sequence = sequence,
                     .payload = measure::payload_of(settings_.drill, session, sequence)};
    ledger_.append(measure::invoke_line(session, sequence, mono_now()));
    ledger_.flush();  // a row without its INVOKE would read as nobody's
    ++counts_.attempted;
    ++under_way_;
    auto answer = co_await writer.session->write(std::move(row), settings_.patience);
    const WriteClass outcome = class_of(answer);
    if (outcome != WriteClass::unsure)
        ledger_.append(measure::outcome_line(session, sequence, mono_now(), outcome));
    count(outcome);
    if (--under_way_ == 0) drained_.cancel();
    co_return answer || writer.session->takes_more();
}

WriteClass DrillWrites::class_of(const Result<Accepted>& answer) {
    if (answer) return *answer == Accepted::plainly ? WriteClass::ack : WriteClass::ack_warning;
    return answer.error().code == Errc::io ? WriteClass::failed : WriteClass::unsure;
}

/// The first time of this session's that lies ahead; all sessions together keep the rate.
Nanos DrillWrites::next_due(int index) const {
    const Nanos period = settings_.rate.period();
    const Nanos round = period * settings_.connections;
    const Nanos first = start_ + period * (index + 1);
    const Nanos now = mono_now();
    return now < first ? first : first + ((now - first) / round + 1) * round;
}

void DrillWrites::count(WriteClass outcome) {
    switch (outcome) {
        case WriteClass::ack: ++counts_.acked; break;
        case WriteClass::ack_warning: ++counts_.warned; break;
        case WriteClass::failed: ++counts_.failed; break;
        case WriteClass::unsure: ++counts_.unsure; break;
    }
}

}  // namespace firedrill::probe
