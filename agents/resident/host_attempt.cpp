// The life of one attempt inside the host: its actions in order, the first failure ends it.
#include "agents/resident/clock.hpp"
#include "agents/resident/host.hpp"
#include "agents/resident/texts.hpp"
#include "core/agent/ledger.hpp"
#include "core/wire/utf8.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

namespace firedrill::resident {

namespace {

using namespace asio::experimental::awaitable_operators;

/// Nothing happened.
AttemptReport refused(std::string reason) {
    AttemptReport report;
    report.outcome = Outcome::failed;
    report.refused = true;
    report.reason = std::move(reason);
    report.started = report.ended = mono_now();
    return report;
}

AttemptReport already(std::string reason) {
    AttemptReport report;
    report.outcome = Outcome::succeeded;
    report.started = report.ended = mono_now();
    report.effect = {report.started, report.started};
    report.facts["note"] = std::move(reason);
    return report;
}

/// Programs print anything; receipts and frames are UTF-8.
void repair(AttemptReport& report) {
    report.reason = wire::repaired_utf8(std::move(report.reason));
    report.output = wire::repaired_utf8(std::move(report.output));
    report.errors = wire::repaired_utf8(std::move(report.errors));
}

/// Of several actions the report of the last counts; what the earlier ones left is added.
AttemptReport joined(AttemptReport earlier, AttemptReport last) {
    if (earlier.started.count() > 0) last.started = earlier.started;
    last.artifacts.insert(last.artifacts.begin(), earlier.artifacts.begin(),
                          earlier.artifacts.end());
    last.facts.merge(earlier.facts);
    // After a first action has changed something, "nothing happened" would be a lie.
    if (earlier.outcome == Outcome::succeeded) last.refused = false;
    return last;
}

}  // namespace

Job Host::make_job(const agent::Start& start, const plan::Action& action, const Running& running) {
    return Job{.key = start.key,
               .plan = start.plan,
               .approvals = state_.drills[start.key.drill].approvals,
               .step = start.step,
               .action = action,
               .timeout = start.step.timeout,
               .values = start.values,
               .cancel = running.cancel,
               .notify =
                   [this](wire::Message message) {
                       if (everybody_) everybody_(std::move(message));
                   },
               .artifacts = parts_.artifacts};
}

asio::awaitable<void> Host::attempt(agent::Start start, Running running) {
    AttemptReport report;  // an attempt without actions has unknown outcome, which is a defect
    for (const plan::Action& action : start.actions) {
        Job job = make_job(start, action, running);
        report = joined(std::move(report), co_await perform(std::move(job), running));
        if (report.outcome != Outcome::succeeded) break;
    }
    report.host = parts_.name;
    report.boot = parts_.boot;
    repair(report);
    running_.erase(start.key);
    agent::ActionEnded ended;
    ended.key = start.key;
    ended.report = std::move(report);
    take(agent::Input(std::move(ended)));
    finish_shut_down();
    finish_giving_up();
}

asio::awaitable<AttemptReport> Host::perform(Job job, Running running) {
    const Language language = language_of(*job.plan);
    const agent::DrillView& drill = state_.drills[job.key.drill];
    if (running.cancel->requested()) co_return refused(say(language, text::cancelled_before));
    if (const auto* revert = std::get_if<plan::Revert>(&job.action)) {
        const auto armed = drill.faults.find(revert->fault);
        if (armed == drill.faults.end()) co_return already(say(language, text::nothing_armed));
        job.found = armed->second.found;
    }
    if (const auto* release = std::get_if<plan::Release>(&job.action)) {
        const auto fence = drill.fences.find(release->fence);
        // One that was cut off may hold: then it is lifted like one that does.
        if (fence == drill.fences.end() && !agent::may_be_fenced(drill, release->fence))
            co_return already(say(language, text::nothing_fenced));
    }
    if (std::holds_alternative<plan::Fault>(job.action))
        co_return co_await break_something(std::move(job), std::move(running));
    co_return co_await parts_.performer.perform(std::move(job));
}

/// Prepare, make the way back durable, and only then break.
asio::awaitable<AttemptReport> Host::break_something(Job job, Running running) {
    const Language language = language_of(*job.plan);
    auto found = co_await parts_.performer.prepare(job);
    if (!found) co_return refused(describe(found.error()));
    job.found = *found;
    agent::FaultPrepared prepared;
    prepared.key = job.key;
    prepared.found = std::move(*found);
    take(agent::Input(std::move(prepared)));
    co_await (running.proceed->wait() || running.cancel->wait());
    if (!running.proceed->requested()) co_return refused(say(language, text::cancelled_before));
    co_return co_await parts_.performer.perform(std::move(job));
}

}  // namespace firedrill::resident
