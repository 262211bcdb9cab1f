// SHA-256 where a proof is meant, XXH3-128 where data are compared. Lower-case hexadecimal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace firedrill {

std::string sha256_hex(std::string_view bytes);
std::string xxh3_128_hex(std::string_view bytes);
/// Against bytes that were changed on their way, by nobody's will.
std::uint64_t xxh3_64(std::string_view bytes);

}  // namespace firedrill
