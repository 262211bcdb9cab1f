#include "agents/probe/prober.hpp"

#include "agents/probe/task.hpp"
#include "agents/resident/clock.hpp"

#include <algorithm>

namespace firedrill::probe {

namespace {

using measure::Answered;
using resident::mono_now;
using namespace std::chrono_literals;

/// A prober that woke later than this had been asleep.
Nanos tolerance(Nanos every) {
    return std::min<Nanos>(every / 2, 10ms);
}

}  // namespace

std::int64_t fresh_every(Nanos every) {
    const std::int64_t per_second = every > Nanos{0} ? Nanos(1s) / every : 1;
    return std::max<std::int64_t>(10, per_second);
}

Prober::Prober(const asio::any_io_executor& executor, ProberSettings settings,
               std::unique_ptr<Target> target, OnSample on_sample)
    : settings_(settings),
      target_(std::move(target)),
      on_sample_(std::move(on_sample)),
      timer_(executor) {
    target_->set_on_answer([this](std::int64_t slot, Answered answer) { answered(slot, answer); });
}

asio::awaitable<void> Prober::run() {
    start_ = wake_ = mono_now();
    while (!stopping_) {
        const Nanos now = mono_now();
        expire(now);
        send_due(now);
        wake_ = next_wake();
        co_await pause(timer_, std::max<Nanos>(wake_ - mono_now(), 0ns));
    }
    under_way_.clear();
    co_await target_->close();
}

void Prober::stop() {
    stopping_ = true;
    timer_.cancel();
}

void Prober::expire(Nanos now) {
    for (Slot& slot : under_way_) {
        if (deadline_of(slot) > now) break;
        if (slot.concluded) continue;
        target_->give_up(slot.number);
        conclude(slot, now, asleep(now) ? Answered::prober_late : Answered::none);
    }
    while (!under_way_.empty() && under_way_.front().concluded) under_way_.pop_front();
}

void Prober::send_due(Nanos now) {
    const auto under_way_max = static_cast<std::size_t>(settings_.deadline / settings_.every) + 2;
    for (; due(next_) <= now && !stopping_; ++next_) {
        const bool late = now - due(next_) > settings_.every / 2;
        if (!late && under_way_.size() < under_way_max) {
            send(now);
        } else {
            on_sample_({.slot = next_,
                        .due = due(next_),
                        .sent = now,
                        .completed = now,
                        .answered = Answered::prober_late});
        }
    }
}

void Prober::send(Nanos now) {
    under_way_.push_back({.number = next_, .due = due(next_), .sent = now});
    target_->ask({.slot = next_, .sent = now, .fresh = next_ % fresh_every(settings_.every) == 0});
}

void Prober::answered(std::int64_t number, Answered answer) {
    if (stopping_) return;
    const auto slot = std::ranges::find(under_way_, number, &Slot::number);
    if (slot == under_way_.end() || slot->concluded) return;
    const Nanos now = mono_now();
    if (now > deadline_of(*slot)) answer = asleep(now) ? Answered::prober_late : Answered::none;
    conclude(*slot, now, answer);
}

/// It should have woken well before now: an answer may have lain unread, so a deadline that
/// passed meanwhile says nothing. (It never plans to wake later than at the next deadline.)
bool Prober::asleep(Nanos now) const {
    return now - wake_ > tolerance(settings_.every);
}

void Prober::conclude(Slot& slot, Nanos now, Answered answer) {
    slot.concluded = true;
    on_sample_({.slot = slot.number,
                .due = slot.due,
                .sent = slot.sent,
                .completed = now,
                .answered = answer});
}

Nanos Prober::next_wake() const {
    Nanos wake = due(next_);
    const auto open = std::ranges::find(under_way_, false, &Slot::concluded);
    if (open != under_way_.end()) wake = std::min(wake, deadline_of(*open));
    return wake;
}

}  // namespace firedrill::probe
