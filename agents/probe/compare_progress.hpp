// How far a comparison has come, in a file beside the spool, so that a step that is tried again
// goes on from there. It counts only for the same work within a day. One thread.
#pragma once

#include "agents/probe/compare_tables.hpp"

namespace firedrill::probe {

struct CompareProgress {
    std::string work;  ///< digest of what is compared
    Nanos wall{};      ///< UTC, when it was kept
    std::vector<ComparedRows> done;
    TableProgress table;  ///< of the one after them
};
BOOST_DESCRIBE_STRUCT(ComparedRows, (), (figures, rows))
BOOST_DESCRIBE_STRUCT(CompareProgress, (), (work, wall, done, table))

class ProgressFile {
public:
    ProgressFile(std::string path, std::string work)
        : path_(std::move(path)), work_(std::move(work)) {}

    /// Empty where there is none that counts.
    CompareProgress load() const;
    /// At most once a second unless `now`; a file that cannot be written only costs time later.
    void keep(CompareProgress progress, bool now = false);
    void remove();

private:
    std::string path_;
    std::string work_;
    Nanos kept_{};  ///< monotonic
};

}  // namespace firedrill::probe
