// Who a certificate speaks for, and how a resident program comes by one: it sends a request for a
// certificate over TLS, with a token that was made for its host and works once, or (to renew) with
// the certificate that it has. Plain values.
#pragma once

#include "core/base/result.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <string>
#include <string_view>

namespace firedrill::wire {

/// What a connection is for (ALPN).
inline constexpr std::string_view link_protocol = "firedrill-link/1";
inline constexpr std::string_view enrol_protocol = "firedrill-enrol/1";
inline constexpr std::string_view renew_protocol = "firedrill-renew/1";

inline constexpr std::size_t enrolment_bytes_max = 64U << 10U;

enum class Role { head, agent, probe };
BOOST_DESCRIBE_ENUM(Role, head, agent, probe)

/// Stands in a certificate as the one URI among its alternative names.
struct Identity {
    Role role = Role::agent;
    std::string host;  ///< name in the inventory; empty for the head
    bool operator==(const Identity&) const = default;
};
/// "firedrill://head", "firedrill://agent/db1".
std::string to_uri(const Identity& identity);
Result<Identity> parse_uri(std::string_view uri);

struct AskCertificate {
    Identity who;
    std::string token;    ///< empty: to renew
    std::string request;  ///< PEM
};
struct GiveCertificate {
    std::string certificate;  ///< PEM; empty: refused
    std::string authority;    ///< PEM
    std::string why;
};
BOOST_DESCRIBE_STRUCT(Identity, (), (role, host))
BOOST_DESCRIBE_STRUCT(AskCertificate, (), (who, token, request))
BOOST_DESCRIBE_STRUCT(GiveCertificate, (), (certificate, authority, why))

/// Whole frames, and the body of one.
std::string encode(const AskCertificate& message);
std::string encode(const GiveCertificate& message);
Result<AskCertificate> decode_ask(std::string_view body);
Result<GiveCertificate> decode_give(std::string_view body);

}  // namespace firedrill::wire
