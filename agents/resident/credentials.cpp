#include "agents/resident/credentials.hpp"

#include "agents/resident/files.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

namespace firedrill::resident {

namespace {

struct FreeOpenSsl {
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_REQ* request) const { X509_REQ_free(request); }
};
template <class T>
using Owned = std::unique_ptr<T, FreeOpenSsl>;

constexpr std::size_t pem_bytes_max = 64U << 10U;

std::string text_in(BIO& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(&bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

Owned<BIO> reading(const std::string& text) {
    return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Owned<X509> certificate_in(const std::string& pem) {
    return Owned<X509>(PEM_read_bio_X509(reading(pem).get(), nullptr, nullptr, nullptr));
}

Result<void> must_be_private(const std::string& key) {
    struct stat found{};
    if (::stat(key.c_str(), &found) != 0) return os_error("cannot read " + key);
    if ((found.st_mode & 077) == 0) return {};
    return fail(Errc::refused, key + " can be read by others",
                "enrol this host anew: others may have the key (firedrill agent enrol)");
}

}  // namespace

bool Credentials::are_there() const {
    return ::access(file("certificate.pem").c_str(), F_OK) == 0;
}

Result<Credentials::Fresh> Credentials::make() {
    const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    const Owned<X509_REQ> request(X509_REQ_new());
    const Owned<BIO> key_text(BIO_new(BIO_s_mem()));
    const Owned<BIO> request_text(BIO_new(BIO_s_mem()));
    const bool made = key && request && X509_REQ_set_pubkey(request.get(), key.get()) == 1 &&
                      X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0 &&
                      PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0,
                                               nullptr, nullptr) == 1 &&
                      PEM_write_bio_X509_REQ(request_text.get(), request.get()) == 1;
    if (!made) return fail(Errc::internal, "cannot make a key");
    return Fresh{.key = text_in(*key_text), .request = text_in(*request_text)};
}

/// The certificate comes last: without it nothing of this counts.
Result<void> Credentials::keep(const std::string& key, const std::string& certificate,
                               const std::string& authority) const {
    const Owned<X509> shown = certificate_in(certificate);
    const Owned<EVP_PKEY> ours(
        PEM_read_bio_PrivateKey(reading(key).get(), nullptr, nullptr, nullptr));
    if (!shown || !ours || X509_check_private_key(shown.get(), ours.get()) != 1 ||
        !certificate_in(authority))
        return fail(Errc::corrupt, "the gate sent a certificate that is not for our key");
    DRILL_CHECK(make_directory(directory_, 0700));
    ::unlink(file("certificate.pem").c_str());
    DRILL_CHECK(write_file_durably(file("key.pem"), key, 0600));
    DRILL_CHECK(write_file_durably(file("authority.pem"), authority, 0644));
    return write_file_durably(file("certificate.pem"), certificate, 0644);
}

Result<TlsContext> Credentials::context() const {
    DRILL_CHECK(must_be_private(file("key.pem")));
    TlsContext context = bare_context();
    boost::system::error_code ec;
    context->load_verify_file(file("authority.pem"), ec);
    if (!ec) context->use_certificate_chain_file(file("certificate.pem"), ec);
    if (!ec) context->use_private_key_file(file("key.pem"), asio::ssl::context::pem, ec);
    if (!ec) context->set_verify_mode(asio::ssl::verify_peer, ec);
    if (!ec) return context;
    return fail(Errc::corrupt, directory_ + ": " + ec.message(),
                "enrol this host anew: firedrill agent enrol");
}

Result<Credentials::Left> Credentials::time_left() const {
    DRILL_TRY(pem, read_file(file("certificate.pem"), pem_bytes_max));
    const Owned<X509> shown = certificate_in(pem);
    if (!shown) return fail(Errc::corrupt, file("certificate.pem") + " is no certificate");
    const auto between = [](const ASN1_TIME* from, const ASN1_TIME* to) -> Nanos {
        int days = 0;
        int seconds = 0;
        ASN1_TIME_diff(&days, &seconds, from, to);  // null: now
        return std::chrono::hours{24} * days + std::chrono::seconds{seconds};
    };
    const ASN1_TIME* end = X509_get0_notAfter(shown.get());
    return Left{.left = between(nullptr, end),
                .whole = between(X509_get0_notBefore(shown.get()), end)};
}

}  // namespace firedrill::resident
