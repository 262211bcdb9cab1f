// The one file of core that knows OpenSSL.
#include "core/base/hash.hpp"

#include "core/base/assert.hpp"

#include <openssl/evp.h>

#include <array>

namespace firedrill {

std::string sha256_hex(std::string_view bytes) {
    // Fetched once: looking the algorithm up costs more than digesting a record.
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    const int done =
        EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, algorithm, nullptr);
    DRILL_ASSERT(done == 1 && length == 32);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(std::size_t{2} * length);
    for (unsigned int i = 0; i < length; ++i) {
        out += digits[digest[i] >> 4U];
        out += digits[digest[i] & 0xfU];
    }
    return out;
}

}  // namespace firedrill
