#include "core/wire/enrolment.hpp"

#include "core/base/json.hpp"
#include "core/base/visible.hpp"
#include "core/wire/message.hpp"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace firedrill::wire {

namespace {

constexpr std::string_view scheme = "firedrill://";

bool is_host_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
}

Error no_identity(std::string_view uri) {
    return fail(Errc::invalid_input, "\"" + visible(std::string(uri), 100) + "\" names nobody");
}

}  // namespace

std::string to_uri(const Identity& identity) {
    const std::string role = boost::describe::enum_to_string(identity.role, "?");
    return std::string(scheme) + role + (identity.host.empty() ? "" : "/" + identity.host);
}

Result<Identity> parse_uri(std::string_view uri) {
    if (uri == "firedrill://head") return Identity{.role = Role::head, .host = {}};
    for (const Role role : {Role::agent, Role::probe}) {
        const std::string start =
            std::string(scheme) + boost::describe::enum_to_string(role, "?") + "/";
        if (!uri.starts_with(start)) continue;
        const std::string_view host = uri.substr(start.size());
        if (!is_host_name(host)) return no_identity(uri);
        return Identity{.role = role, .host = std::string(host)};
    }
    return no_identity(uri);
}

std::string encode(const AskCertificate& message) {
    return frame(canonical(to_json(message)));
}

std::string encode(const GiveCertificate& message) {
    return frame(canonical(to_json(message)));
}

Result<AskCertificate> decode_ask(std::string_view body) {
    DRILL_TRY(value, parse_json(body, enrolment_bytes_max));
    DRILL_TRY(message, from_json<AskCertificate>(value));
    if (message.who.role == Role::head || !is_host_name(message.who.host))
        return no_identity(message.who.host);
    return std::move(message);
}

Result<GiveCertificate> decode_give(std::string_view body) {
    DRILL_TRY(value, parse_json(body, enrolment_bytes_max));
    return from_json<GiveCertificate>(value);
}

}  // namespace firedrill::wire
