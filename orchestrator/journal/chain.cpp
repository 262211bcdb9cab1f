#include "orchestrator/journal/chain.hpp"

#include "core/base/hash.hpp"

#include <fmt/format.h>

namespace firedrill::journal {

namespace {

Error broken(std::string_view stream, std::int64_t seq, std::string_view what) {
    return fail(Errc::corrupt, fmt::format("journal: stream {}, record {}: {}", stream, seq, what),
                "restore .firedrill from a copy; do not go on with this drill");
}

}  // namespace

std::string chain_hash(std::string_view prev, std::string_view stream, std::int64_t seq,
                       std::string_view body) {
    const std::string number = std::to_string(seq);
    std::string bytes;
    bytes.reserve(prev.size() + stream.size() + number.size() + body.size() + 3);
    bytes.push_back('\0');
    bytes.append(prev).append(stream).push_back('\0');
    bytes.append(number).push_back('\0');
    bytes.append(body);
    return sha256_hex(bytes);
}

Result<void> verify_chain(std::string_view stream, const std::vector<Entry>& entries) {
    std::string_view prev = chain_start;
    std::int64_t seq = 0;
    for (const Entry& entry : entries) {
        ++seq;
        if (entry.seq != seq) return broken(stream, seq, "the record is missing");
        if (entry.prev != prev) return broken(stream, seq, "it does not follow the one before");
        if (entry.hash != chain_hash(prev, stream, seq, entry.body))
            return broken(stream, seq, "its bytes are not those that were written");
        prev = entry.hash;
    }
    return {};
}

}  // namespace firedrill::journal
