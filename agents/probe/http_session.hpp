// HttpSession: asks a web service, and looks at status, body and values in its JSON. Redirects are
// not followed: where a service redirects, that is its answer.
#pragma once

#include "agents/probe/http_exchange.hpp"
#include "agents/probe/session.hpp"

#include <memory>

namespace firedrill::probe {

/// What all sessions of a connection share.
struct HttpService {
    Destination to;
    std::string request;  ///< ready to be sent
    bool head_only = false;
    plan::HttpExpectation expect;
};
/// Reads the password of the connection, if it has one.
Result<HttpService> http_service(const plan::Connection& connection, Language language);

class HttpSession final : public Session {
public:
    HttpSession(const asio::any_io_executor& executor, std::shared_ptr<const HttpService> service);

    asio::awaitable<Result<void>> connect() override;
    asio::awaitable<Result<void>> ask() override;
    bool lasts() const override { return lasts_; }
    asio::awaitable<bool> idle() override { return stream_.idle(); }
    void wake() override { stream_.wake(); }
    void cancel() override { stream_.cancel(); }

private:
    std::shared_ptr<const HttpService> service_;
    Stream stream_;
    bool lasts_ = true;
};

/// Whether the answer is what was expected; the error (io) says what is not.
Result<void> judge_http(const plan::HttpExpectation& expect, int status, const std::string& body,
                        Language language);

}  // namespace firedrill::probe
