#include "agents/agent/agent_performer.hpp"

#include "agents/agent/faults.hpp"
#include "agents/agent/fences.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/secrets.hpp"
#include "agents/agent/snapshot.hpp"
#include "agents/agent/stragglers.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/tree.hpp"
#include "agents/resident/log.hpp"
#include "agents/resident/texts.hpp"
#include "core/plan/presumption.hpp"

namespace firedrill::agent {

namespace {

fences::Order order_of(const resident::Job& job, const std::string& kind,
                       const plan::Parameters& with, const std::string& state) {
    return {.kind = kind,
            .with = with,
            .drill = job.key.drill,
            .step = job.key.step,
            .state = state,
            .timeout = job.timeout,
            .language = resident::language_of(*job.plan),
            .cancel = job.cancel};
}

}  // namespace

Result<void> AgentPerformer::performs(const plan::Action& action) const {
    if (std::holds_alternative<plan::Snapshot>(action) ||
        std::holds_alternative<plan::ListTree>(action))
        return {};
    if (const auto* run = std::get_if<plan::Run>(&action))
        return check_secrets(run->secrets, Language::en);
    if (const auto* script = std::get_if<plan::Script>(&action))
        return scripts_ ? check_secrets(script->secrets, Language::en)
                        : fail(Errc::refused, say(Language::en, text::no_script));
    if (const auto* fault = std::get_if<plan::Fault>(&action))
        return faults::check(fault->kind, fault->with, own_, Language::en);
    if (const auto* revert = std::get_if<plan::Revert>(&action))
        return faults::check(revert->kind, revert->with, own_, Language::en);
    if (const auto* fence = std::get_if<plan::Fence>(&action))
        return fences::check(fence->kind, fence->with, Language::en);
    if (const auto* release = std::get_if<plan::Release>(&action))
        return fences::check(release->kind, release->with, Language::en);
    return fail(Errc::refused, say(Language::en, text::not_ours, plan::tag_of(action)));
}

/// Nothing that a report says leaves with a secret in it, whatever performed the step.
asio::awaitable<AttemptReport> AgentPerformer::perform(resident::Job job) {
    const Redactor hidden = known_secrets(*job.plan, job.step.host);
    AttemptReport report = co_await carry_out(std::move(job));
    hidden.redact(report);
    co_return report;
}

asio::awaitable<AttemptReport> AgentPerformer::carry_out(resident::Job job) {
    if (auto allowed = performs(job.action); !allowed) co_return not_begun(allowed.error().what);
    if (std::holds_alternative<plan::Snapshot>(job.action))
        co_return co_await take_snapshot(std::move(job));
    if (std::holds_alternative<plan::ListTree>(job.action))
        co_return co_await list_tree(std::move(job), own_.state);
    if (std::holds_alternative<plan::Fault>(job.action))
        co_return co_await faults::inflict(std::move(job), held_, own_);
    if (std::holds_alternative<plan::Revert>(job.action))
        co_return co_await faults::revert(std::move(job), held_);
    if (const auto* fence = std::get_if<plan::Fence>(&job.action))
        co_return co_await fences::fence(order_of(job, fence->kind, fence->with, own_.state));
    if (const auto* release = std::get_if<plan::Release>(&job.action))
        co_return co_await fences::release(order_of(job, release->kind, release->with, own_.state));
    co_return co_await run_step(std::move(job));
}

asio::awaitable<Result<plan::Parameters>> AgentPerformer::prepare(resident::Job job) {
    const Redactor hidden = known_secrets(*job.plan, job.step.host);
    auto found = co_await faults::find(std::move(job), own_);
    if (found && !hidden.empty())  // such as the arguments of a process
        for (auto& [name, value] : *found) value = hidden.redacted(std::move(value));
    co_return found;
}

/// No plan is at hand: the words are English.
asio::awaitable<resident::Mended> AgentPerformer::revert(FaultArmed fault,
                                                         std::optional<plan::Fence> fence) {
    co_return co_await mend_behind(std::move(fence), std::move(fault),
                                   Mender{held_, own_.state, Language::en});
}

asio::awaitable<Result<void>> AgentPerformer::extend(FaultArmed fault) {
    co_return co_await faults::extend(std::move(fault));
}

asio::awaitable<resident::Mended> mend_behind(std::optional<plan::Fence> fence, FaultArmed fault,
                                              Mender by) {
    if (!fence) co_return co_await faults::mend(std::move(fault), by.held, by.language);
    fences::Order order{.kind = fence->kind,
                        .with = fence->with,
                        .drill = fault.drill,
                        .step = fault.step,
                        .state = by.state,
                        .timeout = plan::self_fence_max,
                        .language = by.language};
    const AttemptReport fenced = co_await fences::fence(std::move(order));
    if (fenced.outcome == Outcome::succeeded)
        co_return co_await faults::mend(std::move(fault), by.held, by.language);
    resident::Mended mended;
    mended.why = say(by.language, text::fence_first_failed, fenced.reason);
    co_return mended;
}

void AgentPerformer::end_stragglers() {
    const int ended = agent::end_stragglers();
    if (ended > 0)
        resident::log("ended " + std::to_string(ended) + " programs of interrupted steps");
}

}  // namespace firedrill::agent
