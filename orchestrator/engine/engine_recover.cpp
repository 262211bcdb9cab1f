// Engine: a drill whose record was lost, wholly or in part, is taken up from what its agents keep.
//
// They are told a higher epoch first, so that no older orchestrator goes on beside us. What they
// keep and the journal does not becomes durable in one commit, together with the decision what is
// to become of the drill: cut off anywhere before, nothing happened but the higher epoch.
#include "core/base/assert.hpp"
#include "orchestrator/engine/admission.hpp"
#include "orchestrator/engine/engine.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/journal/halt.hpp"
#include "orchestrator/links/now.hpp"

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>

namespace firedrill::engine {

using namespace asio::experimental::awaitable_operators;

namespace {

/// For the reports of all lost attempts and their files.
constexpr auto collecting_patience = std::chrono::seconds{60};

Task<void> pass(asio::any_io_executor executor, std::chrono::milliseconds length) {
    asio::steady_timer timer(executor, length);
    co_await timer.async_wait(by_value);
}

Error nothing_kept(const std::string& drill) {
    return fail(Errc::refused,
                "no agent that answered keeps anything of drill " + drill +
                    ", and the store knows nothing of it either",
                "firedrill recover --list shows what the agents know");
}

}  // namespace

Task<Result<void>> Engine::recover(Recover recover) {
    DRILL_ASSERT(!started_ && !fleet_);
    if (recover.goes_on) DRILL_CO_CHECK(journal::may_drill(settings_.store));
    auto log = journal::read_drill(settings_.store, recover.drill);
    const bool store_lost = !log && log.error().code == Errc::not_found;
    if (!log && !store_lost) co_return log.error();
    if (log) {
        DRILL_CO_TRY(drill, drill::replay(log->records));
        drill_ = std::move(drill);
        records_ = std::move(log->records);
    } else if (!recover.plan) {
        co_return nothing_kept(recover.drill);
    }
    DRILL_CO_CHECK(open_journal(recover.drill));
    recovery_.emplace();
    open_links(store_lost ? *recover.plan : drill_.plan, recover.drill, 1,
               store_lost ? recover.approvals : drill_.approvals);
    DRILL_CO_CHECK(co_await everybody_told());
    co_return co_await take_over(recover, store_lost);
}

Task<Result<void>> Engine::take_over(const Recover& recover, bool store_lost) {
    DRILL_CO_TRY(epoch, agreed_epoch());
    offer_.epoch = epoch;
    entering_ = true;
    for (const auto& link : fleet_->all()) {
        link->send(offer_);
        link->renew(offer_.drill, offer_.epoch);
    }
    DRILL_CO_CHECK(co_await plan_taken());
    entering_ = false;
    const auto lost = lost_attempts(store_lost ? *recover.plan : drill_.plan);
    co_await collect(lost);
    auto learned = std::exchange(inputs_, {});
    put_recovered(recover, store_lost, lost);
    DRILL_CO_CHECK(co_await append_inputs());
    for (Input& input : learned) input.at = *drill_.now;
    inputs_.insert(inputs_.begin(), learned.begin(), learned.end());
    recovery_.reset();
    started_ = true;
    admit_all();
    co_return Result<void>{};
}

/// Higher than any that was seen. All must speak of one plan and of one start.
Result<std::int64_t> Engine::agreed_epoch() {
    std::int64_t highest = drill_.epoch;
    std::string started = drill_.started ? offer_.started : std::string();
    for (const auto& [link, greeted] : greeted_) {
        if (!greeted.held || greeted.held->drill.empty()) continue;
        const wire::DrillHeld& held = *greeted.held;
        if (held.plan_hash != offer_.hash)
            return fail(Errc::refused,
                        fmt::format("{} keeps another plan of drill {}", link->host(), held.drill),
                        "see firedrill recover --list; what it left is reverted at the host");
        if (started.empty()) started = held.started;
        if (!held.started.empty() && held.started != started)
            return fail(Errc::refused,
                        fmt::format("{} keeps another start of drill {}", link->host(), held.drill),
                        "see firedrill recover --list; what it left is reverted at the host");
        highest = std::max(highest, held.epoch);
    }
    if (started.empty()) return nothing_kept(offer_.drill);
    offer_.started = started;
    return highest + 1;
}

/// What the programs keep and the journal does not have to its end: by step in plan order, of a
/// step as they began.
std::vector<Engine::LostAttempt> Engine::lost_attempts(const plan::Plan& plan) const {
    std::vector<LostAttempt> out;
    for (const plan::Step& step : plan.steps) {
        links::Link* link = fleet_->find(step.host, step.performer);
        const auto greeted = greeted_.find(link);
        if (greeted == greeted_.end() || !greeted->second.held) continue;
        const auto state = drill_.steps.find(step.id);
        for (const wire::AttemptHeld& attempt : greeted->second.held->attempts) {
            if (attempt.step != step.id) continue;
            const int known =
                state == drill_.steps.end() ? 0 : attempt_of(state->second, attempt.part);
            const AttemptKey key{.drill = offer_.drill,
                                 .step = step.id,
                                 .attempt = attempt.attempt,
                                 .part = attempt.part};
            if (attempt.attempt > known || is_under_way(key))
                out.push_back({.key = key, .link = link, .running = attempt.running});
        }
    }
    return out;
}

/// Asks for the report of each; whoever does not answer in time is asked again as of an orphan.
Task<void> Engine::collect(const std::vector<LostAttempt>& lost) {
    for (const LostAttempt& attempt : lost) {
        if (attempt.running) continue;
        recovery_->wanted.insert(attempt.key);
        attempt.link->send(wire::Query{.key = attempt.key, .epoch = offer_.epoch});
    }
    const auto give_up = std::chrono::steady_clock::now() + collecting_patience;
    while (!recovery_->wanted.empty() && std::chrono::steady_clock::now() < give_up)
        co_await (links_changed_.wait() || pass(executor_, std::chrono::milliseconds{50}));
    recovery_->wanted.clear();
}

void Engine::put_recovered(const Recover& recover, bool store_lost,
                           const std::vector<LostAttempt>& lost) {
    if (store_lost)
        put(drill::DrillStarted{.drill = recover.drill,
                                .plan_hash = offer_.hash,
                                .plan = *recover.plan,
                                .by = recover.by,
                                .epoch = offer_.epoch,
                                .version = settings_.version,
                                .approvals = unless_none(recover.approvals)});
    for (const auto& [key, link, running] : lost) {
        drill::AttemptFound found{.key = key, .host = link->host()};
        if (const auto report = recovery_->reports.find(key); report != recovery_->reports.end())
            found.report = report->second;
        put(std::move(found));
    }
    drill::RecordRecovered recovered{.epoch = offer_.epoch,
                                     .by = recover.by,
                                     .why = recover.why,
                                     .store_lost = store_lost,
                                     .started = offer_.started,
                                     .over = true,
                                     .goes_on = recover.goes_on};
    for (const auto& link : fleet_->all()) {
        const auto greeted = greeted_.find(link.get());
        const bool answered = greeted != greeted_.end() && greeted->second.held;
        const auto& hosts = recovered.unreached;
        if (!answered && std::ranges::find(hosts, link->host()) == hosts.end())
            recovered.unreached.push_back(link->host());
        recovered.over = recovered.over && answered && greeted->second.held->finished;
    }
    recovered.goes_on = recovered.goes_on && !recovered.over;
    put(std::move(recovered));
}

}  // namespace firedrill::engine
