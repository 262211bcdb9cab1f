// The one file of core that knows OpenSSL.
#include "core/base/hash.hpp"

#include "core/base/assert.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>

namespace firedrill {

namespace {

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

/// Looking the algorithm up, and making room for its state, cost more than digesting a record.
void sha256(std::string_view bytes, Digest& digest) {
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> state(
        EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    unsigned int length = 0;
    const bool done = EVP_DigestInit_ex2(state.get(), algorithm, nullptr) == 1 &&
                      EVP_DigestUpdate(state.get(), bytes.data(), bytes.size()) == 1 &&
                      EVP_DigestFinal_ex(state.get(), digest.data(), &length) == 1;
    DRILL_ASSERT(done && length == 32);
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    Digest digest{};
    sha256(bytes, digest);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out(std::size_t{64}, '0');
    for (std::size_t i = 0; i < 32; ++i) {
        out[2 * i] = digits[digest[i] >> 4U];
        out[2 * i + 1] = digits[digest[i] & 0xfU];
    }
    return out;
}

}  // namespace firedrill
