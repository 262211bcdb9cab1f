// The one file of core that knows OpenSSL.
#include "core/base/hash.hpp"

#include "core/base/assert.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace firedrill {

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    const int done =
        EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
    DRILL_ASSERT(done == 1 && length == 32);
    std::string out;
    out.reserve(64);
    for (unsigned int i = 0; i < length; ++i) out += fmt::format("{:02x}", digest[i]);
    return out;
}

}  // namespace firedrill
