// Where the last calibration of this host is kept: a file of the host, not of a workspace, because
// every drill that starts here cites it (docs/measurement.md).
//
// root: /var/lib/firedrill/calibration-HOST.json. Others: the same name in firedrill/ below
// XDG_STATE_HOME, or else below ~/.local/state. The name of the host stands in it, because home
// directories travel. Blocking file calls; no thread rule.
#pragma once

#include "core/drill/event.hpp"
#include "core/measure/calibration.hpp"

#include <filesystem>

namespace firedrill::cli {

/// As the file has it.
struct CalibrationRecord {
    int format = 1;
    measure::Calibrated last;
    measure::Calibration found;  ///< all figures behind it
};
BOOST_DESCRIBE_STRUCT(CalibrationRecord, (), (format, last, found))

/// Errors: io, where it cannot be written, or nobody says where home is.
Result<std::filesystem::path> keep_calibration(const CalibrationRecord& record);

/// The newer one of ours and of root's, with its file. not_found: none was made on this host.
struct KeptCalibration {
    std::filesystem::path file;
    CalibrationRecord record;
};
Result<KeptCalibration> read_last_calibration();

/// What a drill that starts now cites of it.
drill::CalibrationCited last_calibration();

}  // namespace firedrill::cli
