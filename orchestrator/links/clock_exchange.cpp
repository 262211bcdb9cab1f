#include "orchestrator/links/clock_exchange.hpp"

namespace firedrill::links {

namespace {

Nanos delay(const measure::ClockSample& sample) {
    return (sample.t4 - sample.t1) - (sample.t3 - sample.t2);
}

/// Its stamps lie within the exchange; clocks that drift apart and coarse ones have some slack.
bool is_possible(const measure::ClockSample& sample) {
    constexpr Nanos uptime_most{1'000'000'000'000'000'000};
    constexpr Nanos slack = std::chrono::milliseconds{1};
    return sample.t2 >= Nanos{0} && sample.t2 <= sample.t3 && sample.t3 <= uptime_most &&
           delay(sample) >= -slack;
}

}  // namespace

wire::ClockPing ClockExchange::begin_burst() {
    burst_left_ = burst_size;
    best_.reset();
    return ping();
}

ClockExchange::Answer ClockExchange::received(const wire::ClockPong& pong, Nanos t4) {
    const auto found = sent_.find(pong.id);
    if (found == sent_.end()) return {};
    const measure::ClockSample sample{.t1 = found->second, .t2 = pong.t2, .t3 = pong.t3, .t4 = t4};
    sent_.erase(sent_.begin(), std::next(found));  // pings are answered in order
    if (!is_possible(sample)) return {.impossible = true};
    consider({.boot = pong.boot, .sample = sample});
    if (!window_began_) window_began_ = t4;
    Answer answer;
    if (burst_left_ > 0 && --burst_left_ > 0) {
        answer.next = ping();
        return answer;
    }
    const bool burst_ended = best_ && best_->end_of_burst;
    if (burst_ended || t4 - *window_began_ >= keep_best_of) {
        answer.keep = std::exchange(best_, std::nullopt);
        window_began_ = t4;
    }
    return answer;
}

void ClockExchange::consider(const KeptSample& sample) {
    const bool burst = burst_left_ > 0;
    if (!best_ || best_->boot != sample.boot || delay(sample.sample) <= delay(best_->sample))
        best_ = sample;
    best_->end_of_burst = burst;
}

void ClockExchange::reset() {
    burst_left_ = 0;
    sent_.clear();
    best_.reset();
    window_began_.reset();
}

}  // namespace firedrill::links
