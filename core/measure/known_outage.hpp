// Outages that are made on purpose, so that the measuring code can be held against what really
// happened: a seeded plan of them, and the judgement of what was measured.
//
// The plan says how long; when exactly each came and went is stamped by whoever makes it. Lengths
// are such that every outage must be seen: at least five slots of the probe, and in ways of failing
// that say nothing the deadline R more. Pure; plain values.
#pragma once

#include "core/measure/judged.hpp"
#include "core/measure/outage.hpp"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <vector>

namespace firedrill::measure {

/// How a service fails, as its clients see it.
enum class Failing {
    refused,      ///< nobody listens, and kept connections are closed: clients hear at once
    black_holed,  ///< nobody answers a request to connect: clients hear nothing
    stalled,      ///< connections are taken, and nothing is said on them until it goes on
};
BOOST_DESCRIBE_ENUM(Failing, refused, black_holed, stalled)

struct PlannedOutage {
    Nanos lead{};                  ///< the service is up before it for so long
    std::vector<Nanos> stretches;  ///< down, up, down, …: an odd number; more than one: flaps
};

struct OutagePlan {
    Failing failing = Failing::refused;
    std::int64_t outages = 0;
    Nanos every{};     ///< I
    Nanos deadline{};  ///< R
    std::uint64_t seed = 0;
    std::uint64_t stream = 0;  ///< several plans of one seed differ
};
std::vector<PlannedOutage> plan_outages(const OutagePlan& plan);
/// With a W short enough for many outages in a row, and longer than a stalled service can answer
/// what came in its last R.
ProbeSettings calibration_settings(Nanos every, Nanos deadline);

/// What really happened: each time it went down no earlier than `down.lo` and no later than
/// `down.hi`, and came up likewise. In the clock of the probe's host.
struct DownTime {
    Interval down, up;
};
struct KnownOutage {
    std::vector<DownTime> runs;  ///< at least one, in order
    Interval lasted() const { return runs.back().up - runs.front().down; }
    Interval down_time() const;  ///< without what it was up in between
    int flaps() const { return static_cast<int>(runs.size()) - 1; }
};

struct JudgedOutage {
    Judged outage;    ///< in the client's view, nothing being known of the fault
    Judged recovery;  ///< from the known fault to sustained service
    Judged down;      ///< down time, flaps taken out
};
/// `samples` of the whole run, by due.
JudgedOutage judge_outage(const std::vector<ProbeSample>& samples, const ProbeSettings& settings,
                          const KnownOutage& known);

}  // namespace firedrill::measure
