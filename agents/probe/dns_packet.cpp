// What travels between a DnsSession and its server. The C library makes and reads the packets.
#include "agents/probe/dns_session.hpp"
#include "agents/probe/texts.hpp"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <resolv.h>

#include <algorithm>
#include <array>

namespace firedrill::probe {

namespace {

int type_number(const std::string& type) {
    return type == "AAAA" ? ns_t_aaaa : type == "CNAME" ? ns_t_cname : ns_t_a;
}

std::string without_dot(std::string name) {
    if (name.ends_with('.')) name.pop_back();
    return name;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

bool same_name(const std::string& one, const std::string& other) {
    return lower(without_dot(one)) == lower(without_dot(other));
}

std::string number_of(int family, const ns_rr& record) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(family, ns_rr_rdata(record), text.data(), text.size());
    return text.data();
}

std::string name_of(const ns_msg& message, const ns_rr& record) {
    std::array<char, NS_MAXDNAME> name{};
    ns_msg copy = message;
    const int length = ::dn_expand(ns_msg_base(copy), ns_msg_end(copy), ns_rr_rdata(record),
                                   name.data(), name.size());
    return length < 0 ? "?" : lower(without_dot(name.data()));
}

/// A value as the plan may write it.
std::string value_of(const ns_msg& message, const ns_rr& record) {
    if (ns_rr_type(record) == ns_t_a && ns_rr_rdlen(record) == 4) return number_of(AF_INET, record);
    if (ns_rr_type(record) == ns_t_aaaa && ns_rr_rdlen(record) == 16)
        return number_of(AF_INET6, record);
    return name_of(message, record);
}

std::string rcode_text(int rcode) {
    switch (rcode) {
        case ns_r_formerr: return "FORMERR";
        case ns_r_servfail: return "SERVFAIL";
        case ns_r_nxdomain: return "NXDOMAIN";
        case ns_r_refused: return "REFUSED";
        default: return fmt::format("rcode {}", rcode);
    }
}

std::vector<std::string> sorted(std::vector<std::string> values) {
    for (auto& value : values) value = lower(without_dot(value));
    std::ranges::sort(values);
    return values;
}

}  // namespace

Result<DnsService> dns_service(const plan::Connection& connection, Language language) {
    if (!connection.dns) return fail(Errc::invalid_input, "no question");
    DRILL_TRY(server, parse_tcp(connection.url));
    DnsService out{.server = std::move(server),
                   .question = *connection.dns,
                   .type = type_number(connection.dns->type),
                   .language = language};
    DRILL_CHECK(dns_query(out));  // a name that cannot be asked for
    return out;
}

Result<Packet> dns_query(const DnsService& service) {
    Packet out(NS_PACKETSZ);
    const int length =
        ::res_mkquery(ns_o_query, service.question.name.c_str(), ns_c_in, service.type, nullptr, 0,
                      nullptr, out.data(), static_cast<int>(out.size()));
    if (length < 0)
        return fail(Errc::invalid_input,
                    fmt::format("\"{}\" is not a domain name", service.question.name));
    out.resize(static_cast<std::size_t>(length));
    return out;
}

bool answers_query(const DnsService& service, std::span<const unsigned char> query,
                   std::span<const unsigned char> answer) {
    ns_msg message{};
    ns_rr asked{};
    if (answer.size() < 2 || !std::ranges::equal(query.first(2), answer.first(2))) return false;
    if (::ns_initparse(answer.data(), static_cast<int>(answer.size()), &message) != 0) return false;
    if (ns_msg_getflag(message, ns_f_qr) == 0 || ns_msg_count(message, ns_s_qd) != 1) return false;
    return ::ns_parserr(&message, ns_s_qd, 0, &asked) == 0 && ns_rr_type(asked) == service.type &&
           same_name(ns_rr_name(asked), service.question.name);
}

Result<void> judge_dns(const DnsService& service, std::span<const unsigned char> answer) {
    ns_msg message{};
    if (::ns_initparse(answer.data(), static_cast<int>(answer.size()), &message) != 0)
        return fail(Errc::io, say(service.language, text::no_dns));
    if (const int rcode = ns_msg_getflag(message, ns_f_rcode); rcode != ns_r_noerror)
        return fail(Errc::io, rcode_text(rcode));
    if (ns_msg_getflag(message, ns_f_tc) != 0)
        return fail(Errc::io, say(service.language, text::dns_cut));
    std::vector<std::string> values;
    for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
        ns_rr record{};
        if (::ns_parserr(&message, ns_s_an, i, &record) != 0)
            return fail(Errc::io, say(service.language, text::no_dns));
        if (ns_rr_type(record) == service.type) values.push_back(value_of(message, record));
    }
    const auto& wanted = service.question.answers;
    if (values.empty()) return fail(Errc::io, say(service.language, text::no_record));
    if (wanted.empty() || sorted(values) == sorted(wanted)) return {};
    return fail(Errc::io, say(service.language, text::other_records,
                              fmt::format("{}", fmt::join(sorted(values), ", "))));
}

}  // namespace firedrill::probe
