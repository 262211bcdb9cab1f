// A window that slides over the samples of a probe and says whether too many of them are bad or
// too slow: the figure behind a stop condition. Counts, no estimate; one thread.
#pragma once

#include "core/measure/outage.hpp"

#include <cstdint>
#include <deque>
#include <optional>

namespace firedrill::measure {

struct WindowSettings {
    Nanos every{};                   ///< I
    Nanos over{};                    ///< length of the window
    std::int64_t allowed_ppm = 0;    ///< above this share it is too much
    std::optional<Nanos> slow_from;  ///< answers slower than this count; absent: bad ones do
};

/// The time of an answer runs from when its slot was due, so a service that stands still cannot
/// hide behind a prober that waits for it. A slot without an answer is as slow as its giving up; a
/// wrong answer or a refusal has no time and counts for errors alone. Slots that the prober was
/// late for are evidence of nothing.
///
/// Until the window has been filled once, the share is that of a whole window: the first bad
/// answer alone says little, and many are too much whatever follows.
class Window {
public:
    explicit Window(WindowSettings settings) : settings_(settings) {}

    void add(const ProbeSample& sample);

    bool too_much() const;
    /// Bad ones: their share in parts per million. Slow ones: the time in nanoseconds that the
    /// allowed share of answers may exceed.
    std::int64_t value() const;
    std::int64_t samples() const { return samples_; }  ///< evidence since the start

private:
    struct Entry {
        Nanos due{};
        Nanos took{};
        bool counts = false;  ///< bad, or too slow
    };
    std::int64_t of_how_many() const;

    WindowSettings settings_;
    std::deque<Entry> entries_;  ///< by due
    std::optional<Nanos> first_due_;
    std::int64_t counted_ = 0;
    std::int64_t samples_ = 0;
};

}  // namespace firedrill::measure
