// IdleWatch: in a lab the program ends by itself, so that nothing is left behind. Without --lab it
// does nothing. No timer runs while somebody is connected or anything is under way.
#pragma once

#include "agents/resident/door.hpp"
#include "agents/resident/host.hpp"
#include "agents/resident/options.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>

namespace firedrill::resident {

class IdleWatch {
public:
    /// `end` is called once, when nobody has needed us for long enough.
    IdleWatch(const asio::any_io_executor& executor, const Options& options, Host& host, Door& door,
              std::function<void()> end);

private:
    void look();
    bool needed() const { return door_.has_peer() || !host_.at_rest(); }

    Host& host_;
    Door& door_;
    Nanos after_drills_;
    std::function<void()> end_;
    asio::steady_timer timer_;
    bool armed_ = false;
    Nanos armed_for_{};
};

}  // namespace firedrill::resident
