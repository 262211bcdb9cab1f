// The private authority of one workspace: it signs the certificates by which orchestrator, agents
// and probes know each other, and remembers which it signed and which are no longer good.
//
// Everything lies in one directory (mode 0700; keys 0600, and a wider key is refused):
//   authority.key authority.pem   its own, for ten years
//   head.key head.pem             the orchestrator's, renewed by itself
//   issued/FINGERPRINT            a certificate that it signed
//   revoked/FINGERPRINT           the same once it is no longer good: never removed
//   tokens/DIGEST                 of an enrolment that may happen once; used/DIGEST once it has
// Blocking file calls; several processes may use it at once. No thread rule.
#pragma once

#include "core/base/certificate.hpp"
#include "orchestrator/links/x509.hpp"

#include <filesystem>
#include <string>

namespace firedrill::links {

class Authority {
public:
    static constexpr std::chrono::hours certificate_time{24 * 90};
    static constexpr std::chrono::hours token_time_max{1};

    /// Makes what is not there yet.
    static Result<Authority> open(std::filesystem::path directory);

    /// By which a host knows this authority before it has anything else of it.
    std::string pin() const { return fingerprint_of(*certificate_); }
    std::string pem() const { return to_pem(*certificate_); }
    std::filesystem::path file(const char* name) const { return directory_ / name; }

    /// A secret that lets `who` enrol once, until then. It is not kept, only its digest is.
    Result<std::string> make_token(const wire::Identity& who, std::chrono::minutes good_for) const;
    /// Uses it up. refused: there is no such token, it has expired, was used, or is another's.
    Result<void> redeem(const std::string& token, const wire::Identity& who) const;

    /// A certificate for the key in the request, whatever name the request itself brings.
    Result<std::string> issue(const std::string& request, const wire::Identity& who) const;
    /// A third of the head's time before its end it gets a new certificate, with a new key.
    Result<void> renew_head() const;
    /// All that this host was given; returns how many.
    Result<int> revoke(const std::string& host) const;
    bool is_good(X509& certificate) const;

private:
    explicit Authority(std::filesystem::path directory) : directory_(std::move(directory)) {}
    Result<void> find_own();
    Result<void> make_own() const;
    Result<void> make_head() const;
    Result<void> load();

    std::filesystem::path directory_;
    Key key_;
    Certificate certificate_;
};

}  // namespace firedrill::links
