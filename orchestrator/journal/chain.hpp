// The hash chain of a stream (docs/journal_format.md): each record's hash covers the bytes that are
// stored, its place, and the hash before it, so that a changed, moved or missing record shows.
// Pure functions.
#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace firedrill::journal {

/// What is left to a person where the journal cannot be believed (docs/at_the_host.md).
inline constexpr std::string_view mend_by_hand =
    "do not go on with this drill: on every host that it used, end the agent and run "
    "firedrill-agent revert --all --offline; then restore .firedrill from a copy";

/// One stored record of a stream. `body` is exactly what was appended.
struct Entry {
    std::int64_t seq = 0;  ///< counts from 1
    std::string prev;      ///< hash of the record before; 64 zeros for the first
    std::string hash;
    std::string body;
};

/// `prev` of the first record of every stream.
inline constexpr std::string_view chain_start =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// SHA-256 of: byte 0, prev (64 hex digits), stream, byte 0, seq in decimal, byte 0, body.
std::string chain_hash(std::string_view prev, std::string_view stream, std::int64_t seq,
                       std::string_view body);

/// A place in a stream: the record, and its hash, to which the next one must be chained.
struct Place {
    std::int64_t seq = 0;
    std::string hash{chain_start};
};

/// Verifies one record after the other.
class ChainCheck {
public:
    explicit ChainCheck(std::string stream, Place behind = {})
        : stream_(std::move(stream)), place_(std::move(behind)) {}

    /// Errc::corrupt that names stream and record where the chain breaks.
    Result<void> next(const Entry& entry);
    const Place& place() const { return place_; }

private:
    std::string stream_;
    Place place_;
};

/// A record by itself: its hash is that of its bytes and of what it says about the one before.
Result<void> verify_alone(std::string_view stream, const Entry& entry);

}  // namespace firedrill::journal
