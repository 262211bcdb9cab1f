// Who signed what, and with which key (Ed25519). Keys and signatures are plain text, so that people
// can write them into a file or read them out on the telephone.
//
// A signature is over a purpose and a text: one that was given for one purpose never serves
// another. Pure: the random bytes of a new key come in. No thread rule.
#pragma once

#include "core/base/result.hpp"

#include <array>
#include <string>
#include <string_view>

namespace firedrill {

/// Known to one person. Wiped from memory when it goes away.
class PrivateKey {
public:
    using Seed = std::array<unsigned char, 32>;

    /// `seed` is as random as the key is secret.
    explicit PrivateKey(const Seed& seed) : seed_(seed) {}
    PrivateKey(const PrivateKey&) = default;
    PrivateKey& operator=(const PrivateKey&) = default;
    ~PrivateKey();

    /// What text() wrote.
    static Result<PrivateKey> read(std::string_view text);
    std::string text() const;        ///< "ed25519-private:" and 64 hexadecimal digits
    std::string public_key() const;  ///< "ed25519:" and 64 hexadecimal digits
    /// 128 hexadecimal digits. The purpose is one line.
    std::string sign(std::string_view purpose, std::string_view text) const;

private:
    Seed seed_;
};

bool is_public_key(std::string_view text);

/// Whether the holder of the private key signed exactly this text, for this purpose. False for
/// anything that is no key or no signature.
bool is_signed_by(std::string_view public_key, std::string_view purpose, std::string_view text,
                  std::string_view signature);

}  // namespace firedrill
