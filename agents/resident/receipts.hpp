// Receipts: the file on which a resident program relies after any crash. Append-only, one record a
// line: 64 hexadecimal digits, a blank, the record as canonical JSON. The digits are the SHA-256 of
// the digits of the line before and the record, so a changed or missing line shows.
//
// A line that a crash cut off is removed on opening; anything else that does not fit the chain is
// `corrupt`: the program must not go on with half its memory. One process at a time (file lock).
#pragma once

#include "agents/resident/files.hpp"
#include "core/agent/agent.hpp"
#include "core/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::resident {

/// The chain of a receipts file, whatever its records say.
struct Chain {
    std::int64_t count = 0;  ///< records, to the first place that does not fit
    std::string head;        ///< digits of the last of them
    std::string seen_head;   ///< digits of the record of that number; empty: there are fewer
    std::string broken;      ///< what does not fit, and where; empty: all does
    std::size_t bytes = 0;   ///< that fit
};
/// Pure. A line that has not come to its end is broken, too.
Chain read_chain(std::string_view bytes, std::int64_t seen = 0);

class Receipts {
public:
    struct Opened;
    /// Creates the file if it is absent. busy when another process has it open.
    static Result<Opened> open(const std::string& path);

    /// Adds the record behind the earlier ones; in memory until sync().
    void append(const agent::Record& record);
    bool dirty() const { return !unwritten_.empty(); }
    std::size_t bytes() const { return bytes_; }
    /// What is on disk, read anew: no crash takes it away. It is broken also where it is not what
    /// was written here: somebody changed or replaced the file under us.
    Chain chain(std::int64_t seen = 0) const;
    /// Makes all that was appended durable with one fdatasync. After an error nobody knows what
    /// is on disk: the caller ends the program and the next start reads what is true.
    Result<void> sync();

private:
    Receipts(Fd file, std::string path, std::string head, std::size_t bytes)
        : file_(std::move(file)),
          path_(std::move(path)),
          head_(std::move(head)),
          head_on_disk_(head_),
          bytes_(bytes) {}
    bool is_replaced() const;
    Fd file_;
    std::string path_;
    std::string head_;
    std::string head_on_disk_;
    std::size_t bytes_ = 0;  ///< of the file and of what waits
    std::string unwritten_;
};

struct Receipts::Opened {
    Receipts receipts;
    std::vector<agent::Record> records;
    std::size_t bytes_cut = 0;  ///< of a line that a crash cut off
};

/// What a receipts file says; `good` is the length of its intact beginning.
struct Readback {
    std::vector<agent::Record> records;
    std::string head;
    std::size_t good = 0;
};
/// Pure. corrupt when something other than its end is broken.
Result<Readback> read_receipts(std::string_view bytes);

}  // namespace firedrill::resident
