// Simulated time: what happens when. Equal moments happen in the order in which they were planned.
#pragma once

#include "core/base/time.hpp"

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace firedrill::simulation {

class Timeline {
public:
    Nanos now() const { return now_; }
    void at(Nanos when, std::function<void()> what) {
        queue_.push({std::max(when, now_), ++order_, std::move(what)});
    }
    void after(Nanos delay, std::function<void()> what) { at(now_ + delay, std::move(what)); }
    /// Lets the next thing happen; false if nothing is planned.
    bool step() {
        if (queue_.empty()) return false;
        Item item = std::move(const_cast<Item&>(queue_.top()));
        queue_.pop();
        now_ = item.when;
        item.what();
        return true;
    }

private:
    struct Item {
        Nanos when;
        std::uint64_t order;
        std::function<void()> what;
        bool operator<(const Item& other) const {
            return when != other.when ? when > other.when : order > other.order;
        }
    };
    std::priority_queue<Item> queue_;
    Nanos now_{};
    std::uint64_t order_ = 0;
};

}  // namespace firedrill::simulation
