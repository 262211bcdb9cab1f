#include "core/base/certificate.hpp"

#include "core/base/assert.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>

namespace firedrill {

namespace {

struct FreeNames {
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

}  // namespace

Result<std::string> uri_of(const x509_st& certificate) {
    const std::unique_ptr<GENERAL_NAMES, FreeNames> names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
    const Error nobody = fail(Errc::refused, "a certificate that names nobody");
    if (!names || sk_GENERAL_NAME_num(names.get()) != 1) return nobody;
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), 0);
    if (name->type != GEN_URI) return nobody;
    const ASN1_IA5STRING* text = name->d.uniformResourceIdentifier;
    const auto* begin = ASN1_STRING_get0_data(text);
    return std::string(begin, begin + ASN1_STRING_length(text));
}

std::string fingerprint_of(const x509_st& certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    DRILL_ASSERT(X509_digest(&certificate, EVP_sha256(), digest.data(), &size) == 1);
    constexpr const char* digits = "0123456789abcdef";
    std::string out = "sha256:";
    for (unsigned i = 0; i < size; ++i) {
        out += digits[digest[i] >> 4U];
        out += digits[digest[i] & 15U];
    }
    return out;
}

}  // namespace firedrill
