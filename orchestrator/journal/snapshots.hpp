// Snapshots: the state of a drill beside its records, so that resume need not fold all of them.
//
// The file `snapshots/<seq>` holds the state; a note in stream `snapshot/<drill>` of the
// journal binds it to a record, to its own bytes, and to the version that made it. What does not
// fit is not used, and the records are folded from the first: they are the truth, and without any
// snapshot everything is the same, only slower. One thread, but for the writer's own.
#pragma once

#include "core/drill/drill.hpp"
#include "orchestrator/journal/journal.hpp"
#include "orchestrator/journal/store.hpp"

#include <boost/describe/class.hpp>

#include <future>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::journal {

struct SnapshotNote {
    std::int64_t seq = 0;  ///< the state is that after this record
    std::string hash;      ///< of that record, in the chain
    std::string state;     ///< drill::state_hash
    std::string file;      ///< SHA-256 of the file's bytes
    std::string version;   ///< of the program that wrote it
};
BOOST_DESCRIBE_STRUCT(SnapshotNote, (), (seq, hash, state, file, version))

std::filesystem::path snapshot_file(const Store& store, const std::string& drill, std::int64_t seq);
/// Oldest first; empty if there is none or the stream is not whole.
std::vector<SnapshotNote> read_notes(const Store& store, const std::string& drill);

struct Snapshot {
    drill::Drill drill;
    Place at;
};
/// The newest one that is good.
std::optional<Snapshot> last_snapshot(const Store& store, const std::string& drill,
                                      const std::string& version);

struct SnapshotSettings {
    Store store;
    std::string version;
    std::int64_t every = 10'000;          ///< records
    std::int64_t every_in_quiet = 1'000;  ///< while a person is waited for
};

/// Writes behind: the drill hands over a copy of its state and goes on. One that fails is logged,
/// and the next one is tried.
class SnapshotWriter {
public:
    /// `last`: the record of the snapshot from which the drill goes on; 0 if there is none.
    SnapshotWriter(SnapshotSettings settings, Journal& journal, std::int64_t last);

    /// All records of `drill` must be durable.
    void consider(drill::Drill& drill);
    void wait() const;

private:
    bool is_due(const drill::Drill& drill) const;
    Result<void> write(const drill::Drill& state) const;

    SnapshotSettings settings_;
    Journal& journal_;
    std::int64_t last_;
    std::future<void> work_;  ///< its destructor waits
};

}  // namespace firedrill::journal
