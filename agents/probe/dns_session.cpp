#include "agents/probe/dns_session.hpp"

#include "agents/probe/texts.hpp"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>

namespace firedrill::probe {

namespace {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t packet_max = 4096;

}  // namespace

DnsSession::DnsSession(const asio::any_io_executor& executor,
                       std::shared_ptr<const DnsService> service)
    : service_(std::move(service)), socket_(executor) {}

void DnsSession::cancel() {
    cancelled_ = true;
    boost::system::error_code ignored;
    socket_.close(ignored);
}

asio::awaitable<Result<void>> DnsSession::ask() {
    auto places = co_await resolve(service_->server);
    if (!places) co_return places.error();
    if (cancelled_) co_return fail(Errc::busy, say(service_->language, text::cancelled));
    const auto query = dns_query(*service_);
    if (!query) co_return query.error();
    const asio::ip::udp::endpoint server(places->front().address(), places->front().port());
    boost::system::error_code ec;
    socket_.open(server.protocol(), ec);
    if (!ec) socket_.connect(server, ec);
    if (!ec) socket_.send(asio::buffer(*query), 0, ec);
    std::array<unsigned char, packet_max> packet{};
    while (!ec) {
        auto came = co_await socket_.async_receive(asio::buffer(packet), as_tuple);
        ec = std::get<0>(came);
        if (cancelled_) co_return fail(Errc::busy, say(service_->language, text::cancelled));
        const std::span answer(packet.data(), std::get<1>(came));
        if (!ec && answers_query(*service_, *query, answer)) co_return judge_dns(*service_, answer);
    }
    co_return fail(Errc::unreachable, ec.message());
}

}  // namespace firedrill::probe
