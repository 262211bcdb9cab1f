// Which of the four-stamp exchanges with one peer the journal keeps: of a burst of 16 the one with
// the smallest delay; between bursts, one ping a second, the best of each ten seconds.
//
// Pure bookkeeping; times come in. Belongs to one thread.
#pragma once

#include "core/measure/clock.hpp"
#include "core/wire/message.hpp"

#include <map>
#include <optional>
#include <string>

namespace firedrill::links {

inline constexpr int burst_size = 16;
inline constexpr Nanos keep_best_of = std::chrono::seconds{10};

struct KeptSample {
    std::string boot;
    measure::ClockSample sample;
    bool end_of_burst = false;
};

class ClockExchange {
public:
    /// The next ping of the once-a-second kind. Stamp it with sent() when it leaves.
    wire::ClockPing ping() { return wire::ClockPing{.id = ++last_id_}; }
    /// Asks for a burst; a burst that runs is prolonged. Send the ping.
    wire::ClockPing begin_burst();
    bool in_burst() const { return burst_left_ > 0; }
    void sent(std::int64_t id, Nanos t1) { sent_[id] = t1; }

    struct Answer {
        std::optional<wire::ClockPing> next;  ///< send it at once
        std::optional<KeptSample> keep;       ///< journal it
        bool impossible = false;              ///< no clock can have shown these stamps
    };
    Answer received(const wire::ClockPong& pong, Nanos t4);

    /// The connection is gone: pings under way count for nothing.
    void reset();

private:
    void consider(const KeptSample& sample);

    std::int64_t last_id_ = 0;
    int burst_left_ = 0;
    std::map<std::int64_t, Nanos> sent_;
    std::optional<KeptSample> best_;
    std::optional<Nanos> window_began_;
};

}  // namespace firedrill::links
