#include "agents/probe/http_session.hpp"

#include "agents/probe/patience.hpp"
#include "agents/probe/texts.hpp"
#include "agents/resident/secret.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace firedrill::probe {

namespace {

namespace http = boost::beast::http;
using Parser = http::response_parser<http::string_body>;

constexpr std::size_t body_max = std::size_t{1} << 20U;
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

Result<std::string> request_of(const plan::Connection& connection, const HttpUrl& url) {
    const plan::HttpRequest& wanted = connection.http->request;
    DRILL_TRY(authorized, authorization(connection));
    std::string out = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: firedrill\r\n{}",
                                  wanted.method, url.target, url.host, authorized);
    for (const auto& [name, value] : wanted.headers) out += name + ": " + value + "\r\n";
    if (!wanted.body.empty()) out += fmt::format("Content-Length: {}\r\n", wanted.body.size());
    return out + "\r\n" + wanted.body;
}

std::string text_of(const boost::json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : boost::json::serialize(value);
}

Result<void> judge_json(const std::map<std::string, std::string>& wanted, const std::string& body,
                        Language language) {
    boost::system::error_code ec;
    const auto read = boost::json::parse(body, ec);
    if (ec) return fail(Errc::io, say(language, text::no_json, ec.message()));
    for (const auto& [pointer, text] : wanted) {
        const auto* found = read.find_pointer(pointer, ec);
        if (found == nullptr) return fail(Errc::io, say(language, text::no_value, pointer));
        if (const std::string is = text_of(*found); is != text)
            return fail(Errc::io,
                        say(language, text::other_value, pointer, is.substr(0, 80), text));
    }
    return {};
}

}  // namespace

Result<HttpService> http_service(const plan::Connection& connection, Language language) {
    if (!connection.http) return fail(Errc::invalid_input, "no http request");
    DRILL_TRY(url, parse_http(connection.url));
    DRILL_TRY(request, request_of(connection, url));
    HttpService out{.to = {.places = {url.address}, .tls = {}, .language = language},
                    .request = std::move(request),
                    .head_only = connection.http->request.method == "HEAD",
                    .expect = connection.http->expect};
    if (!url.tls) return out;
    const plan::Tls tls = connection.tls.value_or(plan::Tls{});
    DRILL_TRY(client, tls_client(tls.ca, tls.name));
    out.to.tls = std::move(client);
    return out;
}

HttpSession::HttpSession(const asio::any_io_executor& executor,
                         std::shared_ptr<const HttpService> service)
    : service_(std::move(service)), stream_(executor) {}

asio::awaitable<Result<void>> HttpSession::connect() {
    return stream_.connect(service_->to, connect_max);
}

asio::awaitable<Result<void>> HttpSession::ask() {
    const Language language = service_->to.language;
    DRILL_CO_CHECK(co_await stream_.write(service_->request, silence_max));
    Parser parser;
    parser.eager(true);
    parser.body_limit(body_max);
    parser.header_limit(header_max);
    parser.skip(service_->head_only);
    std::string unread;
    while (!parser.is_done()) {
        auto came = co_await stream_.read(unread, silence_max);
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
    lasts_ = parser.keep_alive() && unread.empty();
    const auto& answer = parser.get();
    co_return judge_http(service_->expect, static_cast<int>(answer.result_int()), answer.body(),
                         language);
}

Result<void> judge_http(const plan::HttpExpectation& expect, int status, const std::string& body,
                        Language language) {
    if (status != expect.status)
        return fail(Errc::io, say(language, text::other_status, status, expect.status));
    if (!expect.body.empty() && body.find(expect.body) == std::string::npos)
        return fail(Errc::io, say(language, text::other_body, expect.body));
    return expect.json.empty() ? Result<void>{} : judge_json(expect.json, body, language);
}

}  // namespace firedrill::probe
