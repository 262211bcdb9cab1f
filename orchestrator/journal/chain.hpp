// The hash chain of a stream (docs/journal_format.md): each record's hash covers the bytes that are
// stored, its place, and the hash before it, so that a changed, moved or missing record shows.
// Pure functions.
#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::journal {

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

/// Errc::corrupt that names stream and record where the chain first breaks.
Result<void> verify_chain(std::string_view stream, const std::vector<Entry>& entries);

}  // namespace firedrill::journal
