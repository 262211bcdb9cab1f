#include "orchestrator/links/link.hpp"

#include "core/base/assert.hpp"
#include "orchestrator/links/lab_place.hpp"
#include "orchestrator/links/now.hpp"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace firedrill::links {

using namespace asio::experimental::awaitable_operators;

namespace {

Task<Result<void>> deadline(asio::any_io_executor executor, std::chrono::milliseconds after,
                            std::string what) {
    asio::steady_timer timer(executor, after);
    co_await timer.async_wait(by_value);
    co_return fail(Errc::timeout, what);
}

Task<void> pause(asio::any_io_executor executor, std::chrono::milliseconds length) {
    asio::steady_timer timer(executor, length);
    co_await timer.async_wait(by_value);
}

/// Whichever of the parts ended first says why.
template <class Either>
Result<void> why(Either either) {
    return std::visit([](auto& result) -> Result<void> { return std::move(result); }, either);
}

}  // namespace

Link::Link(asio::any_io_executor executor, LinkSettings settings,
           std::unique_ptr<Connector> connector, ArtifactSink& sink, Listener& listener)
    : executor_(executor),
      settings_(std::move(settings)),
      connector_(std::move(connector)),
      listener_(listener),
      fetches_(sink),
      frames_(wire::greeting_bytes_max),
      buffer_(64U << 10U),
      outbox_filled_(executor),
      outbox_empty_(executor),
      ended_(executor),
      stop_asked_(executor) {}

Link::~Link() {
    DRILL_ASSERT(!running_);
}

void Link::start() {
    DRILL_ASSERT(!running_);
    running_ = true;
    asio::co_spawn(executor_, run(), [this](const std::exception_ptr& error) {
        DRILL_ASSERT(!error);  // errors are values here
        running_ = false;
        ended_.notify();
    });
}

Task<void> Link::stop() {
    stopping_ = true;
    stop_asked_.notify();
    while (running_) co_await ended_.wait();
    fetches_.fail_all(fail(Errc::unreachable, "the link to " + host() + " was closed"));
}

Task<void> Link::run() {
    auto wait = settings_.retry_first;
    while (!stopping_) {
        auto ended = co_await (connection() || stop_asked_.wait());
        if (stopping_) break;
        if (went_down(std::get<0>(ended))) wait = settings_.retry_first;
        co_await (pause(executor_, wait) || stop_asked_.wait());
        wait = std::min(wait * 2, settings_.retry_most);
    }
    up_ = false;
    if (pipe_) pipe_->close();
}

bool Link::went_down(const Result<void>& ended) {
    const Error why = ended ? fail(Errc::unreachable, "closed") : ended.error();
    const bool was_up = std::exchange(up_, false);
    if (pipe_) pipe_->close();
    outbox_.clear();
    writing_ = false;
    outbox_empty_.notify();
    clock_.reset();
    down_because_ = describe(why);
    if (was_up || !told_lost_) listener_.lost(*this, why);
    told_lost_ = true;
    return was_up;
}

Task<Result<void>> Link::connection() {
    auto connected = co_await connector_->connect();
    if (!connected) co_return connected.error();
    pipe_ = std::move(*connected);
    frames_ = wire::FrameReader(wire::greeting_bytes_max);
    auto greeted = co_await (greet() || deadline(executor_, settings_.silence,
                                                 "no greeting from " + connector_->place()));
    DRILL_CO_CHECK(why(std::move(greeted)));
    if (stopping_) co_return Result<void>{};
    measure_clock();
    send_if(fetches_.resume());
    auto ended = co_await (read_all() || write_all() || beat());
    co_return why(std::move(ended));
}

Task<Result<void>> Link::greet() {
    const wire::Hello hello{.host = settings_.host, .version = settings_.version};
    DRILL_CO_CHECK(co_await pipe_->write_all(wire::encode(hello)));
    for (;;) {
        auto body = frames_.next();
        if (!body) co_return body.error();
        if (!*body) {
            auto count = co_await read_more();
            if (!count) co_return count.error();
            continue;
        }
        DRILL_CO_TRY(message, wire::decode(**body));
        DRILL_CO_TRY(welcome, check_greeting(message));
        frames_.set_bytes_max(wire::frame_bytes_max);
        up_ = true;
        told_lost_ = false;
        down_because_.clear();
        listener_.connected(*this, welcome);
        co_return Result<void>{};
    }
}

Result<wire::Welcome> Link::check_greeting(const wire::Message& message) const {
    constexpr const char* same = "install the same version on both sides";
    const std::string wanted = program_name(settings_.program);
    if (const auto* refused = std::get_if<wire::Refused>(&message))
        return fail(Errc::refused, fmt::format("{} refuses: {}", place(), refused->why), same);
    const auto* welcome = std::get_if<wire::Welcome>(&message);
    if (welcome == nullptr)
        return fail(Errc::invalid_input, place() + " did not greet as a Firedrill program");
    if (welcome->protocol != wire::protocol_version)
        return fail(Errc::refused,
                    fmt::format("{} on {} speaks protocol {}, this program {}", welcome->program,
                                host(), welcome->protocol, wire::protocol_version),
                    same);
    if (welcome->host != host() || welcome->program != wanted)
        return fail(Errc::refused,
                    fmt::format("{} is {} of host {}, not {} of host {}", place(), welcome->program,
                                welcome->host, wanted, host()),
                    "correct `connect` in inventory.yaml");
    return *welcome;
}

Task<Result<std::size_t>> Link::read_more() {
    auto count = co_await pipe_->read_some(buffer_);
    if (count) {
        read_at_ = last_heard_ = now_mono();
        frames_.feed({buffer_.data(), *count});
    }
    co_return count;
}

Task<Result<void>> Link::read_all() {
    for (;;) {
        for (;;) {
            auto body = frames_.next();
            if (!body) co_return body.error();
            if (!*body) break;
            DRILL_CO_TRY(message, wire::decode(**body));
            DRILL_CO_CHECK(take(std::move(message)));
        }
        auto count = co_await read_more();
        if (!count) co_return count.error();
    }
}

Result<void> Link::take(wire::Message message) {
    if (const auto* pong = std::get_if<wire::ClockPong>(&message)) {
        const auto answer = clock_.received(*pong, read_at_);
        if (answer.next) ping(*answer.next);
        if (answer.keep) listener_.clock_measured(*this, *answer.keep);
        return {};
    }
    if (const auto* chunk = std::get_if<wire::Chunk>(&message)) {
        send_if(fetches_.received(*chunk));
        return {};
    }
    const auto* refused = std::get_if<wire::Refused>(&message);
    if (refused != nullptr && refused->regarding == wire::Renew::tag) renewal_ = Renewal::none;
    if (refused != nullptr && refused->regarding == wire::Fetch::tag) {
        send_if(fetches_.refused(refused->why));
        return {};
    }
    if (std::holds_alternative<wire::Renewed>(message)) {
        renewed();
        return {};
    }
    listener_.received(*this, std::move(message));
    return {};
}

Task<Result<void>> Link::write_all() {
    for (;;) {
        if (outbox_.empty()) {
            outbox_empty_.notify();
            co_await outbox_filled_.wait();
            if (stopping_) co_return Result<void>{};
            continue;
        }
        writing_ = true;
        std::string bytes = std::exchange(outbox_, {});
        auto written = co_await pipe_->write_all(std::move(bytes));
        writing_ = false;
        if (!written) co_return written;
    }
}

Task<Result<void>> Link::beat() {
    last_heard_ = now_mono();
    renewal_ = Renewal::none;
    for (;;) {
        co_await pause(executor_, settings_.beat);
        if (stopping_) co_return Result<void>{};
        if (now_mono() - last_heard_ > settings_.silence)
            co_return fail(Errc::unreachable, fmt::format("{} on {} is silent",
                                                          program_name(settings_.program), host()));
        if (!renewed_drill_.empty() && renewal_ == Renewal::none) send_renew(Renewal::sent);
        ping(clock_.ping());
    }
}

void Link::send_renew(Renewal as) {
    renewal_ = as;
    send(wire::Renew{.drill = renewed_drill_, .epoch = renewed_epoch_});
}

void Link::renewed() {
    if (renewal_ == Renewal::sent) return send_renew(Renewal::confirming);
    renewal_ = Renewal::none;
}

void Link::send(const wire::Message& message) {
    if (!up_) return;
    outbox_ += wire::encode(message);
    outbox_filled_.notify();
}

void Link::ping(const wire::ClockPing& ping) {
    clock_.sent(ping.id, now_mono());
    send(ping);
}

void Link::send_if(const std::optional<wire::Fetch>& fetch) {
    if (fetch) send(*fetch);
}

void Link::renew(std::string drill, std::int64_t epoch) {
    renewed_drill_ = std::move(drill);
    renewed_epoch_ = epoch;
}

void Link::measure_clock() {
    if (up_) ping(clock_.begin_burst());
}

void Link::fetch(const Artifact& artifact, Fetched done) {
    send_if(fetches_.add(artifact, std::move(done)));
}

Task<void> Link::flush() {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{1};
    while (up_ && (writing_ || !outbox_.empty()) && std::chrono::steady_clock::now() < give_up)
        co_await (outbox_empty_.wait() || pause(executor_, std::chrono::milliseconds{100}));
}

}  // namespace firedrill::links
