// A drill as it stands in the store: folded, assessed, reported. Reads only; reports are written
// below `reports/`.
#pragma once

#include "orchestrator/journal/drills.hpp"
#include "reports/report.hpp"

#include <string>
#include <vector>

namespace firedrill::cli {

struct DrillAsRun {
    drill::Drill drill;
    std::vector<drill::Record> records;
    std::string head;
};

/// Folds the journal; a journal that this version would have written differently is still shown.
Result<DrillAsRun> load_run(const journal::Store& store, const std::string& id);

drill::Assessment assess(const journal::Store& store, const DrillAsRun& run);
reports::Report make_report(const journal::Store& store, const DrillAsRun& run,
                            const drill::Assessment& assessment, Nanos generated);

struct ReportFiles {
    std::string html;
    std::string json;
};
/// Writes `reports/<drill>.html` and `.json`, each complete or not at all.
Result<ReportFiles> write_reports(const journal::Store& store, const reports::Report& report,
                                  Languages languages);
Result<void> write_file(const std::string& path, std::string_view bytes);

}  // namespace firedrill::cli
