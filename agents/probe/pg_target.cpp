#include "agents/probe/pg_target.hpp"

#include "agents/resident/clock.hpp"

#include <algorithm>

namespace firedrill::probe {

namespace {

using measure::Answered;
using namespace std::chrono_literals;

constexpr std::size_t idle_max = 2;
constexpr std::size_t connecting_max = 16;
constexpr Nanos silence_max = 30s;

/// Fails to be ('f', 'off') on a standby and where writing is switched off.
constexpr const char* question =
    "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only')";

bool writable(const PgRows& answer) {
    return answer.rows.size() == 1 && answer.rows[0].size() == 2 && answer.rows[0][0] == "f" &&
           answer.rows[0][1] == "off";
}

}  // namespace

PgTarget::PgTarget(const asio::any_io_executor& executor, PgService service, Nanos deadline)
    : executor_(executor), service_(std::move(service)), deadline_(deadline), tasks_(executor) {}

void PgTarget::ask(Ask ask) {
    if (closing_) return;
    if (ask.fresh) return open(ask);
    for (Link& link : links_) {
        if (link.state != Link::State::idle) continue;
        link.state = Link::State::asking;
        link.work = ask;
        return link.session.wake();
    }
    waiting_.push_back(ask);
    open_if_needed();
}

void PgTarget::give_up(std::int64_t slot) {
    std::erase_if(waiting_, [slot](const Ask& ask) { return ask.slot == slot; });
    for (Link& link : links_) {
        if (!link.work || link.work->slot != slot) continue;
        link.work.reset();
        if (link.own) link.session.cancel();
    }
}

asio::awaitable<void> PgTarget::close() {
    closing_ = true;
    waiting_.clear();
    for (Link& link : links_) {
        link.work.reset();
        link.session.cancel();
    }
    co_await tasks_.join();
}

void PgTarget::open(std::optional<Ask> own) {
    const Place link = links_.emplace(links_.end(), executor_);
    link->begun = resident::mono_now();
    link->own = own.has_value();
    link->work = own;
    tasks_.spawn(run(link));
}

void PgTarget::open_if_needed() {
    if (waiting_.empty() || closing_) return;
    const Nanos now = resident::mono_now();
    std::size_t connecting = 0;
    for (Link& link : links_) {
        if (link.own || link.state != Link::State::connecting) continue;
        if (link.begun + deadline_ / 3 > now) return;
        // The oldest stands first in a sleeping server's queue; the second is of least use.
        if (++connecting == 2 && links_.size() > connecting_max) link.session.cancel();
    }
    open(std::nullopt);
}

asio::awaitable<void> PgTarget::run(Place link) {
    const Nanos limit = service_.host_timeout * static_cast<std::int64_t>(service_.hosts.size());
    auto connected = co_await link->session.connect(service_, limit);
    if (connected) {
        while (co_await next_work(*link))
            if (!co_await put_question(*link)) break;
    } else if (!closing_) {
        connect_failed(*link, connected.error());
    }
    links_.erase(link);
    open_if_needed();
}

/// False when the connection is of no more use.
asio::awaitable<bool> PgTarget::next_work(Link& link) {
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
    const bool woken = co_await link.session.idle();
    // Asked and closed at the same moment: the question finds out.
    const bool asked = link.state == Link::State::asking;
    link.state = Link::State::asking;
    co_return !closing_ && (woken || asked);
}

/// False when the session is over.
asio::awaitable<bool> PgTarget::put_question(Link& link) {
    auto answer = co_await link.session.query(question, {}, silence_max);
    if (answer) {
        const bool right = writable(*answer);
        conclude(link, right ? Answered::good : Answered::wrong);
        co_return right;
    }
    if (answer.error().code == Errc::io || link.own) {
        conclude(link, answer.error().code == Errc::io ? Answered::wrong : Answered::refused);
    } else if (link.work && !closing_) {
        waiting_.push_front(*link.work);
        link.work.reset();
    }
    co_return false;
}

void PgTarget::connect_failed(Link& link, const Error& error) {
    const Answered answered = error.code == Errc::refused   ? Answered::wrong
                              : error.code == Errc::timeout ? Answered::none
                                                            : Answered::refused;
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

void PgTarget::conclude(Link& link, Answered answered) {
    if (link.work && on_answer_ && !closing_) on_answer_(link.work->slot, answered);
    link.work.reset();
}

}  // namespace firedrill::probe
