// Verdicts: a target is met only if the whole interval meets it; missing evidence never passes.
#pragma once

#include "core/base/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::measure {

enum class Verdict { met, not_met, inconclusive, not_measured, not_applicable };
BOOST_DESCRIBE_ENUM(Verdict, met, not_met, inconclusive, not_measured, not_applicable)

/// Why a verdict is not plainly met or not_met. A code, so that reports say it in two languages.
enum class Reason {
    none,
    interval_straddles_target,  ///< shrink I, R or the clock bound
    late_probe_slots,           ///< more than 1 %, or one beside the outage
    no_samples,
    no_fault_time,
    not_recovered,
    clock_unsynchronised,
    no_write_log,
    not_verified,
    end_not_bound,  ///< the clock's end has no mark
    drill_not_completed,
    simulated,
    no_target,
    only_warned_lost,
    no_outage_seen,
    not_restored,        ///< the backup did not come back as a working service
    scratch_full,        ///< the scratch target had no room: that says nothing about the backup
    age_not_asked,       ///< no query of the newest record, or no answer to it
    load_not_run,        ///< no load, or no answer of it
    throughput_unclear,  ///< the load says only what was reached at least
};
BOOST_DESCRIBE_ENUM(Reason, none, interval_straddles_target, late_probe_slots, no_samples,
                    no_fault_time, not_recovered, clock_unsynchronised, no_write_log, not_verified,
                    end_not_bound, drill_not_completed, simulated, no_target, only_warned_lost,
                    no_outage_seen, not_restored, scratch_full, age_not_asked, load_not_run,
                    throughput_unclear)

struct Judgement {
    Verdict verdict = Verdict::not_measured;
    Reason reason = Reason::none;
    std::optional<Nanos> margin;  ///< target - upper bound
};
BOOST_DESCRIBE_STRUCT(Judgement, (), (verdict, reason, margin))

/// `trusted` is false when the prober's own faults forbid `met` (late slots).
Judgement judge_time(const std::optional<Interval>& measured, Nanos target, bool trusted = true);
Judgement judge_count(std::int64_t lo, std::int64_t hi, std::int64_t allowed);
/// The worse of two: not_met, inconclusive, not_measured, met, not_applicable.
Verdict worse(Verdict a, Verdict b);

/// One row of the decomposition: from mark to mark. The rows sum to the whole exactly.
struct Piece {
    std::string from, to;  ///< mark names
    Interval length;
    Nanos middle{};       ///< differences of the marks' middles: these sum exactly
    bool people = false;  ///< spent waiting for people
    bool unexplained = false;
    bool exercised = true;  ///< false: shown as "not exercised", never as 0
};
BOOST_DESCRIBE_STRUCT(Piece, (), (from, to, length, middle, people, unexplained, exercised))

struct MarkTime {
    std::string mark;
    Interval at;          ///< reference clock
    bool people = false;  ///< the stretch that ends here was people's
};
/// Marks in their order of C3; those absent are passed over, so their stretch joins the next.
std::vector<Piece> decompose(const std::vector<MarkTime>& marks);

}  // namespace firedrill::measure
