#include "agents/probe/http_url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::probe {

namespace {

Error no_url(const std::string& url) {
    return fail(Errc::invalid_input, fmt::format("\"{}\" is not a web address", url),
                "write http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH, without name and "
                "password");
}

bool is_printable(const std::string& text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

/// A colon behind the host: "[::1]:80" has one, "[::1]" has none.
bool has_port(const std::string& authority) {
    return authority.find(':', authority.starts_with('[') ? authority.find(']') : 0) !=
           std::string::npos;
}

}  // namespace

Result<HttpUrl> parse_http(const std::string& url) {
    HttpUrl out;
    out.tls = url.starts_with("https://");
    if (!out.tls && !url.starts_with("http://")) return no_url(url);
    const std::size_t from = out.tls ? 8 : 7;
    const std::size_t end = std::min(url.find_first_of("/?#", from), url.size());
    out.host = url.substr(from, end - from);
    const bool plain = out.host.find('@') == std::string::npos && is_printable(url);
    if (out.host.empty() || !plain) return no_url(url);
    const std::string port = out.tls ? ":443" : ":80";
    DRILL_TRY(address, parse_tcp(has_port(out.host) ? out.host : out.host + port));
    out.address = std::move(address);
    out.target = url.substr(end, std::min(url.find('#', end), url.size()) - end);
    if (!out.target.starts_with('/')) out.target.insert(0, "/");
    return out;
}

}  // namespace firedrill::probe
