#include "agents/agent/agent_performer.hpp"

#include "agents/agent/faults.hpp"
#include "agents/agent/fence_postgresql.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/snapshot.hpp"
#include "agents/agent/stragglers.hpp"
#include "agents/agent/texts.hpp"
#include "agents/resident/texts.hpp"
#include "core/plan/presumption.hpp"

#include <cstdio>

namespace firedrill::agent {

namespace {

std::string data_of(const plan::Parameters& with) {
    const auto found = with.find("data");
    return found == with.end() ? std::string() : found->second;
}

Result<void> known_fence(const std::string& kind, const plan::Parameters& with) {
    if (kind != "postgresql")
        return fail(Errc::refused, say(Language::en, text::unknown_fence, kind));
    if (data_of(with).empty())
        return fail(Errc::refused, say(Language::en, text::needs_words, kind, "data"));
    return {};
}

postgresql::FenceOrder order_of(const resident::Job& job, const plan::Parameters& with,
                                const std::string& step) {
    return {.data = data_of(with),
            .name = job.key.drill + "/" + step,
            .timeout = job.timeout,
            .language = resident::language_of(*job.plan)};
}

}  // namespace

Result<void> AgentPerformer::performs(const plan::Action& action) const {
    if (std::holds_alternative<plan::Run>(action) || std::holds_alternative<plan::Snapshot>(action))
        return {};
    if (std::holds_alternative<plan::Script>(action))
        return lab_ ? Result<void>() : fail(Errc::refused, say(Language::en, text::no_script));
    if (const auto* fault = std::get_if<plan::Fault>(&action))
        return faults::check(fault->kind, fault->with, Language::en);
    if (const auto* revert = std::get_if<plan::Revert>(&action))
        return faults::check(revert->kind, revert->with, Language::en);
    if (const auto* fence = std::get_if<plan::Fence>(&action))
        return known_fence(fence->kind, fence->with);
    if (const auto* release = std::get_if<plan::Release>(&action))
        return known_fence(release->kind, release->with);
    return fail(Errc::refused, say(Language::en, text::not_ours, plan::tag_of(action)));
}

asio::awaitable<AttemptReport> AgentPerformer::perform(resident::Job job) {
    if (auto allowed = performs(job.action); !allowed) co_return not_begun(allowed.error().what);
    if (std::holds_alternative<plan::Snapshot>(job.action))
        co_return co_await take_snapshot(std::move(job));
    if (std::holds_alternative<plan::Fault>(job.action))
        co_return co_await faults::inflict(std::move(job), held_);
    if (std::holds_alternative<plan::Revert>(job.action))
        co_return co_await faults::revert(std::move(job), held_);
    if (const auto* fence = std::get_if<plan::Fence>(&job.action)) {
        postgresql::FenceOrder order = order_of(job, fence->with, job.step.id);
        co_return co_await postgresql::fence(std::move(order));
    }
    if (const auto* release = std::get_if<plan::Release>(&job.action))
        co_return postgresql::release(order_of(job, release->with, release->fence));
    co_return co_await run_step(std::move(job));
}

asio::awaitable<Result<plan::Parameters>> AgentPerformer::prepare(resident::Job job) {
    co_return faults::find(job, state_);
}

/// No plan is at hand: the words are English.
asio::awaitable<resident::Mended> AgentPerformer::revert(FaultArmed fault,
                                                         std::optional<plan::Fence> fence) {
    co_return co_await mend_behind(std::move(fence), std::move(fault), held_, Language::en);
}

asio::awaitable<Result<void>> AgentPerformer::extend(FaultArmed fault) {
    co_return co_await faults::extend(std::move(fault));
}

asio::awaitable<resident::Mended> mend_behind(std::optional<plan::Fence> fence, FaultArmed fault,
                                              faults::Held& held, Language language) {
    if (!fence) co_return co_await faults::mend(std::move(fault), held, language);
    postgresql::FenceOrder order{.data = data_of(fence->with),
                                 .name = fault.drill + "/" + fault.step,
                                 .timeout = plan::self_fence_max,
                                 .language = language};
    const AttemptReport fenced = co_await postgresql::fence(std::move(order));
    if (fenced.outcome == Outcome::succeeded)
        co_return co_await faults::mend(std::move(fault), held, language);
    resident::Mended mended;
    mended.why = say(language, text::fence_first_failed, fenced.reason);
    co_return mended;
}

void AgentPerformer::end_stragglers() {
    const int ended = agent::end_stragglers();
    if (ended > 0) std::fprintf(stderr, "ended %d programs of interrupted steps\n", ended);
}

}  // namespace firedrill::agent
