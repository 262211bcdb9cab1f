#include "orchestrator/links/ssh_session.hpp"

#include "orchestrator/links/ssh_channel.hpp"
#include "orchestrator/links/ssh_login.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <array>

namespace firedrill::links {

using namespace asio::experimental::awaitable_operators;

namespace {

using Descriptor = asio::posix::stream_descriptor;
constexpr std::size_t output_bytes_max = std::size_t{1} << 20U;

/// libssh closes the descriptor that it is given.
int duplicate(int descriptor) {
    return ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
}

}  // namespace

SshSession::SshSession(asio::any_io_executor executor, int socket, SshHop hop)
    : executor_(executor),
      socket_(executor, socket),
      hop_(std::move(hop)),
      session_(ssh_new()),
      event_(ssh_event_new()),
      moved_(executor) {}

/// No channel is left: libssh frees them when it disconnects.
SshSession::~SshSession() {
    close();
    ssh_event_remove_session(event_, session_);
    ssh_event_free(event_);
    ssh_disconnect(session_);
    ssh_free(session_);
}

Task<Result<SshSession::Ptr>> SshSession::open(asio::any_io_executor executor, int socket,
                                               SshHop hop, const SshTarget& target) {
    const Ptr session(new SshSession(executor, socket, std::move(hop)));
    DRILL_CO_CHECK(session->prepare(target));
    const int connected =
        co_await session->repeat([&] { return ssh_connect(session->session_); }, SSH_AGAIN);
    if (connected != SSH_OK) co_return session->broken("cannot speak ssh with");
    ssh_event_add_session(session->event_, session->session_);
    SshLogin login(*session);
    DRILL_CO_CHECK(login.check_host_key(target));
    DRILL_CO_CHECK(co_await login.authenticate());
    session->start_pump();
    co_return session;
}

/// The inventory says everything: no configuration file of ssh adds to it.
Result<void> SshSession::prepare(const SshTarget& target) {
    if (session_ == nullptr || event_ == nullptr) return fail(Errc::internal, "no memory for ssh");
    socket_t fd = duplicate(socket_.native_handle());
    if (fd < 0) return fail(Errc::io, "too many open files");
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    const bool no = false;
    const int on = 1;
    ssh_options_set(session_, SSH_OPTIONS_PROCESS_CONFIG, &no);
    ssh_options_set(session_, SSH_OPTIONS_HOST, hop_.address.c_str());
    ssh_options_set(session_, SSH_OPTIONS_PORT, &hop_.port);
    ssh_options_set(session_, SSH_OPTIONS_NODELAY, &on);
    if (!hop_.user.empty()) ssh_options_set(session_, SSH_OPTIONS_USER, hop_.user.c_str());
    if (!target.known_hosts.empty()) {
        ssh_options_set(session_, SSH_OPTIONS_KNOWNHOSTS, target.known_hosts.c_str());
        ssh_options_set(session_, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
    }
    ssh_options_set(session_, SSH_OPTIONS_FD, &fd);
    ssh_set_blocking(session_, 0);
    return {};
}

Error SshSession::broken(const std::string& what) const {
    return fail(Errc::unreachable,
                fmt::format("{} {}: {}", what, place_of(hop_), ssh_get_error(session_)));
}

bool SshSession::has_output() const {
    return (ssh_get_poll_flags(session_) & SSH_WRITE_PENDING) != 0;
}

/// False when the socket is gone.
Task<bool> SshSession::ready() {
    boost::system::error_code ec;
    if (has_output()) {
        const auto either = co_await (socket_.async_wait(Descriptor::wait_read, by_value) ||
                                      socket_.async_wait(Descriptor::wait_write, by_value));
        std::visit([&](const auto& ended) { ec = std::get<0>(ended); }, either);
    } else {
        ec = std::get<0>(co_await socket_.async_wait(Descriptor::wait_read, by_value));
    }
    co_return !ec && socket_.is_open();
}

void SshSession::turn() {
    if (!alive_) return;
    const int polled = ssh_event_dopoll(event_, 0);
    if (polled == SSH_ERROR || ssh_is_connected(session_) == 0) return close();
    if (polled != SSH_AGAIN) moved_.notify();
}

/// Waits until the socket took everything; false when it is gone.
Task<bool> SshSession::flushed() {
    turn();
    while (alive_ && has_output()) {
        const auto [ec] = co_await socket_.async_wait(Descriptor::wait_write, by_value);
        if (ec) break;
        turn();
    }
    co_return alive_;
}

void SshSession::start_pump() {
    asio::co_spawn(
        executor_, [self = shared_from_this()] { return self->pump(); },
        [](const std::exception_ptr&) {});
}

Task<void> SshSession::pump() {
    while (alive_ && co_await ready()) turn();
    close();
}

bool SshSession::is_readable() const {
    pollfd one{.fd = ssh_get_fd(session_), .events = POLLIN, .revents = 0};
    return ::poll(&one, 1, 0) > 0;
}

void SshSession::close() {
    if (!std::exchange(alive_, false)) return;
    ::shutdown(socket_.native_handle(), SHUT_RDWR);  // libssh holds a duplicate
    boost::system::error_code ignored;
    socket_.close(ignored);
    moved_.notify();
    for (SshChannel* channel : channels_) channel->wake();
}

Task<Result<std::unique_ptr<SshChannel>>> SshSession::start(std::string command) {
    auto channel = std::make_unique<SshChannel>(shared_from_this());
    DRILL_CO_CHECK(co_await channel->open_session());
    DRILL_CO_CHECK(co_await channel->execute(std::move(command)));
    co_return channel;
}

Task<Result<std::unique_ptr<Pipe>>> SshSession::run(std::string command) {
    DRILL_CO_TRY(channel, co_await start(std::move(command)));
    co_return std::unique_ptr<Pipe>(std::move(channel));
}

Task<Result<SshCalled>> SshSession::call(std::string command, std::string input) {
    DRILL_CO_TRY(channel, co_await start(std::move(command)));
    // One that does not read its input may still have something to say.
    if (const auto written = co_await channel->write_all(std::move(input)); written)
        channel->end_input();
    SshCalled called;
    std::array<char, 16384> buffer;
    for (;;) {
        const auto count = co_await channel->read_some(buffer);
        if (!count && !channel->has_ended()) co_return count.error();
        if (!count) break;
        if (called.output.size() + *count > output_bytes_max)
            co_return fail(Errc::invalid_input, place_of(hop_) + " says too much");
        called.output.append(buffer.data(), *count);
    }
    called.exit = channel->exit_status();
    called.complaint = channel->complaint();
    co_return called;
}

Task<Result<std::unique_ptr<Pipe>>> SshSession::forward(std::string address, int port) {
    auto channel = std::make_unique<SshChannel>(shared_from_this());
    DRILL_CO_CHECK(co_await channel->open_forward(address, port));
    co_return std::unique_ptr<Pipe>(std::move(channel));
}

}  // namespace firedrill::links
