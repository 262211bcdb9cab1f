#include "agents/agent/fault_process.hpp"

#include "agents/agent/proc.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/waiting.hpp"
#include "agents/agent/words.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/texts.hpp"
#include "core/plan/fault_kinds.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <sys/stat.h>
#include <charconv>
#include <csignal>

namespace firedrill::agent::process_fault {

namespace {

using namespace asio::experimental::awaitable_operators;
using resident::Mended;
using resident::mono_now;

constexpr Nanos mending_time = std::chrono::seconds{10};

std::string parameter(const plan::Parameters& with, const std::string& name) {
    const auto found = with.find(name);
    return found == with.end() ? std::string() : found->second;
}

std::int64_t number_of(const plan::Parameters& with, const std::string& name) {
    const std::string text = parameter(with, name);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

// Finding
// ------------------------------------------------------------------------------------------

Result<ProcessInfo> named_by_pidfile(const std::string& path, Language language) {
    DRILL_TRY(bytes, resident::read_file(path, 65536));
    int pid = 0;
    std::from_chars(bytes.data(), bytes.data() + bytes.size(), pid);
    if (pid <= 1) return fail(Errc::refused, say(language, text::bad_pidfile, path));
    auto process = look_at(pid);
    if (!process || !process->alive())
        return fail(Errc::not_found, say(language, text::not_running, pid));
    struct stat file{};
    if (::stat(path.c_str(), &file) != 0) return resident::os_error(path);
    // A process writes its number after it started; a younger process inherited the number.
    const Nanos written = std::chrono::seconds{file.st_mtim.tv_sec} + Nanos{file.st_mtim.tv_nsec};
    if (started_at(*process) > written + std::chrono::seconds{2})
        return fail(Errc::refused, say(language, text::stale_pidfile, path, pid));
    return std::move(*process);
}

Result<ProcessInfo> named(const std::string& name, Language language) {
    std::vector<ProcessInfo> found;
    std::string pids;
    for (ProcessInfo& process : all_processes()) {
        if (process.name != name) continue;
        pids += (pids.empty() ? "" : ", ") + std::to_string(process.pid);
        found.push_back(std::move(process));
    }
    if (found.empty()) return fail(Errc::not_found, say(language, text::none_matches, name));
    if (found.size() > 1)
        return fail(Errc::refused, say(language, text::many_match, found.size(), name, pids));
    return std::move(found.front());
}

Result<ProcessInfo> target_of(const plan::Parameters& with, Language language) {
    const std::string pidfile = parameter(with, "pidfile");
    if (!pidfile.empty()) return named_by_pidfile(pidfile, language);
    return named(parameter(with, "match"), language);
}

/// The process that find() saw. Start times count from the boot, so that of another boot says
/// nothing.
ProcessInfo found_process(const plan::Parameters& found) {
    ProcessInfo process;
    process.pid = static_cast<int>(number_of(found, "pid"));
    process.start_ticks = number_of(found, "start");
    return process;
}

bool is_of_this_boot(const plan::Parameters& found) {
    const std::string boot = parameter(found, "boot");
    return boot.empty() || boot == resident::boot_id();
}

/// By a signal, or under a tracer.
bool is_stopped(const ProcessInfo& process) {
    const auto now = look_at(process.pid);
    return now && now->is(process) && (now->state == 'T' || now->state == 't');
}

// Breaking
// -----------------------------------------------------------------------------------------

AttemptReport success(Interval effect) {
    AttemptReport report;
    report.outcome = Outcome::succeeded;
    report.started = effect.lo;
    report.ended = effect.hi;
    report.effect = effect;
    return report;
}

/// The signal was sent, what it should have done did not show: nobody knows.
AttemptReport unclear(Nanos since, std::string reason) {
    AttemptReport report = success({since, mono_now()});
    report.outcome = Outcome::unknown;
    report.reason = std::move(reason);
    return report;
}

asio::awaitable<bool> took_effect(ProcessInfo target, int handle, bool pauses, Nanos time) {
    if (!pauses) co_return co_await wait_until_gone(handle, time);
    const Nanos every = std::chrono::milliseconds{1};
    co_return co_await wait_until([target] { return is_stopped(target); }, every, time);
}

asio::awaitable<AttemptReport> signal_process(resident::Job job, int signal, bool pauses) {
    const Language language = resident::language_of(*job.plan);
    const ProcessInfo target = found_process(job.found);
    auto handle = open_process(target);
    if (!handle) co_return not_begun(say(language, text::another_process, target.pid));
    const Nanos before = mono_now();
    if (auto sent = send_signal(*handle, signal); !sent)
        co_return not_begun(say(language, text::cannot_signal, target.pid, sent.error().what));
    const auto first =
        co_await (took_effect(target, handle->get(), pauses, job.timeout) || job.cancel->wait());
    const Interval effect{before, mono_now()};
    if (first.index() == 1) co_return unclear(before, say(language, resident::text::cancelled));
    if (!std::get<0>(first)) {
        const Message& why = pauses ? text::not_stopped : text::survives;
        co_return unclear(before, say(language, why, target.pid, to_text(job.timeout)));
    }
    AttemptReport report = success(effect);
    report.facts = job.found;
    report.facts.erase("boot");  // the report has it
    co_return report;
}

asio::awaitable<AttemptReport> run_words(std::string words, Language language, Nanos timeout,
                                         std::shared_ptr<resident::Cancellation> cancel) {
    auto command = command_of(words, language);
    if (!command) co_return not_begun(command.error().what);
    Trial trial;
    trial.command = std::move(*command);
    trial.timeout = timeout;
    trial.language = language;
    co_return co_await try_once(std::move(trial), cancel);
}

// Mending
// ------------------------------------------------------------------------------------------

asio::awaitable<Mended> let_go_on(plan::Parameters found, Language language) {
    const ProcessInfo process = found_process(found);
    Mended mended;
    mended.verified = true;
    mended.why = say(language, text::of_another_boot, process.pid);
    if (!is_of_this_boot(found)) co_return mended;
    // A process that is gone is not paused; its number may be somebody else's by now.
    mended.why = say(language, text::is_gone, process.pid);
    auto handle = open_process(process);
    if (!handle) co_return mended;
    if (auto sent = send_signal(*handle, SIGCONT); !sent && sent.error().code != Errc::not_found) {
        mended.verified = false;
        mended.why = say(language, text::cannot_signal, process.pid, sent.error().what);
        co_return mended;
    }
    const Nanos every = std::chrono::milliseconds{1};
    mended.verified =
        co_await wait_until([process] { return !is_stopped(process); }, every, mending_time);
    mended.why = say(language, mended.verified ? text::goes_on : text::still_stopped, process.pid);
    co_return mended;
}

asio::awaitable<Mended> start_again(std::string kind, plan::Parameters with, Language language,
                                    std::shared_ptr<resident::Cancellation> cancel, Nanos timeout) {
    Mended mended;
    const std::string words = parameter(with, "start");
    if (words.empty()) {
        // Somebody else may have started it in the meantime.
        mended.verified = kind == "process.kill" && target_of(with, language).has_value();
        if (!mended.verified) mended.why = say(language, text::not_by_itself, kind);
        co_return mended;
    }
    const AttemptReport report = co_await run_words(words, language, timeout, cancel);
    mended.verified = report.outcome == Outcome::succeeded;
    mended.why = report.reason;
    co_return mended;
}

}  // namespace

Result<void> check(const std::string& kind, const plan::Parameters& with, Language language) {
    DRILL_CHECK(plan::check_parameters(kind, with, language));
    const std::string signal = parameter(with, "signal");
    if (!signal.empty() && !signal_number(signal))
        return fail(Errc::refused, say(language, text::unknown_signal, signal));
    return {};
}

Result<plan::Parameters> find(const plan::Fault& fault, Language language) {
    if (fault.kind == "service.stop") {
        DRILL_TRY(command, command_of(parameter(fault.with, "stop"), language));
        return plan::Parameters{{"program", command.program}};
    }
    DRILL_TRY(process, target_of(fault.with, language));
    return plan::Parameters{{"pid", std::to_string(process.pid)},
                            {"start", std::to_string(process.start_ticks)},
                            {"boot", resident::boot_id()},
                            {"command", process.command}};
}

std::optional<std::string> seen_again(const FaultArmed& fault, Language language) {
    if (fault.kind != "process.kill") return std::nullopt;
    const auto process = target_of(fault.with, language);
    if (!process) return std::nullopt;
    return say(language, text::runs_again, process->pid, process->command);
}

asio::awaitable<AttemptReport> inflict(resident::Job job) {
    const auto& fault = std::get<plan::Fault>(job.action);
    const Language language = resident::language_of(*job.plan);
    if (fault.kind == "service.stop") {
        std::string words = parameter(fault.with, "stop");
        co_return co_await run_words(std::move(words), language, job.timeout, job.cancel);
    }
    const bool pauses = fault.kind == "process.pause";
    const std::string name = parameter(fault.with, "signal");
    const int number = name.empty() ? SIGKILL : signal_number(name).value_or(SIGKILL);
    co_return co_await signal_process(std::move(job), pauses ? SIGSTOP : number, pauses);
}

asio::awaitable<resident::Mended> revert(resident::Job job) {
    const auto& revert = std::get<plan::Revert>(job.action);
    const Language language = resident::language_of(*job.plan);
    if (revert.kind == "process.pause") {
        plan::Parameters found = job.found;
        co_return co_await let_go_on(std::move(found), language);
    }
    co_return co_await start_again(revert.kind, revert.with, language, job.cancel, job.timeout);
}

asio::awaitable<resident::Mended> mend(FaultArmed fault, Language language) {
    if (fault.kind == "process.pause") co_return co_await let_go_on(fault.found, language);
    Mended mended;
    mended.why = say(language, text::not_by_itself, fault.kind);
    co_return mended;
}

}  // namespace firedrill::agent::process_fault
