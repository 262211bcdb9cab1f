// Certificates and keys: reading, making, signing. The few OpenSSL objects that this program uses,
// as values that free themselves. No thread rule.
#pragma once

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/wire/enrolment.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>

namespace firedrill::links {

struct FreeOpenSsl {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_REQ* request) const { X509_REQ_free(request); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeOpenSsl>;
using Certificate = std::unique_ptr<X509, FreeOpenSsl>;
using Request = std::unique_ptr<X509_REQ, FreeOpenSsl>;

Result<Key> make_key();  ///< EC P-256
Result<Key> read_key(const std::filesystem::path& file);
Result<Certificate> read_certificate(const std::filesystem::path& file);
/// invalid_input unless it is signed by the key that it brings.
Result<Request> parse_request(const std::string& pem);

std::string to_pem(X509& certificate);
std::string to_pem(EVP_PKEY& key);

/// Who it speaks for.
Result<wire::Identity> identity_of(X509& certificate);
/// Of the time for which it is good, how much is left at `wall`; negative: it has expired.
Nanos time_left(X509& certificate, Nanos wall);

struct NewCertificate {
    EVP_PKEY* of = nullptr;     ///< the key that it is for
    EVP_PKEY* by = nullptr;     ///< who signs
    X509* authority = nullptr;  ///< null: it signs itself, and may sign others
    std::string uri;            ///< empty for an authority
    std::string name;           ///< for people
    std::chrono::hours good_for{24};
};
Result<Certificate> sign(const NewCertificate& wanted);

/// Bytes from OpenSSL's generator, as hex digits.
std::string random_hex(std::size_t bytes);

}  // namespace firedrill::links
