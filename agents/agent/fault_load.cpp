#include "agents/agent/fault_load.hpp"

#include "agents/agent/holder.hpp"
#include "agents/agent/load_child.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/waiting.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/texts.hpp"
#include "core/plan/fill.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cerrno>
#include <fstream>

namespace firedrill::agent::load {

namespace {

using resident::mono_now;

constexpr Nanos ending_time = std::chrono::seconds{10};
constexpr Nanos between_looks = std::chrono::milliseconds{5};
/// So much work of a core shows that it is busy.
constexpr Nanos work_seen = std::chrono::milliseconds{20};

std::optional<std::int64_t> memory_available() {
    std::ifstream file("/proc/meminfo");
    for (std::string name, unit; file >> name;) {
        std::int64_t kibibytes = 0;
        if (name == "MemAvailable:" && file >> kibibytes) return kibibytes * 1024;
        std::getline(file, unit);
    }
    return std::nullopt;
}

Nanos worked(pid_t pid) {
    clockid_t clock{};
    timespec spent{};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &spent) != 0) return {};
    return std::chrono::seconds{spent.tv_sec} + Nanos{spent.tv_nsec};
}

enum class Readiness { not_yet, ready, died };

Readiness look(const Child& child) {
    char byte = 0;
    const ssize_t count = ::read(child.ready.get(), &byte, 1);
    if (count == 1) return Readiness::ready;
    return count < 0 && errno == EAGAIN ? Readiness::not_yet : Readiness::died;
}

/// The whole group is gone, and what it held with it.
bool is_gone(pid_t group) {
    ::waitpid(group, nullptr, WNOHANG);
    return ::kill(-group, 0) != 0 && errno == ESRCH;
}

asio::awaitable<bool> end(pid_t group) {
    ::kill(-group, SIGKILL);
    co_return co_await wait_until([group] { return is_gone(group); }, between_looks, ending_time);
}

Result<Child> start(const plan::Parameters& found) {
    if (const auto cores = number_of(found, "cores"); cores > 0) return start_cpu(cores);
    return start_memory(number_of(found, "bytes"));
}

}  // namespace

Result<plan::Parameters> find(const plan::Fault& fault, Language language) {
    DRILL_TRY(found, this_holder());
    if (fault.kind == "cpu.load") {
        found["cores"] = fault.with.at("cores");
        return std::move(found);
    }
    const auto amount = plan::read_amount(fault.with);
    const auto available = memory_available();
    if (!amount || !available)
        return fail(Errc::refused, say(language, text::unknown_fault, fault.kind));
    const auto bytes = plan::bytes_to_take(*amount, *available);
    if (!bytes) return fail(Errc::refused, say(language, text::no_memory, *available));
    found["bytes"] = std::to_string(*bytes);
    return std::move(found);
}

asio::awaitable<AttemptReport> inflict(resident::Job job, Held& held) {
    const Language language = resident::language_of(*job.plan);
    const Nanos before = mono_now();
    auto child = start(job.found);
    if (!child) co_return not_begun(child.error().what);
    const bool busy = job.found.contains("cores");
    Readiness seen = Readiness::not_yet;
    const auto acts = [&] {
        if (seen == Readiness::not_yet) seen = look(*child);
        const bool is_there = seen == Readiness::ready && (!busy || worked(child->pid) > work_seen);
        return is_there || seen == Readiness::died || job.cancel->requested();
    };
    const bool in_time = co_await wait_until(acts, between_looks, job.timeout);
    if (!in_time || seen != Readiness::ready || job.cancel->requested()) {
        if (co_await end(child->pid)) co_return not_begun(say(language, text::no_load));
        seen = Readiness::died;
    }
    held[held_name(job.key.drill, job.key.step)] = child->pid;
    AttemptReport report;
    report.outcome = seen == Readiness::ready ? Outcome::succeeded : Outcome::unknown;
    if (report.outcome == Outcome::unknown)
        report.reason = say(language, text::load_stays, child->pid);
    report.started = before;
    report.ended = mono_now();
    report.effect = {before, report.ended};
    report.facts = {{"holder", std::to_string(child->pid)}};
    co_return report;
}

asio::awaitable<resident::Mended> mend(FaultArmed fault, Held& held, Language language) {
    resident::Mended mended;
    const auto child = held.find(held_name(fault.drill, fault.step));
    if (child == held.end()) {
        mended.verified = holder_is_gone(fault.found) || holds_it_itself(fault.found);
        const Message& why = mended.verified ? text::load_is_gone : text::load_goes_on;
        mended.why = say(language, why, number_of(fault.found, "holder"));
        co_return mended;
    }
    const pid_t group = child->second;
    mended.verified = co_await end(group);
    if (mended.verified) held.erase(held_name(fault.drill, fault.step));
    mended.why = say(language, mended.verified ? text::load_ended : text::load_stays, group);
    co_return mended;
}

}  // namespace firedrill::agent::load
