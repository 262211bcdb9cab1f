// Recovery time from the samples of an open-loop probe (measurement.md (c)).
//
// Slot i is due at s_i = s_0 + i*I and is sent whether or not earlier ones returned. A sample is
// good if the answer was right and came no later than R after the slot was due. Symbols as there:
// L last good before the outage, F first bad, G last bad before the sustained run, H its first
// good; J when the fault struck. All times in the probe host's monotonic clock.
// A right answer that misses R only because the prober sent late is evidence of nothing, too. The
// intervals hold as long as probes reach the service in the order of their sending.
#pragma once

#include "core/base/result.hpp"
#include "core/base/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::measure {

enum class Answered {
    good,
    wrong,        ///< answered, but not what was asked
    refused,      ///< connection refused, reset or closed
    none,         ///< nothing within the deadline
    prober_late,  ///< sent later than I/2: evidence of nothing
};
BOOST_DESCRIBE_ENUM(Answered, good, wrong, refused, none, prober_late)

struct ProbeSample {
    std::int64_t slot = 0;
    Nanos due{};        ///< s_i
    Nanos sent{};       ///< a_i
    Nanos completed{};  ///< c_i; for `none` the moment of giving up
    Answered answered = Answered::none;
};

struct ProbeSettings {
    Nanos every{};                       ///< I
    Nanos deadline{};                    ///< R
    Nanos sustained{};                   ///< W
    std::int64_t success_ppm = 990'000;  ///< share of good ones within W
};

/// One outage as a client of the service saw it. Fields are empty where the samples do not say.
struct Outage {
    bool happened = false;
    bool recovered = false;           ///< a sustained run followed within the samples
    std::optional<Interval> start;    ///< S
    std::optional<Interval> end;      ///< E: [a_G, c_H]
    std::optional<Interval> rto;      ///< fault to sustained service; absent without J
    std::optional<Interval> client;   ///< outage in the client's view
    std::optional<Interval> down;     ///< down time inside the event, flaps taken out
    int flaps = 0;                    ///< failure runs - 1
    std::optional<Nanos> last_good;   ///< c_L (T-1)
    std::optional<Nanos> first_bad;   ///< f_F
    std::optional<Nanos> last_bad;    ///< a_G, or the last bad one when it never recovered
    std::int64_t sustained_good = 0;  ///< good samples of the W after H
    std::int64_t sustained_total = 0;
    std::int64_t slots = 0;        ///< in the window that was looked at
    std::int64_t late_slots = 0;   ///< prober_late among them
    bool late_in_bracket = false;  ///< a late slot lies beside L, F, G or H: no verdict `met`
};

/// The outage that struck in `fault` (interval J), or the first one in `window` without it.
/// Looks only at samples due in `window`; a slot number that is missing counts as late. A single
/// bad sample that does not follow the fault directly is passed over when a longer outage follows.
Outage find_outage(const std::vector<ProbeSample>& samples, const ProbeSettings& settings,
                   std::optional<Interval> fault, Interval window);

/// How a probe fared over a window, whatever happened.
struct ProbeTally {
    std::int64_t slots = 0, good = 0, bad = 0, late = 0;
};
ProbeTally tally(const std::vector<ProbeSample>& samples, const ProbeSettings& settings,
                 Interval window);

/// When a `wait_for up` (down) lasting `lasting` is fulfilled by the samples so far: the interval
/// in which that state began. Samples in order of their slots; looks from the end backwards.
std::optional<Interval> state_since(const std::vector<ProbeSample>& samples, bool up, Nanos lasting,
                                    const ProbeSettings& settings);

/// The sample file: "# firedrill samples 1 ..." and one line per slot (docs/measurement_files.md).
struct SampleFile {
    std::string probe;
    std::string host;
    std::string boot;
    ProbeSettings settings;
    std::vector<ProbeSample> samples;
};
std::string sample_header(const SampleFile& file);
std::string sample_line(const ProbeSample& sample);
/// A cut last line is dropped (a crash while writing); anything else wrong is an error.
Result<SampleFile> read_samples(std::string_view text);

}  // namespace firedrill::measure
