// Several drills that were asked for at once (`firedrill run --times`): what they show together.
// Read from the journals, where each of them names its series; so it can be told again at any time.
// Reads only; main thread.
#pragma once

#include "core/measure/trials.hpp"
#include "orchestrator/cli/outcome.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace firedrill::cli {

struct SeriesDrill {
    std::string drill;
    std::int64_t number = 1;
    std::optional<drill::Ending> ending;
    measure::Verdict overall = measure::Verdict::not_measured;
    int exit_code = 0;
};
BOOST_DESCRIBE_STRUCT(SeriesDrill, (), (drill, number, ending, overall, exit_code))

struct ServiceTrials {
    std::string service;
    std::optional<Nanos> rto_target;
    measure::TrialFigures figures;
};
BOOST_DESCRIBE_STRUCT(ServiceTrials, (), (service, rto_target, figures))

struct Series {
    std::string series;  ///< id of its first drill
    std::string scenario;
    std::int64_t of = 1;  ///< how many were asked for
    std::vector<SeriesDrill> drills;
    std::vector<ServiceTrials> services;
};
BOOST_DESCRIBE_STRUCT(Series, (), (series, scenario, of, drills, services))

/// The place that a drill's first record gives it; nothing for a drill by itself.
std::optional<drill::SeriesPlace> place_of(const DrillAsRun& run);

/// The series that this drill is of. not_found: it is of none.
Result<Series> read_series(const journal::Store& store, const std::string& drill);

/// Why no other drill may follow this one, in words; empty: it ended as a drill should.
std::string why_not_again(const drill::Drill& drill, const drill::Assessment& assessment,
                          Language language);

std::string series_text(const Series& series, Language language, bool colour);

}  // namespace firedrill::cli
