#include "orchestrator/links/gate_connector.hpp"

#include "core/base/visible.hpp"
#include "orchestrator/links/gate.hpp"
#include "orchestrator/links/local_pipe.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <array>

namespace firedrill::links {

using namespace asio::experimental::awaitable_operators;

namespace {

constexpr std::chrono::seconds answers_within{8};
constexpr std::size_t answer_bytes_max = 300;

/// The gate's answer, byte by byte: what follows it is the program's.
Task<Result<std::string>> read_line(Pipe& pipe) {
    std::string line;
    std::array<char, 1> byte;
    while (line.size() < answer_bytes_max) {
        const auto count = co_await pipe.read_some(byte);
        if (!count) co_return count.error();
        if (byte[0] == '\n') co_return line;
        line += byte[0];
    }
    co_return fail(Errc::invalid_input, "the gate's answer is too long");
}

class GateConnector final : public Connector {
public:
    GateConnector(asio::any_io_executor executor, std::filesystem::path socket, wire::Identity who)
        : executor_(std::move(executor)), socket_(std::move(socket)), who_(std::move(who)) {}

    std::string place() const override { return wire::to_uri(who_); }

    Task<Result<std::unique_ptr<Pipe>>> connect() override {
        auto descriptor = connect_unix(socket_);
        if (!descriptor)
            co_return fail(Errc::unreachable, "the gate is not open",
                           "open it on this machine, and leave it open: firedrill gate");
        auto pipe = unix_pipe(executor_, *descriptor);
        DRILL_CO_CHECK(co_await pipe->write_all(attach_line(who_)));
        asio::steady_timer timer(executor_, answers_within);
        auto first = co_await (read_line(*pipe) || timer.async_wait(by_value));
        if (first.index() == 1) co_return fail(Errc::timeout, "the gate does not answer");
        DRILL_CO_TRY(answer, std::get<0>(std::move(first)));
        if (answer == "ok") co_return std::move(pipe);
        co_return fail(Errc::unreachable, "the gate says " + visible(answer, answer_bytes_max),
                       "is it running there, with --head? firedrill agent enrol " + who_.host);
    }

private:
    asio::any_io_executor executor_;
    std::filesystem::path socket_;
    wire::Identity who_;
};

}  // namespace

std::unique_ptr<Connector> gate_connector(asio::any_io_executor executor,
                                          std::filesystem::path socket, wire::Identity who) {
    return std::make_unique<GateConnector>(std::move(executor), std::move(socket), std::move(who));
}

}  // namespace firedrill::links
