// What a calibration found: known outages, writes and clocks on one side, the figures of the
// measuring code on the other, and whether every interval held the truth. Pure; plain values.
#pragma once

#include "core/measure/calibrated.hpp"
#include "core/measure/known_outage.hpp"
#include "core/measure/known_writes.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <vector>

namespace firedrill::measure {

struct KindFindings {
    Failing failing = Failing::refused;
    std::int64_t outages = 0;
    std::int64_t flapping = 0;  ///< of these, those that came back in between
    Held outage, recovery, down;
};
BOOST_DESCRIBE_STRUCT(KindFindings, (), (failing, outages, flapping, outage, recovery, down))

/// An interval that did not hold the truth.
struct Miss {
    Failing failing = Failing::refused;
    std::int64_t outage = 0;  ///< of its kind, from 1
    std::string figure;       ///< "outage", "recovery", "down"
    std::optional<Interval> measured;
    Interval truth;
    bool doubted = false;  ///< a drill would not have trusted it
};
BOOST_DESCRIBE_STRUCT(Miss, (), (failing, outage, figure, measured, truth, doubted))
inline constexpr std::size_t misses_kept = 20;

struct WriteFindings {
    std::int64_t writes = 0;
    std::int64_t misjudged = 0;
    WriteFigures counted, planted;
    Held age;
};
BOOST_DESCRIBE_STRUCT(WriteFindings, (), (writes, misjudged, counted, planted, age))

struct Calibration {
    std::int64_t seed = 0;
    Nanos every{};
    Nanos deadline{};
    std::vector<KindFindings> kinds;
    WriteFindings writes;
    Held clock;
    std::vector<Miss> misses;
    std::int64_t probe_cost_ppm = 0;  ///< of one core, for one probe, while outages came and went
    std::int64_t late_slots = 0, slots = 0;
    std::int64_t outages() const;
    std::int64_t intervals() const;
    std::int64_t held() const;
    std::int64_t wider() const;
    std::int64_t doubted_missed() const;
    /// Every interval held the truth, and every write stands in its class.
    bool good() const;
};
BOOST_DESCRIBE_STRUCT(Calibration, (),
                      (seed, every, deadline, kinds, writes, clock, misses, probe_cost_ppm,
                       late_slots, slots))

/// The figures of one kind; what did not hold is added to `misses`.
KindFindings find_in(Failing failing, const std::vector<KnownOutage>& known,
                     const std::vector<JudgedOutage>& judged, std::vector<Miss>& misses);
WriteFindings find_in(const JudgedWrites& judged);

/// What is kept of it.
Calibrated cited(const Calibration& calibration, std::string host, std::string version, Nanos made);

}  // namespace firedrill::measure
