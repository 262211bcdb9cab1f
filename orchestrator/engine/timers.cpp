#include "orchestrator/engine/timers.hpp"

#include "orchestrator/links/now.hpp"

#include <algorithm>

namespace firedrill::engine {

void Timers::set(std::map<std::string, Nanos> wanted) {
    std::erase_if(fired_, [&](const auto& timer) {
        const auto found = wanted.find(timer.first);
        return found == wanted.end() || found->second != timer.second;
    });
    if (wanted == wanted_) return;
    wanted_ = std::move(wanted);
    arm();
}

void Timers::arm() {
    const Nanos* first = nullptr;
    for (const auto& [timer, at] : wanted_)
        if (!fired_.contains(timer) && (first == nullptr || at < *first)) first = &at;
    if (first == nullptr) {
        alarm_.cancel();
        return;
    }
    alarm_.expires_after(std::max(*first - now_mono(), Nanos{0}));
    alarm_.async_wait([this](const boost::system::error_code& ec) {
        if (!ec) fire_due();
    });
}

void Timers::fire_due() {
    // The alarm's clock and ours may differ by a little: only our own says what is due.
    const Nanos now = now_mono();
    for (const auto& [timer, at] : wanted_) {
        if (at > now || !fired_.emplace(timer, at).second) continue;
        fire_(timer);
    }
    arm();
}

}  // namespace firedrill::engine
