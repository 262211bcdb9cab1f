#include "core/base/signature.hpp"

#include "core/base/assert.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>
#include <optional>

namespace firedrill {

namespace {

constexpr std::string_view private_prefix = "ed25519-private:";
constexpr std::string_view public_prefix = "ed25519:";
constexpr std::string_view digits = "0123456789abcdef";
using PublicBytes = std::array<unsigned char, 32>;
using SignatureBytes = std::array<unsigned char, 64>;

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;

template <std::size_t N>
std::string hex(const std::array<unsigned char, N>& bytes) {
    std::string out;
    out.reserve(2 * N);
    for (const unsigned char byte : bytes) {
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

/// One spelling only: lower case, so that equal keys are equal texts.
template <std::size_t N>
std::optional<std::array<unsigned char, N>> bytes_of(std::string_view text) {
    if (text.size() != 2 * N || text.find_first_not_of(digits) != text.npos) return std::nullopt;
    std::array<unsigned char, N> out{};
    for (std::size_t i = 0; i < N; ++i)
        out[i] = static_cast<unsigned char>(digits.find(text[2 * i]) * 16 +
                                            digits.find(text[2 * i + 1]));
    return out;
}

template <std::size_t N>
std::optional<std::array<unsigned char, N>> read_key(std::string_view text,
                                                     std::string_view prefix) {
    if (!text.starts_with(prefix)) return std::nullopt;
    return bytes_of<N>(text.substr(prefix.size()));
}

Key private_key(const PrivateKey::Seed& seed) {
    Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    DRILL_ASSERT(key != nullptr);
    return key;
}

std::string signed_text(std::string_view purpose, std::string_view text) {
    DRILL_ASSERT(!purpose.empty() && purpose.find('\n') == purpose.npos);
    return std::string(purpose).append("\n").append(text);
}

const unsigned char* data_of(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

PrivateKey::~PrivateKey() {
    OPENSSL_cleanse(seed_.data(), seed_.size());
}

Result<PrivateKey> PrivateKey::read(std::string_view text) {
    const auto seed = read_key<std::tuple_size_v<Seed>>(text, private_prefix);
    if (!seed) return fail(Errc::invalid_input, "this is not a private key");
    return PrivateKey(*seed);
}

std::string PrivateKey::text() const {
    return std::string(private_prefix) + hex(seed_);
}

std::string PrivateKey::public_key() const {
    PublicBytes bytes{};
    std::size_t size = bytes.size();
    DRILL_ASSERT(EVP_PKEY_get_raw_public_key(private_key(seed_).get(), bytes.data(), &size) == 1);
    return std::string(public_prefix) + hex(bytes);
}

std::string PrivateKey::sign(std::string_view purpose, std::string_view text) const {
    const std::string message = signed_text(purpose, text);
    const Key key = private_key(seed_);
    const Context context(EVP_MD_CTX_new());
    SignatureBytes out{};
    std::size_t size = out.size();
    DRILL_ASSERT(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
    DRILL_ASSERT(
        EVP_DigestSign(context.get(), out.data(), &size, data_of(message), message.size()) == 1);
    DRILL_ASSERT(size == out.size());
    return hex(out);
}

bool is_public_key(std::string_view text) {
    return read_key<std::tuple_size_v<PublicBytes>>(text, public_prefix).has_value();
}

bool is_signed_by(std::string_view public_key, std::string_view purpose, std::string_view text,
                  std::string_view signature) {
    const auto bytes = read_key<std::tuple_size_v<PublicBytes>>(public_key, public_prefix);
    const auto given = bytes_of<std::tuple_size_v<SignatureBytes>>(signature);
    if (!bytes || !given) return false;
    const Key key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes->data(), bytes->size()));
    const Context context(EVP_MD_CTX_new());
    const std::string message = signed_text(purpose, text);
    return key != nullptr &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), given->data(), given->size(), data_of(message),
                            message.size()) == 1;
}

}  // namespace firedrill
