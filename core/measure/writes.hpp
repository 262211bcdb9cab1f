// Data loss by acknowledged drill writes (measurement.md (c) and (d)).
//
// Each session writes a dense sequence 0,1,2,... A session that loses its connection is never
// used again. INVOKE is logged before sending, the outcome after; no outcome means unsure, for
// ever. Presence comes from one read-back in a single snapshot on the server that serves.
// All times in the writer host's monotonic clock.
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

enum class WriteClass {
    ack,
    ack_warning,  ///< acknowledged with a warning: the server says it may not be replicated
    failed,       ///< the server said no, or it was never sent
    unsure,       ///< no answer: it may or may not have happened
};
BOOST_DESCRIBE_ENUM(WriteClass, ack, ack_warning, failed, unsure)

struct Write {
    std::int64_t session = 0;
    std::int64_t sequence = 0;
    Nanos sent{};      ///< a_w
    Nanos answered{};  ///< b_w; 0 for unsure
    WriteClass outcome = WriteClass::unsure;
};

/// A row as read back.
struct Row {
    std::int64_t session = 0;
    std::int64_t sequence = 0;
    std::string payload;  ///< digest of what the row holds
};

/// The digest that row (drill, session, sequence) must hold.
std::string payload_of(std::string_view drill, std::int64_t session, std::int64_t sequence);

struct WriteFigures {
    std::int64_t attempted = 0, acked = 0, acked_warning = 0, failed = 0, unsure = 0;
    std::int64_t kept = 0;         ///< ACK, present
    std::int64_t lost = 0;         ///< ACK, absent
    std::int64_t warned_kept = 0;  ///< ACK_WARN, present
    std::int64_t warned_lost = 0;  ///< ACK_WARN, absent
    std::int64_t unsure_absent = 0;
    std::int64_t recovered = 0;        ///< UNSURE, present
    std::int64_t phantom = 0;          ///< FAIL, present
    std::int64_t unexpected = 0;       ///< present, never attempted
    std::int64_t duplicated = 0;       ///< present twice or more
    std::int64_t changed = 0;          ///< present with another payload
    std::int64_t holes = 0;            ///< lost before a surviving later one of its session
    std::int64_t split = 0;            ///< acknowledged by the old primary after the fault
    std::int64_t split_lost = 0;       ///< LOST among them: the fence failed
    std::int64_t reused = 0;           ///< keys logged twice: the ledger cannot be trusted
    std::int64_t present = 0;          ///< different rows read back, of this window or unexpected
    std::int64_t window_acked = 0;     ///< ACK in the 60 s before the fault
    std::optional<Interval> rpo_time;  ///< absent without J
    std::int64_t rpo_count_lo = 0, rpo_count_hi = 0;
    std::optional<Nanos> resolution;    ///< what "0 lost" can mean at best
    std::optional<Nanos> doubtful_age;  ///< bound if unsure and warned ones absent were lost, too
    std::vector<Write> lost_writes;     ///< in order of their answers
};
BOOST_DESCRIBE_STRUCT(WriteFigures, (),
                      (attempted, acked, acked_warning, failed, unsure, kept, lost, warned_kept,
                       warned_lost, unsure_absent, recovered, phantom, unexpected, duplicated,
                       changed, holes, split, split_lost, reused, present, window_acked, rpo_time,
                       rpo_count_lo, rpo_count_hi, resolution, doubtful_age))

struct WriteQuestion {
    std::string drill;
    std::optional<Interval> fault;    ///< J
    std::optional<Interval> serving;  ///< E: acks before E.lo cannot be the new primary's
    Interval window;                  ///< writes sent in it are judged; lo excluded, hi included
};

/// O(writes + rows). Rows of writes outside the window count nowhere. Where `serving` is unknown,
/// only lost writes can be told to be SPLIT. The upper bound of rpo_time takes the earliest send
/// of all lost writes (not only of the one answered first), so that it holds when they overlap.

WriteFigures judge(const std::vector<Write>& writes, const std::vector<Row>& rows,
                   const WriteQuestion& question);

/// Upper 95 % bound of the loss share when 0 of n were lost, parts per million: 3/n.
std::int64_t zero_loss_bound_ppm(std::int64_t n);

/// The ledger file: INVOKE and outcome lines; the rows file: one line per row
/// (docs/measurement_files.md). A ledger may end in a cut line; rows must be whole, because a
/// missing row would read as a lost write.
struct Ledger {
    std::string probe, drill, host, boot;
    std::vector<Write> writes;
};
std::string ledger_header(const Ledger& ledger);
std::string invoke_line(std::int64_t session, std::int64_t sequence, Nanos sent);
std::string outcome_line(std::int64_t session, std::int64_t sequence, Nanos answered, WriteClass);
Result<Ledger> read_ledger(std::string_view text);
/// `taken` is when the snapshot was begun; `lsn` the server's position then, where readable.
struct RowsFile {
    Nanos taken{};
    std::string server;
    std::string lsn;
    std::vector<Row> rows;
};
std::string rows_text(const RowsFile& rows);
Result<RowsFile> read_rows(std::string_view text);

}  // namespace firedrill::measure
