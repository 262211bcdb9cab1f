// What the last calibration of a host showed: the harness's own error, as found by measuring known
// outages and losses (calibration.hpp). Kept on the host, cited by drills. Plain value.
#pragma once

#include "core/base/time.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <string>

namespace firedrill::measure {

struct Calibrated {
    std::string host;          ///< where probes and known outages were
    std::string version;       ///< of Firedrill
    Nanos made{};              ///< UTC
    std::int64_t seed = 0;     ///< makes the same outages again
    Nanos every{};             ///< probe interval I
    Nanos deadline{};          ///< R
    std::int64_t outages = 0;  ///< that were injected
    std::int64_t intervals = 0;
    std::int64_t held = 0;   ///< of these, those that held the truth
    std::int64_t wider = 0;  ///< of these, those wider than the formula allows
    Nanos median_error{};    ///< of the middle, over refused connections: the plainest failure
    Nanos worst_error{};     ///< of the middle, over all outages
    std::int64_t writes = 0;
    std::int64_t misjudged = 0;  ///< of these, in another class than planted
};
BOOST_DESCRIBE_STRUCT(Calibrated, (),
                      (host, version, made, seed, every, deadline, outages, intervals, held, wider,
                       median_error, worst_error, writes, misjudged))

}  // namespace firedrill::measure
