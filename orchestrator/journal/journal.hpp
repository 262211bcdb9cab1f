// The journal: append-only, hash-chained streams of text in one SQLite file.
//
// A batch is one commit; when its callback says success, it survives a power cut. A failed commit
// is indeterminate: it may or may not be found after a restart, so it is never tried again and the
// journal refuses everything after it. One writing connection on a thread of its own; append() may
// be called from any thread and never blocks. Callbacks run on that thread.
#pragma once

#include "core/base/result.hpp"
#include "orchestrator/journal/chain.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace firedrill::journal {

struct Batch {
    std::string stream;
    std::int64_t first_seq = 1;  ///< what the caller takes for the next place in the stream
    std::vector<std::string> bodies;
};

class Journal {
public:
    using Done = std::function<void(Result<void>)>;

    static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& file);
    virtual ~Journal() = default;  ///< waits for what was appended

    /// Batches that wait together are committed together.
    virtual void append(Batch batch, Done done) = 0;
    /// The same, waiting for it.
    Result<void> append_now(Batch batch);
};

/// Hands over the records behind a place, one after the other, the chain verified up to each;
/// stops at the first error of its own or of `each`. Returns the last place.
Result<Place> read_entries(const std::filesystem::path& file, const std::string& stream,
                           Place behind, const std::function<Result<void>(const Entry&)>& each);
/// All records of a stream, the chain verified. An unknown stream is empty.
Result<std::vector<Entry>> read_stream(const std::filesystem::path& file,
                                       const std::string& stream);
/// Names of all streams, in the order in which they began.
Result<std::vector<std::string>> list_streams(const std::filesystem::path& file);
/// One record of a stream, verified alone; not_found if there is none.
Result<Entry> read_entry(const std::filesystem::path& file, const std::string& stream,
                         std::int64_t seq);
/// The last one, in the same way.
Result<Entry> read_last(const std::filesystem::path& file, const std::string& stream);

}  // namespace firedrill::journal
