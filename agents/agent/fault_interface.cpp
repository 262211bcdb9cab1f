#include "agents/agent/fault_interface.hpp"

#include "agents/agent/link.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/tool.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/texts.hpp"
#include "core/plan/fault_kinds.hpp"

namespace firedrill::agent::interface {

namespace {

using resident::mono_now;

/// IPv6 tests an address for a second or two before it may be used.
constexpr Nanos restoring_time = std::chrono::seconds{15};
/// Fewer than a full routing table: the receipts keep them, and a person may have to type them.
constexpr std::size_t entries_max = 500;

std::string name_of(const plan::Parameters& with) {
    return with.at("interface");
}

}  // namespace

Result<void> check(const plan::Parameters& with, Language language) {
    DRILL_CHECK(plan::check_parameters("interface.down", with, language));
    return tool::may_set_network("ip", language);
}

asio::awaitable<Result<plan::Parameters>> find(plan::Fault fault, Language language) {
    const std::string name = name_of(fault.with);
    const auto link = co_await link::look(name, language);
    if (!link) co_return link.error();
    if (!link->up) co_return fail(Errc::refused, say(language, text::is_down_already, name));
    const std::size_t entries = link->addresses.size() + link->routes.size();
    if (entries > entries_max)
        co_return fail(Errc::refused, say(language, text::too_many_routes, name, entries));
    plan::Parameters found = link::kept(*link);
    found["boot"] = resident::boot_id();
    co_return found;
}

asio::awaitable<AttemptReport> inflict(resident::Job job) {
    const Language language = resident::language_of(*job.plan);
    const std::string name = name_of(std::get<plan::Fault>(job.action).with);
    AttemptReport report;
    report.facts = link::told(job.found);
    report.facts.erase("boot");
    report.started = mono_now();
    const auto done = co_await link::set_up(name, false, language);
    const auto now = co_await link::look(name, language);
    report.ended = mono_now();
    report.effect = {report.started, report.ended};
    if (!done && now && now->up) co_return not_begun(done.error().what);
    const bool down = now && !now->up;
    report.outcome = down ? Outcome::succeeded : Outcome::unknown;
    if (!down) report.reason = now ? say(language, text::is_up, name) : now.error().what;
    co_return report;
}

asio::awaitable<resident::Mended> mend(FaultArmed fault, Language language) {
    const std::string name = name_of(fault.with);
    resident::Mended mended;
    const auto boot = fault.found.find("boot");
    if (boot != fault.found.end() && boot->second != resident::boot_id()) {
        mended.verified = true;
        mended.why = say(language, text::booted_since, name);
        co_return mended;
    }
    const auto up = co_await link::set_up(name, true, language);
    if (!up) {
        mended.why = up.error().what;
        co_return mended;
    }
    link::Link wanted = link::from_kept(name, fault.found);
    const auto back = co_await link::restore(name, std::move(wanted), restoring_time, language);
    const auto now = co_await link::look(name, language);
    mended.verified = back && now && now->up;
    mended.why = !back             ? back.error().what
                 : mended.verified ? say(language, text::is_up_again, name)
                                   : say(language, text::is_down_already, name);
    co_return mended;
}

}  // namespace firedrill::agent::interface
