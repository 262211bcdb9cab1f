// PooledTarget: asks a service over sessions, as its clients do.
//
// Most slots use kept sessions; a slot asked `fresh` opens one of its own. A slot is answered as
// bad only on evidence of its own time: an attempt to connect that was begun after the slot, or
// silence on a kept session. A broken kept session is therefore not the slot's failure: the slot
// goes on over a new one. While a server is silent, attempts already in its queue are kept (they
// are answered first when it wakes) and new ones are begun only every R/3: a probe must not bury
// the server it watches.
#pragma once

#include "agents/probe/session.hpp"
#include "agents/probe/target.hpp"
#include "agents/probe/task.hpp"

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

namespace firedrill::probe {

using MakeSession = std::function<std::unique_ptr<Session>()>;

struct PoolSettings {
    Nanos deadline{};   ///< R
    bool keeps = true;  ///< false: every slot has a session of its own
};

class PooledTarget final : public Target {
public:
    PooledTarget(const asio::any_io_executor& executor, MakeSession make, PoolSettings settings);
    void set_on_answer(OnAnswer on_answer) override { on_answer_ = std::move(on_answer); }
    void ask(Ask ask) override;
    void give_up(std::int64_t slot) override;
    asio::awaitable<void> close() override;
    std::string complaint() const override { return complaint_; }

private:
    struct Link {
        enum class State { connecting, idle, asking };
        std::unique_ptr<Session> session;
        State state = State::connecting;
        Nanos begun{};            ///< when it began to connect
        std::optional<Ask> work;  ///< what it asks now; empty once given up
        bool own = false;         ///< for one slot only
    };
    using Place = std::list<Link>::iterator;

    void open(std::optional<Ask> own);
    void open_if_needed();
    asio::awaitable<void> run(Place link);
    asio::awaitable<bool> next_work(Link& link);
    asio::awaitable<bool> put_question(Link& link);
    void ask_failed(Link& link, const Error& error);
    void connect_failed(Link& link, const Error& error);
    void conclude(Link& link, measure::Answered answered);

    asio::any_io_executor executor_;
    MakeSession make_;
    PoolSettings settings_;
    OnAnswer on_answer_;
    std::string complaint_;
    std::list<Link> links_;
    std::deque<Ask> waiting_;  ///< for a session, in the order of their slots
    bool closing_ = false;
    TaskGroup tasks_;
};

}  // namespace firedrill::probe
