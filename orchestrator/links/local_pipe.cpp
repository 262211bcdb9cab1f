#include "orchestrator/links/local_pipe.hpp"

#include "orchestrator/links/unix_path.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <cerrno>
#include <cstring>

namespace firedrill::links {

namespace {

using Socket = asio::local::stream_protocol::socket;

class UnixPipe final : public Pipe {
public:
    UnixPipe(const asio::any_io_executor& executor, int descriptor)
        : socket_(executor, asio::local::stream_protocol(), descriptor) {}

    Task<Result<std::size_t>> read_some(std::span<char> buffer) override {
        auto [ec, count] =
            co_await socket_.async_read_some(asio::buffer(buffer.data(), buffer.size()), by_value);
        if (ec) co_return fail(Errc::unreachable, "the connection ended: " + ec.message());
        co_return count;
    }
    Task<Result<void>> write_all(std::string bytes) override {
        auto [ec, count] = co_await asio::async_write(socket_, asio::buffer(bytes), by_value);
        if (ec) co_return fail(Errc::unreachable, "the connection ended: " + ec.message());
        co_return Result<void>{};
    }
    void close() override {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

private:
    Socket socket_;
};

bool is_absent(const Error& error) {
    return error.code == Errc::not_found;
}

class LocalConnector final : public Connector {
public:
    LocalConnector(asio::any_io_executor executor, LocalTarget target)
        : executor_(std::move(executor)),
          target_(std::move(target)),
          lab_(lab_place(target_.store, target_.host, target_.program)) {}

    std::string place() const override { return socket().string(); }

    Task<Result<std::unique_ptr<Pipe>>> connect() override {
        auto descriptor = connect_unix(socket());
        if (!descriptor && is_absent(descriptor.error()) && target_.may_start &&
            target_.socket.empty()) {
            DRILL_CO_CHECK(start());
            descriptor = co_await connect_soon();
        }
        if (!descriptor) co_return descriptor.error();
        co_return unix_pipe(executor_, *descriptor);
    }

private:
    std::filesystem::path socket() const {
        return target_.socket.empty() ? lab_.socket() : target_.socket;
    }

    Result<void> start() {
        std::optional<Account> account;
        if (!target_.user.empty() && ::geteuid() == 0) {
            DRILL_TRY(found, find_account(target_.user));
            if (found.uid != 0) account = std::move(found);
        }
        const Account* as = account ? &*account : nullptr;
        DRILL_CHECK(create_lab_place(lab_, as));
        return launch(
            {.program = target_.programs / program_name(target_.program),
             .arguments = {"serve", "--host", target_.host, "--state", lab_.directory.string(),
                           "--socket", lab_.socket().string(), "--lab"},
             .log = lab_.log(),
             .account = as});
    }

    Task<Result<int>> connect_soon() {
        const auto deadline = std::chrono::steady_clock::now() + target_.start_within;
        asio::steady_timer timer(executor_);
        for (;;) {
            auto descriptor = connect_unix(socket());
            if (descriptor || !is_absent(descriptor.error())) co_return descriptor;
            if (std::chrono::steady_clock::now() >= deadline)
                co_return fail(Errc::timeout,
                               fmt::format("{} on {} did not start", program_name(target_.program),
                                           target_.host),
                               "its log is " + lab_.log().string());
            timer.expires_after(std::chrono::milliseconds{5});
            auto [ec] = co_await timer.async_wait(by_value);
            if (ec) co_return fail(Errc::unreachable, "stopped");
        }
    }

    asio::any_io_executor executor_;
    LocalTarget target_;
    LabPlace lab_;
};

}  // namespace

std::unique_ptr<Connector> local_connector(asio::any_io_executor executor, LocalTarget target) {
    return std::make_unique<LocalConnector>(std::move(executor), std::move(target));
}

std::unique_ptr<Pipe> unix_pipe(asio::any_io_executor executor, int descriptor) {
    return std::make_unique<UnixPipe>(executor, descriptor);
}

Result<int> connect_unix(const std::filesystem::path& socket) {
    DRILL_TRY(address, UnixAddress::of(socket));
    // A peer that accepts nobody must not hold up the drill: connect() would wait for it.
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return fail(Errc::io, "cannot make a socket");
    if (::connect(descriptor, address.get(), address.size()) == 0) {
        ::fcntl(descriptor, F_SETFL, 0);
        return descriptor;
    }
    const int code = errno;
    ::close(descriptor);
    const bool absent = code == ENOENT || code == ECONNREFUSED;
    return fail(absent ? Errc::not_found : Errc::unreachable,
                fmt::format("cannot connect to {}: {}", socket.string(), std::strerror(code)));
}

}  // namespace firedrill::links
