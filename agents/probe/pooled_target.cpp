#include "agents/probe/pooled_target.hpp"

#include "agents/resident/clock.hpp"

#include <algorithm>

namespace firedrill::probe {

namespace {

using measure::Answered;

constexpr std::size_t idle_max = 2;
constexpr std::size_t connecting_max = 16;

}  // namespace

PooledTarget::PooledTarget(const asio::any_io_executor& executor, MakeSession make,
                           PoolSettings settings)
    : executor_(executor), make_(std::move(make)), settings_(settings), tasks_(executor) {}

void PooledTarget::ask(Ask ask) {
    if (closing_) return;
    if (ask.fresh || !settings_.keeps) return open(ask);
    for (Link& link : links_) {
        if (link.state != Link::State::idle) continue;
        link.state = Link::State::asking;
        link.work = ask;
        return link.session->wake();
    }
    waiting_.push_back(ask);
    open_if_needed();
}

void PooledTarget::give_up(std::int64_t slot) {
    std::erase_if(waiting_, [slot](const Ask& ask) { return ask.slot == slot; });
    for (Link& link : links_) {
        if (!link.work || link.work->slot != slot) continue;
        link.work.reset();
        if (link.own) link.session->cancel();
    }
}

asio::awaitable<void> PooledTarget::close() {
    closing_ = true;
    waiting_.clear();
    for (Link& link : links_) {
        link.work.reset();
        link.session->cancel();
    }
    co_await tasks_.join();
}

void PooledTarget::open(std::optional<Ask> own) {
    const Place link = links_.emplace(links_.end());
    link->session = make_();
    link->begun = resident::mono_now();
    link->own = own.has_value();
    link->work = own;
    tasks_.spawn(run(link));
}

void PooledTarget::open_if_needed() {
    if (waiting_.empty() || closing_) return;
    const Nanos now = resident::mono_now();
    std::size_t connecting = 0;
    for (Link& link : links_) {
        if (link.own || link.state != Link::State::connecting) continue;
        if (link.begun + settings_.deadline / 3 > now) return;
        // The oldest stands first in a sleeping server's queue; the second is of least use.
        if (++connecting == 2 && links_.size() > connecting_max) link.session->cancel();
    }
    open(std::nullopt);
}

asio::awaitable<void> PooledTarget::run(Place link) {
    auto connected = co_await link->session->connect();
    if (connected) {
        while (co_await next_work(*link))
            if (!co_await put_question(*link)) break;
    } else if (!closing_) {
        connect_failed(*link, connected.error());
    }
    links_.erase(link);
    open_if_needed();
}

/// False when the session is of no more use.
asio::awaitable<bool> PooledTarget::next_work(Link& link) {
    if (closing_) co_return false;
    if (link.own)
        co_return std::exchange(link.state, Link::State::asking) ==
            Link::State::connecting&& link.work.has_value();
    link.state = Link::State::asking;
    if (!waiting_.empty()) {
        link.work = waiting_.front();
        waiting_.pop_front();
        co_return true;
    }
    const auto idle = std::ranges::count(links_, Link::State::idle, &Link::state);
    if (static_cast<std::size_t>(idle) >= idle_max) co_return false;
    link.state = Link::State::idle;
    const bool woken = co_await link.session->idle();
    // Asked and closed at the same moment: the question finds out.
    const bool asked = link.state == Link::State::asking;
    link.state = Link::State::asking;
    co_return !closing_ && (woken || asked);
}

/// False when the session is over.
asio::awaitable<bool> PooledTarget::put_question(Link& link) {
    auto answer = co_await link.session->ask();
    if (!answer) {
        ask_failed(link, answer.error());
        co_return false;
    }
    conclude(link, Answered::good);
    co_return link.session->lasts();
}

/// A session that broke says something of the slot if it was begun after it.
void PooledTarget::ask_failed(Link& link, const Error& error) {
    if (!link.work) return;
    const bool said = error.code == Errc::io;
    if (said || link.begun >= link.work->sent) {
        complaint_ = error.what;
        return conclude(link, said ? Answered::wrong : Answered::refused);
    }
    if (!closing_) waiting_.push_front(*link.work);
    link.work.reset();
}

void PooledTarget::connect_failed(Link& link, const Error& error) {
    const Answered answered = error.code == Errc::refused   ? Answered::wrong
                              : error.code == Errc::timeout ? Answered::none
                                                            : Answered::refused;
    if (error.code != Errc::busy) complaint_ = error.what;
    if (link.own) return conclude(link, answered);
    std::deque<Ask> later;
    for (const Ask& ask : std::exchange(waiting_, {})) {
        if (ask.sent > link.begun) {
            later.push_back(ask);
        } else if (on_answer_) {
            on_answer_(ask.slot, answered);
        }
    }
    waiting_ = std::move(later);
}

void PooledTarget::conclude(Link& link, Answered answered) {
    if (link.work && on_answer_ && !closing_) on_answer_(link.work->slot, answered);
    link.work.reset();
}

}  // namespace firedrill::probe
