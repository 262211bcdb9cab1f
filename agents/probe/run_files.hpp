// The spool files of the runs of probes, below <state>/probes/<drill>/. They outlive the program:
// a run that a restart cut off can still be handed over and cleaned up. A probe that is started
// again in one drill is another run, "client-2", with files and a table of its own. Thread-safe.
#pragma once

#include "core/base/result.hpp"
#include "core/measure/outage.hpp"
#include "core/measure/writes.hpp"

#include <string>
#include <vector>

namespace firedrill::probe {

class RunFiles {
public:
    RunFiles(const std::string& state, const std::string& drill);

    Result<void> make_directory() const;
    /// "client", "client-2", …: the first that has no file yet.
    std::string new_run(const std::string& probe) const;
    /// Runs of this probe so far, oldest first.
    std::vector<std::string> runs(const std::string& probe) const;
    std::string samples(const std::string& run) const {
        return directory_ + "/samples-" + run + ".csv";
    }
    std::string ledger(const std::string& run) const {
        return directory_ + "/ledger-" + run + ".csv";
    }

    /// How far the comparison of this step has come.
    std::string comparison(const std::string& step) const;

private:
    std::string directory_;
};

bool exists(const std::string& path);

/// Samples in the order of their slots; the spool has them as they were concluded.
Result<std::string> sorted_samples(const std::string& path);
/// Whole lines only: what a crash cut off is dropped.
Result<std::string> whole_lines(const std::string& path);

}  // namespace firedrill::probe
