// What has become of each step. Plain values; free of threads.
#pragma once

#include "core/base/attempt.hpp"
#include "core/drill/event.hpp"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firedrill::drill {

enum class StepStatus {
    pending,
    running,   ///< an attempt is under way
    waiting,   ///< a person was asked
    delayed,   ///< waits for its retry
    orphaned,  ///< nobody heard of its end; the performer must be asked
    checking,  ///< outcome unknown, its check is under way
    held,      ///< failed, or nobody can say: a person says how to go on
    succeeded,
    failed,
    unknown,    ///< nobody can say; treated as failed, undone as if succeeded
    skipped,    ///< `when` was false, a person said so, or the drill went on from a later phase
    cancelled,  ///< the drill stopped before it began
};
BOOST_DESCRIBE_ENUM(StepStatus, pending, running, waiting, delayed, orphaned, checking, held,
                    succeeded, failed, unknown, skipped, cancelled)

/// Nothing more will happen to it by itself.
constexpr bool is_over(StepStatus status) {
    return status >= StepStatus::succeeded;
}

enum class UndoStatus {
    none,   ///< nothing was started, or there is nothing to undo
    armed,  ///< the step may have had an effect
    running,
    done,
    failed,    ///< outstanding
    released,  ///< past the point of no return, or resolved: not to be undone any more
};
BOOST_DESCRIBE_ENUM(UndoStatus, none, armed, running, done, failed, released)

/// "Drill time" is the time since DrillStarted on the orchestrator's clocks; it goes on over a
/// reboot, where monotonic values do not.
struct StepState {
    StepStatus status = StepStatus::pending;
    UndoStatus undo = UndoStatus::none;
    int attempt = 0;  ///< of part act
    int check_attempt = 0;
    int undo_attempt = 0;
    std::optional<Instant> began;  ///< orchestrator's clock: first intent, or asked
    std::optional<Instant> ended;
    AttemptReport report;  ///< of the last ended attempt of part act
    std::string option;    ///< chosen by a decide
    std::vector<PersonAnswered> answers;
    std::string why;      ///< why it is not a success, or only by somebody's word (English;
                          ///< see reasons.hpp)
    std::string said_by;  ///< the person by whose word it is skipped, or succeeded after a hold

    std::optional<Part> under_way;  ///< the part that was intended and has no end yet
    bool ask = false;               ///< its performer must be asked what became of it
    Nanos since{};                  ///< drill time: attempt intended, or person asked
    Nanos ask_since{};              ///< drill time
    Nanos due{};                    ///< drill time of the next try (delayed, undo tried before)
    std::int64_t began_seq = 0;     ///< record of the first intent; orders what was begun
    std::int64_t ended_seq = 0;     ///< record of its end
    int failures = 0;               ///< attempts of part act that count against `retries`
    int check_failures = 0;
    int undo_failures = 0;
    int never_seen = 0;
    bool touched = false;            ///< an ended attempt may have left something on the host
    bool may_have_happened = false;  ///< an ended attempt succeeded, or nobody can say
    bool cleared = false;            ///< critical: the second person agreed
    bool undo_again = false;         ///< came about anew while its undo was under way
    bool to_skip = false;            ///< a person said so: skipped when its turn comes
    bool told = false;               ///< held: a person was told
    bool presumed = false;           ///< a fence that counts as set by elapsed time alone
    bool unheard = false;  ///< point of no return: its attempt was given up and may still begin
};

/// StepState by step id, iterated in plan order; looks like a std::map to its readers.
class StepStates {
public:
    using value_type = std::pair<std::string, StepState>;
    using iterator = std::vector<value_type>::iterator;
    using const_iterator = std::vector<value_type>::const_iterator;

    iterator begin() { return entries_.begin(); }
    iterator end() { return entries_.end(); }
    const_iterator begin() const { return entries_.begin(); }
    const_iterator end() const { return entries_.end(); }
    std::size_t size() const { return entries_.size(); }
    bool empty() const { return entries_.empty(); }

    const_iterator find(std::string_view id) const;
    bool contains(std::string_view id) const { return find(id) != end(); }
    /// DRILL_ASSERTs that the step exists.
    StepState& at(std::string_view id);
    const StepState& at(std::string_view id) const;
    /// Adds the step after all others if it is new.
    StepState& operator[](std::string_view id);
    /// By position in the plan.
    StepState& nth(std::size_t position) { return entries_[position].second; }
    const StepState& nth(std::size_t position) const { return entries_[position].second; }

private:
    std::size_t rank_of(std::string_view id) const;

    std::vector<value_type> entries_;
    std::vector<std::uint32_t> by_id_;  ///< positions, in the order of the ids
};

}  // namespace firedrill::drill
