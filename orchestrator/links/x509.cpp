#include "orchestrator/links/x509.hpp"

#include "core/base/assert.hpp"
#include "core/base/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <fmt/format.h>

#include <array>
#include <cstdio>

namespace firedrill::links {

namespace {

struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

Error openssl_error(const std::string& what) {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    ERR_clear_error();
    return fail(Errc::invalid_input, what + ": " + text.data());
}

std::string text_in(BIO& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(&bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

template <class T, class Read>
Result<std::unique_ptr<T, FreeOpenSsl>> read_pem(const std::filesystem::path& file, Read read) {
    const Bio in(BIO_new_file(file.c_str(), "r"));
    if (!in) return fail(Errc::not_found, "cannot read " + file.string());
    std::unique_ptr<T, FreeOpenSsl> out(read(in.get(), nullptr, nullptr, nullptr));
    if (!out) return openssl_error(file.string());
    return out;
}

bool add_extension(X509& certificate, X509* issuer, int id, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, &certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
    const bool added = extension != nullptr && X509_add_ext(&certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

bool set_serial(X509& certificate) {
    std::array<unsigned char, 16> bytes{};
    if (RAND_bytes(bytes.data(), bytes.size()) != 1) return false;
    bytes[0] &= 0x7fU;  // a positive number
    BIGNUM* number = BN_bin2bn(bytes.data(), bytes.size(), nullptr);
    const bool set = BN_to_ASN1_INTEGER(number, X509_get_serialNumber(&certificate)) != nullptr;
    BN_free(number);
    return set;
}

bool set_name(X509& certificate, const std::string& name) {
    const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
    return X509_NAME_add_entry_by_txt(X509_get_subject_name(&certificate), "CN", MBSTRING_UTF8,
                                      text, -1, -1, 0) == 1;
}

/// Clocks of hosts that just came up may be behind.
constexpr long begins_before_s = 3600;

bool fill(X509& out, const NewCertificate& wanted) {
    X509* issuer = wanted.authority == nullptr ? &out : wanted.authority;
    const bool authority = wanted.authority == nullptr;
    const auto good_for = std::chrono::duration_cast<std::chrono::seconds>(wanted.good_for);
    return X509_set_version(&out, 2) == 1 && set_serial(out) && set_name(out, wanted.name) &&
           X509_set_issuer_name(&out, X509_get_subject_name(issuer)) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(&out), -begins_before_s) != nullptr &&
           X509_gmtime_adj(X509_getm_notAfter(&out), good_for.count()) != nullptr &&
           X509_set_pubkey(&out, wanted.of) == 1 &&
           add_extension(out, issuer, NID_basic_constraints,
                         authority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE") &&
           add_extension(out, issuer, NID_key_usage,
                         authority ? "critical,keyCertSign" : "critical,digitalSignature") &&
           (authority || add_extension(out, issuer, NID_subject_alt_name, "URI:" + wanted.uri));
}

}  // namespace

Result<Key> make_key() {
    Key key(EVP_EC_gen("P-256"));
    if (!key) return openssl_error("cannot make a key");
    return key;
}

Result<Key> read_key(const std::filesystem::path& file) {
    return read_pem<EVP_PKEY>(file, PEM_read_bio_PrivateKey);
}

Result<Certificate> read_certificate(const std::filesystem::path& file) {
    return read_pem<X509>(file, PEM_read_bio_X509);
}

Result<Request> parse_request(const std::string& pem) {
    const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Request request(PEM_read_bio_X509_REQ(in.get(), nullptr, nullptr, nullptr));
    if (!request) return openssl_error("no request for a certificate");
    EVP_PKEY* key = X509_REQ_get0_pubkey(request.get());
    if (key == nullptr || X509_REQ_verify(request.get(), key) != 1)
        return openssl_error("a request that its key did not sign");
    return request;
}

std::string to_pem(X509& certificate) {
    const Bio out(BIO_new(BIO_s_mem()));
    DRILL_ASSERT(PEM_write_bio_X509(out.get(), &certificate) == 1);
    return text_in(*out);
}

std::string to_pem(EVP_PKEY& key) {
    const Bio out(BIO_new(BIO_s_mem()));
    DRILL_ASSERT(PEM_write_bio_PrivateKey(out.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) ==
                 1);
    return text_in(*out);
}

Result<wire::Identity> identity_of(X509& certificate) {
    DRILL_TRY(uri, uri_of(certificate));
    return wire::parse_uri(uri);
}

Nanos time_left(X509& certificate, Nanos wall) {
    const auto now =
        static_cast<time_t>(std::chrono::duration_cast<std::chrono::seconds>(wall).count());
    ASN1_TIME* from = ASN1_TIME_set(nullptr, now);
    int days = 0;
    int seconds = 0;
    const bool good = ASN1_TIME_diff(&days, &seconds, from, X509_get0_notAfter(&certificate)) == 1;
    ASN1_TIME_free(from);
    if (!good) return Nanos{-1};
    return std::chrono::hours{24} * days + std::chrono::seconds{seconds};
}

Result<Certificate> sign(const NewCertificate& wanted) {
    Certificate out(X509_new());
    if (!out || !fill(*out, wanted) || X509_sign(out.get(), wanted.by, EVP_sha256()) == 0)
        return openssl_error("cannot make a certificate");
    return out;
}

std::string random_hex(std::size_t bytes) {
    std::string raw(bytes, '\0');
    DRILL_ASSERT(
        RAND_bytes(reinterpret_cast<unsigned char*>(raw.data()), static_cast<int>(bytes)) == 1);
    std::string out;
    for (const char byte : raw) out += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return out;
}

}  // namespace firedrill::links
