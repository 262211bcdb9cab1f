// Engine: every program that connects is first asked what it keeps of the drill. One that knows
// more than the journal shows that the journal is not the drill's: an older copy of the store, or
// an orchestrator that slept while another one took over. Nothing is sent then.
#include "orchestrator/engine/admission.hpp"
#include "orchestrator/engine/engine.hpp"
#include "orchestrator/links/lab_place.hpp"
#include "orchestrator/links/now.hpp"

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <utility>

namespace firedrill::engine {

using namespace asio::experimental::awaitable_operators;

namespace {

constexpr auto telling_patience = std::chrono::seconds{3};
/// A plan is large, and its reader busy with it: all at once a great fleet would seem silent.
constexpr std::size_t offers_at_once = 16;
/// Who answers heartbeats and no offer keeps nobody else waiting.
constexpr Nanos offer_patience = std::chrono::seconds{3};

Task<void> pass(asio::any_io_executor executor, std::chrono::milliseconds length) {
    asio::steady_timer timer(executor, length);
    co_await timer.async_wait(by_value);
}

std::string recover_remedy(const std::string& drill) {
    return "firedrill recover " + drill +
           " completes the record from what the agents keep, and stops the drill safely";
}

}  // namespace

Error taken_over(const std::string& drill, const std::string& host, std::int64_t theirs,
                 std::int64_t ours) {
    return fail(Errc::refused,
                fmt::format("drill {}: the agent on {} has seen epoch {}, and this journal ends in "
                            "epoch {}: another orchestrator took the drill over, or this store is "
                            "an older copy",
                            drill, host, theirs, ours),
                recover_remedy(drill));
}

Error record_behind(const std::string& drill, const std::string& host, const AttemptKey& key) {
    return fail(Errc::refused,
                fmt::format("drill {}: the agent on {} keeps {}, which this journal does not have: "
                            "this store is an older copy, or has lost its end",
                            drill, host, to_text(key)),
                recover_remedy(drill));
}

void Engine::told(links::Link& link, const wire::DrillsHeld& message) {
    const auto greeted = greeted_.find(&link);
    if (message.asked != offer_.drill || greeted == greeted_.end()) return;
    if (message.receipts) see_chain(link, *message.receipts);
    // the first answer of a connection is about the drill, further ones about receipts
    if (const auto asking = asking_.find(&link); asking != asking_.end() && greeted->second.held) {
        told_receipts(link, asking->second, message);
        return links_changed_.notify();
    }
    greeted->second.held = message.drills.empty() ? wire::DrillHeld{} : message.drills.front();
    links_changed_.notify();
    if (admits_) admit(link, greeted->second);
}

/// Tells the program of the drill; from now on it counts as reached.
void Engine::admit(links::Link& link, Greeted& greeted) {
    if (greeted.admitted || !greeted.held) return;
    if (auto why = ahead_of_us(link, *greeted.held)) return break_off(std::move(*why));
    if (!has_room_for_offer()) return;
    offered_[&link] = now_mono();
    greeted.admitted = true;
    if (const auto ends = earlier_.find(link.host()); ends != earlier_.end())
        for (const auto& finish : ends->second) link.send(finish);
    link.send(offer_);
    link.renew(offer_.drill, offer_.epoch);
    const auto known = contact_.find(link.host());
    const bool all_here = std::ranges::all_of(fleet_->all(), [&](const auto& other) {
        const auto found = greeted_.find(other.get());
        return other->host() != link.host() || (found != greeted_.end() && found->second.admitted);
    });
    if (!all_here || (known != contact_.end() && known->second)) return;
    contact_[link.host()] = true;
    put(drill::ContactMade{
        .host = link.host(), .boot = greeted.welcome.boot, .version = greeted.welcome.version});
}

void Engine::admit_all() {
    admits_ = true;
    for (const auto& link : fleet_->all()) {
        if (const auto found = greeted_.find(link.get()); found != greeted_.end())
            admit(*link, found->second);
        else if (link->has_failed())  // told before there was a drill to note it in
            lost(*link, fail(Errc::unreachable, link->down_because()));
    }
}

bool Engine::has_room_for_offer() const {
    const Nanos old = now_mono() - offer_patience;
    const auto waits = [&](const auto& offer) { return offer.second > old; };
    return std::cmp_less(std::ranges::count_if(offered_, waits), offers_at_once);
}

/// It has taken or refused the plan, or is gone: another one's turn.
void Engine::answered_offer(const links::Link& link) {
    if (offered_.erase(&link) > 0) admit_waiting();
}

void Engine::admit_waiting() {
    if (!admits_) return;
    for (const auto& link : fleet_->all()) {
        if (!has_room_for_offer()) return;
        if (const auto found = greeted_.find(link.get()); found != greeted_.end())
            admit(*link, found->second);
    }
}

/// Before the drill has begun its name says nothing yet: the program itself knows earlier starts.
std::optional<Error> Engine::ahead_of_us(const links::Link& link,
                                         const wire::DrillHeld& held) const {
    if (!drill_.index) return std::nullopt;
    // Who told it to stand down had no journal to say so in.
    const bool nobody_holds_it = held.stood_down && !started_;
    if (held.epoch > drill_.epoch && !nobody_holds_it)
        return taken_over(drill_.id, link.host(), held.epoch, drill_.epoch);
    for (const wire::AttemptHeld& attempt : held.attempts) {
        const auto state = drill_.steps.find(attempt.step);
        const int known = state == drill_.steps.end() ? 0 : attempt_of(state->second, attempt.part);
        if (attempt.attempt > known)
            return record_behind(drill_.id, link.host(),
                                 {.drill = drill_.id,
                                  .step = attempt.step,
                                  .attempt = attempt.attempt,
                                  .part = attempt.part});
    }
    return std::nullopt;
}

void Engine::break_off(Error why) {
    if (!broken_) broken_ = std::move(why);
    wake_.notify();
    links_changed_.notify();
}

/// Every program has said what it keeps, or cannot be reached, or took too long.
Task<Result<void>> Engine::everybody_told() {
    const auto give_up = std::chrono::steady_clock::now() + telling_patience;
    const auto all_told = [&] {
        return std::ranges::all_of(fleet_->all(), [&](const auto& link) {
            const auto found = greeted_.find(link.get());
            if (found == greeted_.end()) return link->has_failed();
            return found->second.held.has_value();
        });
    };
    while (!all_told() && std::chrono::steady_clock::now() < give_up)
        co_await (links_changed_.wait() || pass(executor_, std::chrono::milliseconds{50}));
    for (const auto& link : fleet_->all())
        if (const auto found = greeted_.find(link.get());
            !recovery_ && found != greeted_.end() && found->second.held)
            if (auto why = ahead_of_us(*link, *found->second.held)) co_return *why;
    co_return Result<void>{};
}

/// Every program that was told the plan has taken it, or has refused it.
Task<Result<void>> Engine::plan_taken() {
    const auto missing = [&] {
        return std::ranges::count_if(fleet_->all(), [&](const auto& link) {
            return link->up() && !taken_.contains(link.get()) && !refusals_.contains(link.get());
        });
    };
    Patience patience(telling_patience, missing());
    while (!broken_ && missing() > 0 && !patience.ends(missing()))
        co_await (links_changed_.wait() || pass(executor_, std::chrono::milliseconds{50}));
    if (broken_) co_return *broken_;
    for (const auto& [link, why] : refusals_)
        co_return fail(Errc::refused,
                       fmt::format("{} on {} refuses the plan: {}",
                                   links::program_name(link->program()), link->host(), why),
                       "nothing was done; firedrill resume when it is over");
    co_return Result<void>{};
}

}  // namespace firedrill::engine
