// The one file of core that knows xxHash.
#include "core/base/hash.hpp"

#include <fmt/format.h>
#include <xxhash.h>

namespace firedrill {

std::string xxh3_128_hex(std::string_view bytes) {
    const XXH128_hash_t digest = XXH3_128bits(bytes.data(), bytes.size());
    return fmt::format("{:016x}{:016x}", digest.high64, digest.low64);
}

std::uint64_t xxh3_64(std::string_view bytes) {
    return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace firedrill
