// Target: what a prober asks. One ask for each slot; the answer comes through the callback, once
// or (after give_up) not at all, never from inside ask(). One thread.
#pragma once

#include "core/base/time.hpp"
#include "core/measure/outage.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace firedrill::probe {

namespace asio = boost::asio;

using OnAnswer = std::function<void(std::int64_t slot, measure::Answered)>;

struct Ask {
    std::int64_t slot = 0;
    Nanos sent{};
    bool fresh = false;  ///< over a connection of its own
};

class Target {
public:
    virtual ~Target() = default;
    virtual void set_on_answer(OnAnswer on_answer) = 0;
    virtual void ask(Ask ask) = 0;
    /// The slot's deadline has passed.
    virtual void give_up(std::int64_t slot) = 0;
    /// What was wrong with the last answer that was not good, for people; empty: not known.
    virtual std::string complaint() const { return {}; }
    /// Ends all that is under way; completes when nothing is left.
    virtual asio::awaitable<void> close() = 0;
};

}  // namespace firedrill::probe
