// What a rival sends, and what it makes of answers.
#include "core/base/match.hpp"
#include "tests/simulation/rival.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

constexpr Nanos asks_again_after = 2s;
constexpr int attempts_max = 6;

}  // namespace

int Rival::host_of(const AttemptKey& key) const {
    return rival_host(plan::find_step(plan_.plan, key.step)->host);
}

void Rival::to_all(const wire::Message& message) {
    for (const auto& host : plan_.plan.hosts) send_(number_, rival_host(host.id), message);
}

/// Now and then a connection is made anew, and the plan offered once more.
void Rival::speak() {
    for (const auto& entry : plan_.plan.hosts) {
        const int host = rival_host(entry.id);
        if (!taken_.contains(host) || chance_.percent(8)) offer(host);
        send_(number_, host, wire::Renew{.drill = drill_, .epoch = epoch_});
    }
}

void Rival::offer(int host) {
    send_(number_, host,
          wire::OfferPlan{
              .drill = drill_,
              .hash = plan_.hash,
              .bytes = kept_.contains(host) ? std::string() : plan_.bytes,
              .epoch = epoch_,
              .started = started_.empty() ? std::string(wire::OfferPlan::not_started) : started_});
}

void Rival::plan_taken(int host) {
    kept_.insert(host);
    taken_.insert(host);
    if (phase_ != Phase::preflight && phase_ != Phase::entering) return;
    if (!has_taken_everywhere()) return;
    stage_.truth.passed(drill_);
    go_on();
}

/// The start is durable; whoever waits is told of it.
void Rival::go_on() {
    const bool starts = phase_ == Phase::preflight;
    if (starts) started_ = fmt::format("b/{}", now().count());
    enter_phase(Phase::running);
    if (starts)
        for (const auto& host : plan_.plan.hosts) offer(rival_host(host.id));
    pursue();
}

std::optional<AttemptKey> Rival::next_key() const {
    if (step_ >= plan_.plan.steps.size()) return std::nullopt;
    const auto made = attempts_.find(step_);
    return AttemptKey{.drill = drill_,
                      .step = plan_.plan.steps[step_].id,
                      .attempt = made == attempts_.end() ? 1 : made->second + 1};
}

/// The next attempt, or what became of the last one. A lost request is sent again or asked about.
void Rival::pursue() {
    if (pending_ && now() - sent_ < asks_again_after) return;
    const bool asks = pending_ && chance_.percent(50);
    if (!pending_) {
        pending_ = next_key();
        if (!pending_) return completed();
        attempts_[step_] = pending_->attempt;
    }
    sent_ = now();
    const int host = host_of(*pending_);
    if (asks)
        send_(number_, host, wire::Query{.key = *pending_, .epoch = epoch_});
    else
        send_(number_, host, wire::Execute{.key = *pending_, .epoch = epoch_});
}

/// The attempt is settled: the next step comes, or another attempt of the same.
void Rival::settle(bool next_step) {
    step_ += next_step || attempts_[step_] >= attempts_max;
    pending_.reset();
    if (phase_ == Phase::stopping) return stopped();
    if (phase_ == Phase::running && next_step) pursue();
}

void Rival::ended(const wire::Ended& message) {
    if (message.key == pending_) settle(message.report.outcome == Outcome::succeeded);
}

void Rival::refused(const wire::Refused& message) {
    if (message.epoch < epoch_) return;  // it says nothing about us
    if (!message.by.empty()) {
        const bool offered = message.regarding == wire::OfferPlan::tag;
        if (phase_ == Phase::preflight && offered) return give_up_start(message.by);
        if (phase_ == Phase::entering && offered) return give_up_resume(message.by);
        if (phase_ == Phase::running) {
            if (message.key == pending_) pending_.reset();
            return stop_for(message.by);
        }
    }
    if (message.key && message.key == pending_) settle(false);
}

void Rival::receive(int host, const std::string& drill, const wire::Message& message) {
    if (!is_up() || drill != drill_) return;
    if (stands_still()) return at(able_at(), [=, this] { receive(host, drill, message); });
    match(
        message, [&](const wire::PlanTaken&) { plan_taken(host); },
        [&](const wire::Ended& m) { ended(m); },
        [&](const wire::NeverSeen& m) {
            if (m.key == pending_) settle(false);
        },
        [&](const wire::Refused& m) { refused(m); }, [](const auto&) {});
}

/// What the process before still wants to say, with its epoch, when it wakes up.
void Rival::send_stale() {
    std::vector<std::pair<int, wire::Message>> orders;
    for (auto key : {pending_, next_key()})
        if (key) {
            orders.emplace_back(host_of(*key), wire::Execute{.key = *key, .epoch = epoch_});
            orders.emplace_back(host_of(*key), wire::Cancel{.key = *key, .epoch = epoch_});
        }
    for (const auto& entry : plan_.plan.hosts) {
        const int host = rival_host(entry.id);
        orders.emplace_back(host, wire::Renew{.drill = drill_, .epoch = epoch_});
        if (chance_.percent(20))
            orders.emplace_back(host, wire::Finish{.drill = drill_, .epoch = epoch_});
    }
    const Nanos wakes = chance_.between(Nanos{1s}, Nanos{90s});
    for (const auto& [host, message] : orders)
        stage_.timeline.after(wakes + chance_.between(Nanos{0s}, Nanos{5s}),
                              [this, host, message] { send_(number_, host, message); });
}

}  // namespace firedrill::simulation
