#include "agents/probe/http_session.hpp"

#include "agents/probe/patience.hpp"
#include "agents/probe/texts.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace firedrill::probe {

namespace {

constexpr std::size_t body_max = std::size_t{1} << 20U;

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
    DRILL_TRY(to, http_destination(connection, url, language));
    DRILL_TRY(request, http_request(connection, url, connection.http->request));
    return HttpService{.to = std::move(to),
                       .request = std::move(request),
                       .head_only = connection.http->request.method == "HEAD",
                       .expect = connection.http->expect};
}

HttpSession::HttpSession(const asio::any_io_executor& executor,
                         std::shared_ptr<const HttpService> service)
    : service_(std::move(service)), stream_(executor) {}

asio::awaitable<Result<void>> HttpSession::connect() {
    return stream_.connect(service_->to, connect_max);
}

asio::awaitable<Result<void>> HttpSession::ask() {
    const Language language = service_->to.language;
    auto answer = co_await exchange(stream_, service_->request, service_->head_only, body_max,
                                    silence_max, language);
    if (!answer) co_return answer.error();
    lasts_ = answer->lasts;
    co_return judge_http(service_->expect, answer->status, answer->body, language);
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
