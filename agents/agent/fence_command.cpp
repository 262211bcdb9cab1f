#include "agents/agent/fence_command.hpp"

#include "agents/agent/run_step.hpp"
#include "agents/agent/stragglers.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/words.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/process.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace firedrill::agent::command {

namespace {

using fences::Order;

/// Of the time of the attempt: verify, set, verify again, and perhaps release.
constexpr int shares = 4;

using Cancel = std::shared_ptr<resident::Cancellation>;

/// The exit code; the error says why there is none.
asio::awaitable<Result<int>> exit_of(const Order& order, const char* name, Cancel cancel = {}) {
    auto command = command_of(order.with.at(name), order.language);
    if (!command) co_return command.error();
    command->environment.push_back(agent_mark());
    resident::Limits limits;
    limits.timeout = std::max(order.timeout / shares, Nanos{std::chrono::seconds{1}});
    const auto executor = co_await asio::this_coro::executor;
    if (!cancel) cancel = std::make_shared<resident::Cancellation>(executor);  // nobody does
    const Nanos timeout = limits.timeout;
    auto end = co_await resident::run_process(std::move(*command), limits, std::move(cancel));
    if (!end) co_return end.error();
    if (end->ending == resident::Ending::exited) co_return end->exit;
    if (end->ending == resident::Ending::cancelled)
        co_return fail(Errc::timeout, say(order.language, text::cancelled));
    co_return fail(Errc::timeout, say(order.language, text::timed_out, to_text(timeout)));
}

/// Carried out, with exit code 0. Errc::timeout: it was ended, and may have done it.
asio::awaitable<Result<void>> carry_out(const Order& order, const char* name, Cancel cancel = {}) {
    const auto exit = co_await exit_of(order, name, std::move(cancel));
    if (exit && *exit == 0) co_return Result<void>{};
    const std::string why =
        exit ? say(order.language, text::exited_with, *exit, "") : exit.error().what;
    co_return fail(exit ? Errc::io : exit.error().code,
                   say(order.language, text::program_failed, name, why));
}

asio::awaitable<Result<void>> is_proven(const Order& order) {
    const auto exit = co_await exit_of(order, "verify");
    if (exit && *exit == 0) co_return Result<void>{};
    if (exit) co_return fail(Errc::io, say(order.language, text::not_proven, *exit));
    co_return fail(Errc::io,
                   say(order.language, text::program_failed, "verify", exit.error().what));
}

asio::awaitable<AttemptReport> take_back(const Order& order, AttemptReport report,
                                         std::string why) {
    const auto back = co_await carry_out(order, "release");
    if (!back)
        co_return fences::unclear(
            std::move(report), say(order.language, text::nor_taken_back, why, back.error().what));
    fences::remove_note(order);
    co_return fences::failed(std::move(report),
                             say(order.language, text::not_fenced_after_all, why));
}

}  // namespace

Result<void> check(const plan::Parameters& with, Language language) {
    for (const char* name : {"set", "verify", "release"})
        if (const auto command = command_of(with.at(name), language); !command)
            return fail(Errc::refused,
                        say(language, text::program_failed, name, command.error().what));
    return {};
}

asio::awaitable<AttemptReport> fence(Order order) {
    AttemptReport report;
    report.started = resident::mono_now();
    const auto before = co_await exit_of(order, "verify");
    if (!before)
        co_return not_begun(
            say(order.language, text::program_failed, "verify", before.error().what));
    const bool was_set = *before == 0;
    const auto note = fences::noted(order, {{"ours", was_set ? "false" : "true"}});
    if (!note) co_return not_begun(say(order.language, text::no_note, note.error().what));
    report.facts["set"] = was_set ? "not needed" : "carried out";
    if (was_set) co_return fences::succeeded(std::move(report));
    auto done = co_await carry_out(order, "set");
    if (done) done = co_await is_proven(order);
    if (done) co_return fences::succeeded(std::move(report));
    const std::string why = done.error().what;
    co_return co_await take_back(order, std::move(report), why);
}

asio::awaitable<AttemptReport> release(Order order) {
    AttemptReport report;
    report.started = resident::mono_now();
    const auto note = fences::read_note(order);
    if (!note) co_return fences::failed(std::move(report), note.error().what);
    const bool ours = fences::is_ours(*note);
    report.facts["release"] = ours ? "carried out" : "not ours";
    if (ours) {
        const auto done = co_await carry_out(order, "release", order.cancel);
        if (!done && done.error().code == Errc::timeout)
            co_return fences::unclear(std::move(report), done.error().what);
        if (!done) co_return fences::failed(std::move(report), done.error().what);
        const auto still = co_await exit_of(order, "verify");
        if (!still || *still == 0)
            co_return fences::failed(std::move(report), say(order.language, text::still_proven));
    }
    fences::remove_note(order);
    co_return fences::succeeded(std::move(report));
}

}  // namespace firedrill::agent::command
