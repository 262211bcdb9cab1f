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

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::resident {

class Receipts {
public:
    struct Opened;
    /// Creates the file if it is absent. busy when another process has it open.
    static Result<Opened> open(const std::string& path);

    /// Adds the record behind the earlier ones; in memory until sync().
    void append(const agent::Record& record);
    bool dirty() const { return !unwritten_.empty(); }
    std::size_t bytes() const { return bytes_; }
    /// Makes all that was appended durable with one fdatasync. After an error nobody knows what
    /// is on disk: the caller ends the program and the next start reads what is true.
    Result<void> sync();

private:
    Receipts(Fd file, std::string head, std::size_t bytes)
        : file_(std::move(file)), head_(std::move(head)), bytes_(bytes) {}
    Fd file_;
    std::string head_;
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
