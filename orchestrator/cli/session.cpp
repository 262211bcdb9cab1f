#include "orchestrator/cli/session.hpp"

#include "core/base/assert.hpp"
#include "core/base/match.hpp"
#include "orchestrator/cli/session_texts.hpp"
#include "orchestrator/cli/typed_line.hpp"
#include "orchestrator/control/server.hpp"
#include "orchestrator/journal/database.hpp"
#include "orchestrator/links/launch.hpp"
#include "orchestrator/links/now.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>

#include <array>

namespace firedrill::cli {

namespace {

namespace texts = session_texts;
constexpr auto tick = std::chrono::milliseconds{200};
constexpr Nanos second_within = std::chrono::seconds{10};

class Session {
public:
    Session(const SessionSettings& settings, Undertaking what)
        : settings_(settings),
          what_(std::move(what)),
          engine_(io_.get_executor(), {.store = settings.store,
                                       .programs = links::own_directory(),
                                       .version = DRILL_VERSION}),
          server_(io_.get_executor(), engine_),
          display_(engine_, settings.display),
          signals_(io_, SIGINT, SIGTERM, SIGHUP),
          ticker_(io_),
          keys_(io_) {
        engine_.on_change([this] { display_.changed(); });
    }

    Result<std::string> run(drill::Drill& left) {
        ::signal(SIGPIPE, SIG_IGN);
        asio::co_spawn(io_, watch_signals(), asio::detached);
        asio::co_spawn(io_, tick_on(), asio::detached);
        if (display_.live()) {
            // A description of its own: non-blocking reads must not make our output non-blocking.
            const int keys = ::open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
            if (keys >= 0) {
                keys_.assign(keys);
                asio::co_spawn(io_, read_keys(), asio::detached);
            }
        }
        Result<void> result;
        asio::co_spawn(io_, drive(), [&](const std::exception_ptr& error, Result<void> ended) {
            DRILL_ASSERT(!error);
            result = std::move(ended);
        });
        io_.run();
        if (result) return engine_.drill().id;
        if (!engine_.drill().id.empty()) left = engine_.drill();
        return result.error();
    }

private:
    Task<Result<void>> drive() {
        Result<void> result = co_await begin();
        if (result) result = server_.listen(settings_.store.control(engine_.drill().id));
        if (result) result = co_await engine_.run();
        over_ = true;
        display_.end();
        co_await server_.stop();
        co_await engine_.close();
        signals_.cancel();
        ticker_.cancel();
        boost::system::error_code ignored;
        keys_.close(ignored);
        co_return result;
    }

    Task<Result<void>> begin() {
        if (const auto warning = journal::sqlite_warning()) journal::log(settings_.store, *warning);
        if (auto* start = std::get_if<engine::Start>(&what_))
            co_return co_await engine_.start(std::move(*start));
        if (auto* recover = std::get_if<engine::Recover>(&what_))
            co_return co_await engine_.recover(std::move(*recover));
        co_return co_await engine_.resume(std::move(std::get<engine::Resume>(what_)));
    }

    Task<void> watch_signals() {
        for (;;) {
            auto [ec, number] = co_await signals_.async_wait(by_value);
            if (ec || over_) co_return;
            if (number == SIGHUP) {
                display_.leave();  // the terminal is gone; the drill goes on
            } else if (number == SIGTERM) {
                engine_abort(texts::by_signal);
            } else {
                interrupted();
            }
        }
    }

    /// The first one asks, the second one within ten seconds aborts.
    void interrupted() {
        const Nanos now = now_mono();
        if (asked_at_ && now - *asked_at_ < second_within) {
            asked_at_.reset();
            display_.ask("");
            return engine_abort(texts::on_terminal);
        }
        asked_at_ = now;
        display_.ask(text(drill::past_point_of_no_return(engine_.drill()) ? texts::abort_after
                                                                          : texts::abort_before));
    }

    void engine_abort(const Message& why) {
        asio::co_spawn(io_, abort_when_running(text(why)), asio::detached);
    }

    /// During the pre-flight there is nothing to abort yet.
    Task<void> abort_when_running(std::string why) {
        while (!over_ && !engine_.running()) {
            asio::steady_timer timer(io_, std::chrono::milliseconds{5});
            co_await timer.async_wait(by_value);
        }
        if (!over_) co_await engine_.abort(settings_.by, std::move(why));
    }

    Task<void> tick_on() {
        while (!over_) {
            ticker_.expires_after(tick);
            co_await ticker_.async_wait(by_value);
            if (over_) co_return;
            if (asked_at_ && now_mono() - *asked_at_ > second_within) {
                asked_at_.reset();
                display_.ask("");
            }
            display_.tick();
        }
    }

    Task<void> read_keys() {
        std::array<char, 1> key{};
        for (;;) {
            auto [ec, count] = co_await keys_.async_read_some(asio::buffer(key), by_value);
            if (ec || over_) co_return;
            co_await pressed(key[0]);
        }
    }

    Task<void> pressed(char key) {
        if (note_) {
            co_await typed(key);
        } else if (key == 'a') {
            interrupted();
        } else if (key == 'n') {
            note_.emplace();
            display_.ask(text(texts::note));
        } else if (key == 'q') {
            display_.leave();
        } else if (key == 'p') {
            co_await pause_or_continue();
        } else {
            const auto waiting = drill::waiting_for_people(engine_.drill());
            if (!waiting.empty()) co_await answer(waiting.front(), key);
        }
    }

    Task<void> pause_or_continue() {
        const bool paused = engine_.drill().pause.has_value();
        const auto result = paused ? co_await engine_.go_on(settings_.by, text(texts::on_terminal))
                                   : co_await engine_.pause(settings_.by, text(texts::on_terminal));
        if (!result) display_.ask(describe(result.error()));
    }

    Task<void> typed(char key) {
        const auto state = note_->feed(key);
        if (state == TypedLine::State::typing) {
            display_.ask(text(texts::note) + note_->text());
            co_return;
        }
        std::string said = std::exchange(note_, std::nullopt)->text();
        display_.ask("");
        if (state == TypedLine::State::left || said.empty()) co_return;
        const auto result = co_await engine_.note(settings_.by, std::move(said));
        if (!result) display_.ask(describe(result.error()));
    }

    Task<void> answer(std::string step_id, char key) {
        const plan::Step* step = plan::find_step(engine_.drill().plan, step_id);
        engine::Reply reply{.step = step_id, .by = settings_.by};
        if (key == 'r') {
            reply.answer = drill::Answer::refused;
            reply.why = text(texts::on_terminal);
        } else if (const auto* decide = std::get_if<plan::Decide>(&step->action)) {
            const int index = key - '1';
            if (index < 0 || index >= static_cast<int>(decide->options.size())) co_return;
            reply.answer = drill::Answer::chose;
            reply.option = decide->options[static_cast<std::size_t>(index)];
        } else if (key == 'y') {
            reply.answer = std::holds_alternative<plan::Approve>(step->action)
                               ? drill::Answer::approved
                               : drill::Answer::confirmed;
        } else {
            co_return;
        }
        const auto result = co_await engine_.answer(std::move(reply));
        if (!result) display_.ask(describe(result.error()));
    }

    std::string text(const Message& message) const {
        return say(settings_.display.language, message);
    }

    const SessionSettings& settings_;
    Undertaking what_;
    asio::io_context io_{1};
    engine::Engine engine_;
    control::Server server_;
    Display display_;
    asio::signal_set signals_;
    asio::steady_timer ticker_;
    asio::posix::stream_descriptor keys_;
    std::optional<Nanos> asked_at_;
    std::optional<TypedLine> note_;  ///< while somebody types one
    bool over_ = false;
};

}  // namespace

Result<std::string> run_session(const SessionSettings& settings, Undertaking what,
                                drill::Drill& left) {
    return Session(settings, std::move(what)).run(left);
}

}  // namespace firedrill::cli
