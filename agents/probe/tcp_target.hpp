// TcpTarget: asks whether somebody accepts connections at an address. Every slot is a connection
// of its own, closed at once. A server whose process stands still is still answered for by its
// kernel: this target says that the way there and the listener exist, no more.
#pragma once

#include "agents/probe/target.hpp"
#include "agents/probe/task.hpp"
#include "agents/probe/tcp_address.hpp"

#include <map>
#include <string>

namespace firedrill::probe {

class TcpTarget final : public Target {
public:
    TcpTarget(const asio::any_io_executor& executor, TcpAddress address);
    void set_on_answer(OnAnswer on_answer) override { on_answer_ = std::move(on_answer); }
    void ask(Ask ask) override;
    void give_up(std::int64_t slot) override;
    asio::awaitable<void> close() override;
    std::string complaint() const override { return complaint_; }

private:
    asio::awaitable<void> run(std::int64_t slot);
    /// An empty complaint: it was good.
    void conclude(std::int64_t slot, const std::string& complaint);

    asio::any_io_executor executor_;
    TcpAddress address_;
    OnAnswer on_answer_;
    std::string complaint_;
    std::map<std::int64_t, asio::ip::tcp::socket> sockets_;
    TaskGroup tasks_;
};

}  // namespace firedrill::probe
