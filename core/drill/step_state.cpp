#include "core/drill/step_state.hpp"

#include "core/base/assert.hpp"

#include <algorithm>

namespace firedrill::drill {

std::size_t StepStates::rank_of(std::string_view id) const {
    const auto less = [&](std::uint32_t position, std::string_view wanted) {
        return std::string_view(entries_[position].first) < wanted;
    };
    const auto found = std::lower_bound(by_id_.begin(), by_id_.end(), id, less);
    return static_cast<std::size_t>(found - by_id_.begin());
}

StepStates::const_iterator StepStates::find(std::string_view id) const {
    const std::size_t rank = rank_of(id);
    if (rank == by_id_.size() || entries_[by_id_[rank]].first != id) return end();
    return begin() + by_id_[rank];
}

const StepState& StepStates::at(std::string_view id) const {
    const auto found = find(id);
    DRILL_ASSERT(found != end());
    return found->second;
}

StepState& StepStates::at(std::string_view id) {
    const auto found = std::as_const(*this).find(id);
    DRILL_ASSERT(found != std::as_const(*this).end());
    return entries_[static_cast<std::size_t>(found - std::as_const(*this).begin())].second;
}

StepState& StepStates::operator[](std::string_view id) {
    if (contains(id)) return at(id);
    const auto rank = static_cast<std::ptrdiff_t>(rank_of(id));
    by_id_.insert(by_id_.begin() + rank, static_cast<std::uint32_t>(entries_.size()));
    entries_.emplace_back(std::string(id), StepState{});
    return entries_.back().second;
}

}  // namespace firedrill::drill
