#include "agents/probe/tcp_target.hpp"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace firedrill::probe {

namespace {
using asio::ip::tcp;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);
}  // namespace

Result<TcpAddress> parse_tcp(const std::string& url) {
    const auto colon = url.rfind(':');
    std::string host = url.substr(0, colon == std::string::npos ? 0 : colon);
    const std::string port = colon == std::string::npos ? "" : url.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const bool number = !port.empty() && port.size() <= 5 &&
                        port.find_first_not_of("0123456789") == std::string::npos;
    if (host.empty() || !number || std::stoi(port) < 1 || std::stoi(port) > 65535)
        return fail(Errc::invalid_input, fmt::format("\"{}\" is not an address", url),
                    "write host:port");
    return TcpAddress{.host = host, .port = port};
}

TcpTarget::TcpTarget(const asio::any_io_executor& executor, TcpAddress address)
    : executor_(executor), address_(std::move(address)), tasks_(executor) {}

void TcpTarget::ask(Ask ask) {
    sockets_.emplace(ask.slot, executor_);
    tasks_.spawn(run(ask.slot));
}

void TcpTarget::give_up(std::int64_t slot) {
    sockets_.erase(slot);
}

asio::awaitable<void> TcpTarget::close() {
    sockets_.clear();
    co_await tasks_.join();
}

asio::awaitable<void> TcpTarget::run(std::int64_t slot) {
    tcp::resolver::results_type places;
    boost::system::error_code bad;
    const auto numeric = asio::ip::make_address(address_.host, bad);
    if (!bad) {
        const auto port = static_cast<std::uint16_t>(std::stoi(address_.port));
        places = tcp::resolver::results_type::create(tcp::endpoint(numeric, port), "", "");
    } else {
        tcp::resolver resolver(executor_);
        auto found = co_await resolver.async_resolve(address_.host, address_.port, as_tuple);
        auto& [ec, list] = found;
        if (ec) co_return conclude(slot, ec);
        places = list;
    }
    const auto socket = sockets_.find(slot);
    if (socket == sockets_.end()) co_return;
    auto answer = co_await asio::async_connect(socket->second, places, as_tuple);
    auto& [ec, where] = answer;
    conclude(slot, ec);
}

void TcpTarget::conclude(std::int64_t slot, const boost::system::error_code& ec) {
    if (sockets_.erase(slot) == 0) return;  // given up
    if (on_answer_) on_answer_(slot, ec ? measure::Answered::refused : measure::Answered::good);
}

}  // namespace firedrill::probe
