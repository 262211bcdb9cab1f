#include "core/measure/window.hpp"

#include <algorithm>
#include <vector>

namespace firedrill::measure {

namespace {

constexpr std::int64_t million = 1'000'000;

bool has_time(Answered answered) {
    return answered == Answered::good || answered == Answered::none;
}

}  // namespace

void Window::add(const ProbeSample& sample) {
    if (sample.answered == Answered::prober_late) return;
    const bool slow_ones = settings_.slow_from.has_value();
    if (slow_ones && !has_time(sample.answered)) return;
    Entry entry{.due = sample.due, .took = sample.completed - sample.due};
    entry.counts =
        slow_ones ? entry.took > *settings_.slow_from : sample.answered != Answered::good;
    ++samples_;
    if (!first_due_) first_due_ = entry.due;
    // Slots are concluded nearly in their order: the place is at the end or close to it.
    auto place = entries_.end();
    while (place != entries_.begin() && std::prev(place)->due > entry.due) --place;
    entries_.insert(place, entry);
    if (entry.counts) ++counted_;
    const Nanos oldest = entries_.back().due - settings_.over;
    while (entries_.front().due <= oldest) {
        if (entries_.front().counts) --counted_;
        entries_.pop_front();
    }
}

std::int64_t Window::of_how_many() const {
    const auto seen = static_cast<std::int64_t>(entries_.size());
    const bool filled = entries_.back().due - *first_due_ >= settings_.over - settings_.every;
    return filled ? seen : std::max(seen, settings_.over / settings_.every);
}

bool Window::too_much() const {
    return !entries_.empty() && counted_ * million > settings_.allowed_ppm * of_how_many();
}

std::int64_t Window::value() const {
    if (entries_.empty()) return 0;
    if (!settings_.slow_from) return counted_ * million / of_how_many();
    std::vector<Nanos> times;
    for (const Entry& entry : entries_) times.push_back(entry.took);
    // as many are slower than this one as may be
    const auto size = static_cast<std::int64_t>(times.size());
    const std::int64_t rank = size - 1 - std::min(size - 1, size * settings_.allowed_ppm / million);
    std::nth_element(times.begin(), times.begin() + rank, times.end());
    return times[static_cast<std::size_t>(rank)].count();
}

}  // namespace firedrill::measure
