// What the world holds every simulated drill to. Each invariant is named after the promise of
// docs/guarantees.md ("The simulation") that it is part of; a mutant must be killed by one of them.
#pragma once

namespace firedrill::simulation::promise {

inline constexpr const char* listed = "P1 a fault is reverted or listed";
inline constexpr const char* lease_ends = "P1 a leased fault ends within its lease and 2 s";
inline constexpr const char* way_back = "P2 the way back is durable before the fault acts";
inline constexpr const char* key_once = "P3 a key begins at most once";
inline constexpr const char* effect_once = "P3 no effect twice";
inline constexpr const char* no_overlap = "P3 attempts of a step do not overlap";
inline constexpr const char* not_failed = "P3 what may still happen is not called failed";
inline constexpr const char* approval = "P4 no step before its approval";
inline constexpr const char* evaluators = "P4 evaluators take no part";
inline constexpr const char* fenced = "P5 no promotion before its fence";
inline constexpr const char* into_fence = "P6 an agent mends only into a fence";
inline constexpr const char* one_primary = "P6 the old primary is never open beside the new one";
inline constexpr const char* apart = "P7 no attempts of two drills at once on common ground";
inline constexpr const char* place_first = "P7 a drill that lost its place begins nothing there";
inline constexpr const char* came_back = "P7 a drill comes back with a higher epoch only";
inline constexpr const char* place_kept = "P7 a drill that is spoken for keeps its place";
inline constexpr const char* one_passes = "P7 of two that start at once one passes";
inline constexpr const char* token = "P7 the epoch of what begins never falls";
inline constexpr const char* no_hindrance =
    "P7 drills without common ground do not hinder each other";
inline constexpr const char* rivals_end = "P7 each rival ends, or hears who is in its way";
inline constexpr const char* intent_first = "P8 no effect without a durable intent";
inline constexpr const char* receipt_first = "P8 no result without a receipt";
inline constexpr const char* replay = "P9 the journal gives the state before the crash";
inline constexpr const char* wall_clock = "P14 steps of the wall clock change nothing";
inline constexpr const char* quiet = "P19 after an abort hosts are quiet within 5 s";
inline constexpr const char* abort_obeyed = "P19 nothing begins after an abort";
inline constexpr const char* undone = "P19 everything is undone before the point of no return";
inline constexpr const char* guard = "P20 a breached guard stops the drill within 2 s";
inline constexpr const char* epochs = "P24 lower epochs have no effect";

inline constexpr const char* needs = "no step before what it needs";
inline constexpr const char* left_out = "a step left out by a decision does not begin";
inline constexpr const char* kept_after_point = "nothing is undone after the point of no return";
inline constexpr const char* undo_after_end = "no undo while the step runs";
inline constexpr const char* reverse = "undo in reverse order";
inline constexpr const char* one_undo = "one undo at a time";
inline constexpr const char* undo_succeeds = "an undo that can succeed does";
inline constexpr const char* pause = "nothing begins during a pause";
inline constexpr const char* ends = "every drill ends soon after the calm";
inline constexpr const char* valid_plans = "the simulation's plans are valid";

}  // namespace firedrill::simulation::promise
