#include "agents/agent/revert_offline.hpp"

#include "agents/agent/agent_performer.hpp"
#include "agents/agent/proc.hpp"
#include "agents/agent/revert_texts.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/lock_holder.hpp"
#include "agents/resident/texts.hpp"
#include "core/model/printable.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <fcntl.h>
#include <exception>

namespace firedrill::agent {

namespace {

/// Who works with the receipts, and how to end it.
Error agent_runs(const std::string& path, const std::string& directory, Language language) {
    const auto file = resident::open_file(path, O_RDONLY);
    const auto pid = file ? resident::lock_holder(file->get()) : std::nullopt;
    if (!pid)
        return fail(Errc::busy,
                    say(language, text::agent_runs, say(language, text::some_process), directory),
                    say(language, text::end_some_agent));
    const auto process = look_at(*pid);
    const std::string name = process ? model::printable(process->command) : "?";
    return fail(
        Errc::busy,
        say(language, text::agent_runs, say(language, text::process_is, *pid, name), directory),
        say(language, text::end_agent, *pid));
}

/// Runs a coroutine to its end, here.
template <class T>
T completed(asio::awaitable<T> work) {
    asio::io_context io(1);
    std::optional<T> result;
    asio::co_spawn(io, std::move(work), [&](const std::exception_ptr& error, T value) {
        if (error) std::rethrow_exception(error);
        result = std::move(value);
    });
    io.run();
    return std::move(*result);
}

}  // namespace

OfflineRevert::OfflineRevert(std::string directory, resident::Receipts::Opened opened,
                             std::optional<helper::Seal> seal, Language fallback)
    : directory_(std::move(directory)),
      receipts_(std::move(opened.receipts)),
      seal_(std::move(seal)),
      fallback_(fallback) {
    state_.boot = resident::boot_id();
    for (const Record& record : opened.records) apply(state_, record);
}

Result<OfflineRevert> OfflineRevert::open(const std::string& directory, Language fallback) {
    const std::string path = directory + "/receipts";
    // Opening for writing would create it.
    if (auto there = resident::open_file(path, O_RDONLY); !there) {
        if (there.error().code != Errc::not_found) return there.error();
        return fail(Errc::not_found, say(fallback, text::no_receipts, directory),
                    say(fallback, text::name_state));
    }
    DRILL_TRY(seal, helper::Seal::find(helper::directory_of(directory)));
    auto opened = resident::Receipts::open(path);
    if (opened) return OfflineRevert(directory, std::move(*opened), std::move(seal), fallback);
    if (opened.error().code == Errc::busy) return agent_runs(path, directory, fallback);
    return opened.error();
}

Language OfflineRevert::language() const {
    for (const auto& [id, drill] : state_.drills)
        if (drill.plan && !(drill.faults.empty() && drill.fences.empty()))
            return resident::language_of(*drill.plan);
    return fallback_;
}

void OfflineRevert::revert_all() {
    take(mend_all(state_, state_.boot, say(language(), text::by_person)));
    look_for_mended();
}

/// As an agent would, one after the other; nobody listens to the replies.
void OfflineRevert::take(std::vector<Directive> directives) {
    for (const Directive& directive : directives)
        if (const auto* kept = std::get_if<Keep>(&directive)) keep(kept->record);
    sync();
    for (const Directive& directive : directives)
        if (const auto* revert = std::get_if<SelfRevert>(&directive)) mend(*revert);
}

void OfflineRevert::keep(const Record& record) {
    apply(state_, record);
    // Behind a line that was written in part nothing can be read again.
    if (!not_written_) receipts_.append(record);
    const auto* lifted = std::get_if<FaultLifted>(&record);
    if (lifted == nullptr || !lifted->verified) return;
    const plan::Step* step =
        find_step(state_, {.drill = lifted->drill, .step = lifted->step, .attempt = 1});
    const auto* fault = step == nullptr ? nullptr : std::get_if<plan::Fault>(&step->action);
    mended_.push_back({.drill = lifted->drill,
                       .step = lifted->step,
                       .kind = fault == nullptr ? "" : fault->kind,
                       .why = lifted->why,
                       .fence = lifted->fence});
}

void OfflineRevert::sync() {
    if (not_written_) return;
    if (auto synced = receipts_.sync(); !synced) not_written_ = synced.error().what;
}

/// Receipts of an agent without root are its account's: what they say is believed with the seal of
/// its helper alone, for this is done as root.
resident::Mended OfflineRevert::mended_by(const SelfRevert& revert) {
    if (!seal_)
        return completed(
            mend_behind(revert.fence_first, revert.fault, {held_, directory_, language()}));
    auto opened = seal_->opened(revert.fault, revert.fence_first);
    if (!opened) return {.verified = false, .why = describe(opened.error())};
    return completed(mend_behind(revert.fence_first, std::move(*opened),
                                 {held_, helper::directory_of(directory_), language()}));
}

void OfflineRevert::mend(const SelfRevert& revert) {
    const resident::Mended mended = mended_by(revert);
    RevertEnded ended;
    ended.drill = revert.fault.drill;
    ended.step = revert.fault.step;
    ended.verified = mended.verified;
    ended.why = mended.why.empty() ? revert.why : revert.why + "; " + mended.why;
    take(respond(state_, Input(std::move(ended)), Nanos{}, plan::Performer::agent));
}

void OfflineRevert::look_for_mended() {
    std::vector<FaultSeenGone> gone;
    for (const auto& [id, drill] : state_.drills)
        for (const auto& [step, fault] : drill.faults)
            if (auto seen = faults::seen_gone(fault, language()))
                gone.push_back({.drill = id, .step = step, .why = std::move(*seen)});
    for (FaultSeenGone& fault : gone)
        take(respond(state_, Input(std::move(fault)), Nanos{}, plan::Performer::agent));
}

}  // namespace firedrill::agent
