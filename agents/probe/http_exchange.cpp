#include "agents/probe/http_exchange.hpp"

#include "agents/probe/texts.hpp"
#include "agents/resident/secret.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace firedrill::probe {

namespace {

namespace http = boost::beast::http;
using Parser = http::response_parser<http::string_body>;

constexpr std::size_t header_max = std::size_t{64} << 10U;

std::string base64(const std::string& text) {
    std::string out((text.size() + 2) / 3 * 4 + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                       reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()));
    out.resize(static_cast<std::size_t>(length));
    return out;
}

Result<std::string> authorization(const plan::Connection& connection) {
    if (connection.password_file.empty()) return std::string();
    DRILL_TRY(password, resident::read_secret(resident::expand_home(connection.password_file)));
    return "Authorization: Basic " + base64(connection.user + ":" + password) + "\r\n";
}

HttpAnswer answer_of(Parser& parser, bool all_read) {
    HttpAnswer out{.status = static_cast<int>(parser.get().result_int()),
                   .body = std::move(parser.get().body()),
                   .warning = {},
                   .lasts = parser.keep_alive() && all_read};
    if (const auto found = parser.get().find("Firedrill-Warning"); found != parser.get().end())
        out.warning = std::string(found->value());
    return out;
}

}  // namespace

Result<Destination> http_destination(const plan::Connection& connection, const HttpUrl& url,
                                     Language language) {
    Destination out{.places = {url.address}, .tls = {}, .language = language};
    if (!url.tls) return out;
    const plan::Tls tls = connection.tls.value_or(plan::Tls{});
    DRILL_TRY(client, tls_client(tls.ca, tls.name));
    out.tls = std::move(client);
    return out;
}

Result<std::string> http_request(const plan::Connection& connection, const HttpUrl& url,
                                 const plan::HttpRequest& request) {
    DRILL_TRY(authorized, authorization(connection));
    std::string out = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: firedrill\r\n{}",
                                  request.method, url.target, url.host, authorized);
    for (const auto& [name, value] : request.headers) out += name + ": " + value + "\r\n";
    const bool has_body =
        !request.body.empty() || request.method == "POST" || request.method == "PUT";
    if (has_body) out += fmt::format("Content-Length: {}\r\n", request.body.size());
    return out + "\r\n" + request.body;
}

asio::awaitable<Result<HttpAnswer>> exchange(Stream& stream, std::string request, bool head_only,
                                             std::size_t body_max, Nanos limit, Language language) {
    DRILL_CO_CHECK(co_await stream.write(std::move(request), limit));
    Parser parser;
    parser.eager(true);
    parser.body_limit(body_max);
    parser.header_limit(header_max);
    parser.skip(head_only);
    std::string unread;
    while (!parser.is_done()) {
        auto came = co_await stream.read(unread, limit);
        boost::system::error_code ec;
        if (!came && parser.got_some() && came.error().code == Errc::unreachable) {
            parser.put_eof(ec);  // a body without a length ends with its connection
            if (!ec && parser.is_done()) break;
        }
        if (!came) co_return came.error();
        const std::size_t used = parser.put(asio::buffer(unread), ec);
        if (ec && ec != http::error::need_more)
            co_return fail(Errc::io, say(language, text::no_http, ec.message()));
        unread.erase(0, used);
    }
    co_return answer_of(parser, unread.empty());
}

}  // namespace firedrill::probe
