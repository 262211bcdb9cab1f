// The wake-ups that decide() asked for. The set is replaced as a whole after every decision; each
// timer fires once. Belongs to one thread.
#pragma once

#include "core/base/time.hpp"
#include "orchestrator/links/asio.hpp"

#include <functional>
#include <map>
#include <string>

namespace firedrill::engine {

class Timers {
public:
    using Fire = std::function<void(const std::string& timer)>;
    Timers(const asio::any_io_executor& executor, Fire fire)
        : alarm_(executor), fire_(std::move(fire)) {}

    /// `wanted`: timer -> CLOCK_MONOTONIC_RAW. One that fired for a moment does not fire for it
    /// again.
    void set(std::map<std::string, Nanos> wanted);
    void stop() {
        wanted_.clear();
        alarm_.cancel();
    }

private:
    void arm();
    void fire_due();

    asio::steady_timer alarm_;
    Fire fire_;
    std::map<std::string, Nanos> wanted_;
    std::map<std::string, Nanos> fired_;
};

}  // namespace firedrill::engine
