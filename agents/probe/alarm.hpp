// Alarm: a time limit for what is under way. Set anew it forgets what it was set for before; once
// off, or destroyed, it rings no more. One thread.
#pragma once

#include "core/base/time.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>

namespace firedrill::probe {

class Alarm {
public:
    explicit Alarm(const boost::asio::any_io_executor& executor) : timer_(executor) {}
    ~Alarm() { off(); }
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    void set(Nanos after, std::function<void()> ring) {
        off();
        rang_ = false;
        armed_ = std::make_shared<bool>(true);
        timer_.expires_after(after);
        timer_.async_wait([this, armed = armed_, ring = std::move(ring)](const auto& ec) {
            if (ec || !*armed) return;
            rang_ = true;
            ring();
        });
    }
    void off() {
        if (armed_) *armed_ = false;
        timer_.cancel();
    }
    /// Since it was set.
    bool rang() const { return rang_; }

private:
    boost::asio::steady_timer timer_;
    std::shared_ptr<bool> armed_;
    bool rang_ = false;
};

}  // namespace firedrill::probe
