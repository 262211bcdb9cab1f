#include "orchestrator/journal/chain.hpp"

#include "core/base/hash.hpp"

#include <fmt/format.h>

namespace firedrill::journal {

namespace {

Error broken(std::string_view stream, std::int64_t seq, std::string_view what) {
    return fail(Errc::corrupt, fmt::format("journal: stream {}, record {}: {}", stream, seq, what),
                std::string(mend_by_hand));
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

Result<void> verify_alone(std::string_view stream, const Entry& entry) {
    if (entry.hash != chain_hash(entry.prev, stream, entry.seq, entry.body))
        return broken(stream, entry.seq, "its bytes are not those that were written");
    return {};
}

Result<void> ChainCheck::next(const Entry& entry) {
    ++place_.seq;
    if (entry.seq != place_.seq) return broken(stream_, place_.seq, "the record is missing");
    if (entry.prev != place_.hash)
        return broken(stream_, place_.seq, "it does not follow the one before");
    DRILL_CHECK(verify_alone(stream_, entry));
    place_.hash = entry.hash;
    return {};
}

}  // namespace firedrill::journal
