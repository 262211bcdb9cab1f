// What the files of the engine share about programs that know more than the journal. Nobody else
// includes it.
#pragma once

#include "core/base/attempt.hpp"
#include "core/base/result.hpp"
#include "core/drill/step_state.hpp"
#include "core/plan/approval.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::engine {

/// What is absent leaves no trace in the journal.
inline std::optional<std::vector<plan::Approval>> unless_none(
    const std::vector<plan::Approval>& approvals) {
    if (approvals.empty()) return std::nullopt;
    return approvals;
}

/// How long to wait for so many: it begins anew whenever there are fewer of them.
class Patience {
public:
    Patience(std::chrono::seconds length, std::ptrdiff_t missing)
        : length_(length), missing_(missing) {}

    bool ends(std::ptrdiff_t missing) {
        const auto now = std::chrono::steady_clock::now();
        if (missing < missing_) since_ = now;
        missing_ = missing;
        return now >= since_ + length_;
    }

private:
    std::chrono::seconds length_;
    std::ptrdiff_t missing_;
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

/// The last attempt of this part that the record has.
inline int attempt_of(const drill::StepState& state, Part part) {
    if (part == Part::check) return state.check_attempt;
    return part == Part::undo ? state.undo_attempt : state.attempt;
}

/// An agent has seen a higher epoch: somebody else took the drill over, or recovered it, or this
/// store is an older copy.
Error taken_over(const std::string& drill, const std::string& host, std::int64_t theirs,
                 std::int64_t ours);
/// An agent keeps an attempt that this store has lost.
Error record_behind(const std::string& drill, const std::string& host, const AttemptKey& key);

}  // namespace firedrill::engine
