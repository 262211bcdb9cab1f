#include "agents/agent/run_step.hpp"

#include "agents/agent/secrets.hpp"
#include "agents/agent/stragglers.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/traffic_command.hpp"
#include "agents/agent/words.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/texts.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace firedrill::agent {

namespace {

using namespace asio::experimental::awaitable_operators;
using resident::mono_now;

Nanos poll_every(const plan::Step& step) {
    const Nanos shortest = std::chrono::milliseconds{10};
    return std::max(step.retry_delay, shortest);
}

/// ": " and the last line that the program complained with: what people look for first.
std::string last_words(std::string_view errors) {
    constexpr std::size_t bytes_max = 200;
    const auto end = errors.find_last_not_of(" \r\n\t");
    if (end == std::string_view::npos) return {};
    errors = errors.substr(0, end + 1);
    const auto line = errors.substr(errors.rfind('\n') + 1);
    return ": " + std::string(line.substr(0, bytes_max));
}

/// Why the end that we saw is no success, and how sure we are about the effect.
void judge(AttemptReport& report, const resident::Finished& end, const Trial& trial) {
    const Outcome forced = trial.reads_only ? Outcome::failed : Outcome::unknown;
    switch (end.ending) {
        case resident::Ending::timed_out:
            report.outcome = forced;
            report.reason = say(trial.language, text::timed_out, to_text(trial.timeout));
            return;
        case resident::Ending::cancelled:
            report.outcome = forced;
            report.reason = say(trial.language, text::cancelled);
            return;
        case resident::Ending::stuck:
            report.outcome = Outcome::unknown;
            report.reason = say(trial.language, text::stuck);
            return;
        case resident::Ending::exited: break;
    }
    const auto met = plan::meets(trial.expect, end.exit, end.output);
    report.outcome = met ? Outcome::succeeded : Outcome::failed;
    if (!met) report.reason = met.error().what + last_words(end.errors);
    report.refused = !met && trial.command.own && end.exit == exit_refused;
    if (!met && end.exit > 128) {
        const int signal = end.exit - 128;
        report.reason += "; " + say(trial.language, text::killed_by, signal);
    }
}

/// All that was kept of a stream, so that no secret hides between two pieces of it.
std::string hidden_in(std::string text, std::int64_t bytes, const Redactor& hidden) {
    if (hidden.empty()) return text;
    const bool is_whole = bytes == static_cast<std::int64_t>(text.size());
    return is_whole ? hidden.redacted(std::move(text)) : hidden.redacted_beginning(std::move(text));
}

AttemptReport report_of(resident::Finished end, const Trial& trial) {
    end.output = hidden_in(std::move(end.output), end.output_bytes, trial.hidden);
    end.errors = hidden_in(std::move(end.errors), end.errors_bytes, trial.hidden);
    AttemptReport report;
    report.started = end.started;
    report.ended = end.ended;
    report.effect = {end.started, end.ended};
    report.exit = end.exit;
    judge(report, end, trial);
    report.output = std::move(end.output);
    report.errors = std::move(end.errors);
    report.output_bytes = end.output_bytes;
    report.errors_bytes = end.errors_bytes;
    return report;
}

Result<Trial> trial_of(const resident::Job& job) {
    Trial trial;
    trial.language = resident::language_of(*job.plan);
    trial.hidden = known_secrets(*job.plan, job.step.host);
    if (const auto* run = std::get_if<plan::Run>(&job.action)) {
        DRILL_TRY(command, command_of(*run, job.values, trial.language));
        trial.command = std::move(command);
        trial.reads_only = run->reads_only || job.key.part == Part::check;
        DRILL_CHECK(give_secrets(run->secrets, trial.language, trial.command, trial.hidden));
    } else {
        const auto& script = std::get<plan::Script>(job.action);
        DRILL_TRY(command, command_of(script, trial.language));
        trial.command = std::move(command);
        DRILL_CHECK(give_secrets(script.secrets, trial.language, trial.command, trial.hidden));
    }
    if (job.key.part == Part::act) {
        trial.expect = job.step.expect;
        trial.reads_only |= job.step.poll;  // what may be repeated at will may be cut off, too
    }
    if (job.key.part == Part::check) trial.expect = job.step.check_expect;
    trial.timeout = job.timeout;
    return trial;
}

/// A success may have told a figure of the drill.
void note_fact(AttemptReport& report, const resident::Job& job) {
    constexpr std::size_t bytes_max = 200;
    const auto* run = std::get_if<plan::Run>(&job.action);
    if (run == nullptr || !run->fact || report.outcome != Outcome::succeeded) return;
    report.facts[*run->fact] = std::string(trimmed(report.output).substr(0, bytes_max));
}

asio::awaitable<void> pause(Nanos time, std::shared_ptr<resident::Cancellation> cancel) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await (timer.async_wait(asio::use_awaitable) || cancel->wait());
}

/// `until`: a run that fails is only a "not yet" while there is time.
asio::awaitable<AttemptReport> repeat(Trial trial, resident::Job job) {
    const Nanos begun = mono_now();
    const Nanos deadline = begun + job.timeout;
    for (int tries = 1;; ++tries) {
        trial.timeout = std::max(deadline - mono_now(), Nanos{1'000'000});
        AttemptReport report = co_await try_once(trial, job.cancel);
        report.tries = tries;
        report.started = begun;
        const bool decided = report.outcome == Outcome::succeeded || report.refused;
        if (decided || job.cancel->requested()) co_return report;
        if (mono_now() + poll_every(job.step) >= deadline) {
            report.reason =
                say(trial.language, text::never_held, to_text(job.timeout), report.reason);
            co_return report;
        }
        co_await pause(poll_every(job.step), job.cancel);
    }
}

}  // namespace

AttemptReport not_begun(std::string reason) {
    AttemptReport report;
    report.outcome = Outcome::failed;
    report.refused = true;
    report.reason = std::move(reason);
    report.started = report.ended = mono_now();
    return report;
}

asio::awaitable<AttemptReport> try_once(Trial trial,
                                        std::shared_ptr<resident::Cancellation> cancel) {
    resident::Limits limits;
    limits.timeout = trial.timeout;
    trial.command.environment.push_back(agent_mark());
    auto end = co_await resident::run_process(trial.command, limits, cancel);
    if (!end) co_return not_begun(say(trial.language, text::not_started, describe(end.error())));
    co_return report_of(std::move(*end), trial);
}

asio::awaitable<AttemptReport> run_step(resident::Job job) {
    auto trial = trial_of(job);
    if (!trial) co_return not_begun(trial.error().what);
    const bool repeats = job.step.poll && job.key.part == Part::act;
    AttemptReport report = repeats ? co_await repeat(std::move(*trial), job)
                                   : co_await try_once(std::move(*trial), job.cancel);
    note_fact(report, job);
    co_return report;
}

}  // namespace firedrill::agent
