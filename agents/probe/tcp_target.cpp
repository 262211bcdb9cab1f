#include "agents/probe/tcp_target.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace firedrill::probe {

namespace {
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);
}  // namespace

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
    auto places = co_await resolve(address_);
    if (!places) co_return conclude(slot, places.error().what);
    const auto socket = sockets_.find(slot);
    if (socket == sockets_.end()) co_return;
    auto answer = co_await asio::async_connect(socket->second, *places, as_tuple);
    auto& [ec, where] = answer;
    conclude(slot, ec ? ec.message() : "");
}

void TcpTarget::conclude(std::int64_t slot, const std::string& complaint) {
    if (sockets_.erase(slot) == 0) return;  // given up
    const bool good = complaint.empty();
    if (!good) complaint_ = complaint;
    if (on_answer_) on_answer_(slot, good ? measure::Answered::good : measure::Answered::refused);
}

}  // namespace firedrill::probe
