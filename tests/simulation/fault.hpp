// What can strike a simulated drill from outside, by name: the table of the test, a schedule on the
// command line and a shrunk failure speak of faults in these words.
#pragma once

#include <boost/describe/enum.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::simulation {

enum class Fault {
    // the network
    message_dropped,
    message_duplicated,
    message_delayed,    ///< and everything behind it on the connection
    message_reordered,  ///< overtaken by those behind it
    message_very_late,  ///< a copy comes long after its connection ended
    link_broken,
    host_unreachable,  ///< until the calm
    half_open,         ///< the peer accepts and never answers
    requests_vanish,   ///< a one-way partition
    answers_vanish,    ///< the other way
    // clocks and sleep
    wall_jumped,
    clock_drifts,
    host_suspended,   ///< CLOCK_BOOTTIME goes on, timers come late
    process_stopped,  ///< SIGSTOP: the host goes on, the program does not
    // the orchestrator and its journal
    orchestrator_killed,
    orchestrator_power_lost,  ///< another boot, another origin of the monotonic clock
    old_orchestrator,         ///< one of an earlier epoch wakes up and goes on
    commit_failed_holds,      ///< an error, and yet it is on disk
    commit_failed_lost,
    commit_hangs,
    journal_full,  ///< until the calm
    // the resident programs
    agent_killed,
    receipt_failed_holds,
    receipt_failed_lost,
    receipt_hangs,
    // what steps do
    step_fails,
    step_hangs,
    promotion_comes_late,  ///< reported as failed, and yet it happens
    effect_outlives_kill,  ///< the program had left its process group
    output_floods,
    undo_fails,
    check_cannot_say,
    revert_fails,
    // people and guards
    answer_refused,
    nobody_answers,
    stranger_answers,
    aborted,
    paused,
    step_left_out,
    neighbour_down,
};
BOOST_DESCRIBE_ENUM(Fault, message_dropped, message_duplicated, message_delayed, message_reordered,
                    message_very_late, link_broken, host_unreachable, half_open, requests_vanish,
                    answers_vanish, wall_jumped, clock_drifts, host_suspended, process_stopped,
                    orchestrator_killed, orchestrator_power_lost, old_orchestrator,
                    commit_failed_holds, commit_failed_lost, commit_hangs, journal_full,
                    agent_killed, receipt_failed_holds, receipt_failed_lost, receipt_hangs,
                    step_fails, step_hangs, promotion_comes_late, effect_outlives_kill,
                    output_floods, undo_fails, check_cannot_say, revert_fails, answer_refused,
                    nobody_answers, stranger_answers, aborted, paused, step_left_out,
                    neighbour_down)

inline constexpr std::size_t fault_count = static_cast<std::size_t>(Fault::neighbour_down) + 1;

constexpr std::size_t index_of(Fault fault) {
    return static_cast<std::size_t>(fault);
}

/// The number-th chance that this fault had to strike, counted from 1.
struct Occurrence {
    Fault fault = Fault::message_dropped;
    std::uint32_t number = 1;
    auto operator<=>(const Occurrence&) const = default;
};

using Schedule = std::vector<Occurrence>;

std::string name_of(Fault fault);
/// "message_dropped:3,17 agent_killed:2"; "none" if it is empty.
std::string schedule_text(const Schedule& schedule);
/// Throws std::invalid_argument with the word that is wrong.
Schedule parse_schedule(std::string_view text);

}  // namespace firedrill::simulation
