#include "agents/agent/fault_netem.hpp"

#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/tool.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/files.hpp"
#include "agents/resident/texts.hpp"
#include "core/plan/fault_kinds.hpp"
#include "core/plan/netem.hpp"

#include <sys/utsname.h>
#include <unistd.h>
#include <sstream>

namespace firedrill::agent::netem {

namespace {

using resident::mono_now;

/// Of the queues that the kernel made itself; they come back when ours goes.
constexpr std::string_view no_handle = "0:";

std::string interface_of(const plan::Parameters& with) {
    return with.at("interface");
}

asio::awaitable<Result<Queue>> queue_of(std::string interface, Language language) {
    tool::Call call{.words = {"tc", "qdisc", "show", "dev", interface}};
    auto shown = co_await tool::run(std::move(call), language);
    if (!shown) co_return shown.error();
    co_return read_queue(*shown);
}

asio::awaitable<Result<void>> calm(std::string interface, Language language) {
    auto words = plan::words_to_calm(interface);
    words.insert(words.begin(), "tc");
    const auto done = co_await tool::run({.words = std::move(words)}, language);
    if (!done) co_return done.error();
    co_return Result<void>{};
}

/// Batches stop at the first command that fails, and what came before it stays.
asio::awaitable<AttemptReport> taken_back(std::string interface, AttemptReport report,
                                          std::string why, Language language) {
    (void)co_await calm(interface, language);
    const auto queue = co_await queue_of(interface, language);
    if (queue && !queue->ours) co_return not_begun(std::move(why));
    report.outcome = Outcome::unknown;
    report.reason = std::move(why);
    co_return report;
}

}  // namespace

bool is_netem(std::string_view kind) {
    return kind == "network.delay" || kind == "network.loss";
}

bool kernel_has_netem(const std::string& root) {
    if (::access((root + "sys/module/sch_netem").c_str(), F_OK) == 0) return true;
    constexpr std::size_t bytes_max = std::size_t{16} << 20U;
    struct utsname kernel{};
    if (::uname(&kernel) != 0) return false;
    const std::string modules = root + "lib/modules/" + kernel.release + "/modules.";
    for (const char* list : {"dep", "builtin"}) {
        const auto names = resident::read_file(modules + list, bytes_max);
        if (names && names->find("/sch_netem.ko") != names->npos) return true;
    }
    return false;
}

Result<void> check(const std::string& kind, const plan::Parameters& with, Language language) {
    DRILL_CHECK(plan::check_parameters(kind, with, language));
    if (!plan::read_disturbance(kind, with))
        return fail(Errc::refused, say(language, text::jitter_too_long));
    DRILL_CHECK(tool::may_set_network("tc", language));
    if (kernel_has_netem("/")) return {};
    return fail(Errc::refused, say(language, text::no_netem));
}

Queue read_queue(std::string_view shown) {
    Queue out;
    std::istringstream lines{std::string(shown)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string qdisc, kind, handle, place;
        words >> qdisc >> kind >> handle >> place;
        out.has_netem = out.has_netem || kind == "netem";
        if (place != "root") continue;
        out.kind = kind;
        out.of_kernel = handle == no_handle;
        out.ours = handle == plan::netem_handle;
    }
    return out;
}

asio::awaitable<Result<plan::Parameters>> find(plan::Fault fault, Language language) {
    const std::string interface = interface_of(fault.with);
    const auto queue = co_await queue_of(interface, language);
    if (!queue) co_return queue.error();
    if (!queue->of_kernel)
        co_return fail(Errc::refused, say(language, text::foreign_queue, interface, queue->kind));
    co_return plan::Parameters{{"queue", queue->kind}, {"interface", interface}};
}

asio::awaitable<AttemptReport> inflict(resident::Job job) {
    const auto& fault = std::get<plan::Fault>(job.action);
    const Language language = resident::language_of(*job.plan);
    const auto what = plan::read_disturbance(fault.kind, fault.with);
    if (!what) co_return not_begun(say(language, text::unknown_fault, fault.kind));
    AttemptReport report;
    report.facts = job.found;
    report.started = mono_now();
    tool::Call call{.words = {"tc", "-batch", "-"}, .input = plan::commands_to_disturb(*what)};
    const auto set = co_await tool::run(std::move(call), language);
    report.ended = mono_now();
    report.effect = {report.started, report.ended};
    const auto queue = co_await queue_of(what->interface, language);
    const bool holds = set && queue && queue->ours && queue->has_netem;
    if (!holds) {
        std::string why =
            set ? say(language, text::not_disturbed, what->interface) : set.error().what;
        co_return co_await taken_back(what->interface, std::move(report), std::move(why), language);
    }
    report.outcome = Outcome::succeeded;
    co_return report;
}

asio::awaitable<resident::Mended> mend(FaultArmed fault, Language language) {
    const std::string interface = interface_of(fault.with);
    resident::Mended mended;
    auto queue = co_await queue_of(interface, language);
    std::string why = queue ? "" : queue.error().what;
    if (queue && queue->ours) {
        if (const auto calmed = co_await calm(interface, language); !calmed)
            why = calmed.error().what;
        queue = co_await queue_of(interface, language);
    }
    mended.verified = queue && !queue->ours;
    mended.why = mended.verified ? say(language, text::is_calm, interface) : why;
    co_return mended;
}

}  // namespace firedrill::agent::netem
