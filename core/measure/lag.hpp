// How far a standby is behind its primary, from positions in the write-ahead log that were read on
// both sides. Nothing is believed that a server says about its own lag: an idle or a cut link makes
// such figures small or empty, while acknowledged writes are already missing on the other side.
//
// Whoever has replayed the position that the primary had at time t has all that was written before
// t: its lag is at most the time since t. The figure is too large by at most the time between two
// readings of the primary. While the primary does not answer, the lag is that behind its last
// known position. Pure; no thread rule.
#pragma once

#include "core/base/result.hpp"
#include "core/base/time.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

namespace firedrill::measure {

/// A position in the log, as PostgreSQL writes it: "0/3000148".
Result<std::uint64_t> parse_lsn(std::string_view text);

class Lag {
public:
    /// The primary was asked at this moment and said that it has written up to here.
    void primary_was_at(Nanos asked, std::uint64_t position);
    /// The primary did not answer.
    void primary_was_silent() { primary_answers_ = false; }
    /// The server is no standby any more: what was known of its primary is history.
    void forget();

    /// The lag of a standby that said now that it has replayed up to here; nothing before the
    /// primary answered once. Behind all that is known, the time since the first reading.
    std::optional<Nanos> of(Nanos now, std::uint64_t replayed) const;

private:
    struct Point {
        Nanos asked{};
        std::uint64_t position = 0;
    };
    std::deque<Point> points_;  ///< both rise
    Nanos last_asked_{};
    bool primary_answers_ = false;
};

}  // namespace firedrill::measure
