// The side of the gate that faces this machine: whoever may open the socket gets a program's
// connection.
#include "core/base/visible.hpp"
#include "orchestrator/links/gate.hpp"
#include "orchestrator/links/local_pipe.hpp"
#include "orchestrator/links/unix_path.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <array>
#include <sstream>

namespace firedrill::links {

using namespace asio::experimental::awaitable_operators;

namespace {

using Local = asio::local::stream_protocol::socket;

constexpr std::size_t line_bytes_max = 200;
constexpr std::chrono::seconds line_within{2};
/// As long as an agent waits between two dials.
constexpr std::chrono::milliseconds arrives_within{6'000};
constexpr std::chrono::seconds looks_for_revocation{1};

template <class From, class To>
Task<void> carry(From& from, To& to) {
    std::array<char, 16384> buffer;
    for (;;) {
        auto [ended, count] = co_await from.async_read_some(asio::buffer(buffer), by_value);
        if (ended) co_return;
        auto [unsent, sent] =
            co_await asio::async_write(to, asio::buffer(buffer.data(), count), by_value);
        if (unsent) co_return;
    }
}

bool may_enter(const Local& local) {
    ucred who{};
    socklen_t size = sizeof who;
    auto& socket = const_cast<Local&>(local);
    if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
        return false;
    return who.uid == 0 || who.uid == ::geteuid();
}

Result<std::pair<std::string, wire::Role>> asked_for(const std::string& line) {
    std::istringstream words(line);
    std::string verb, host, role;
    words >> verb >> host >> role;
    for (const auto one : {wire::Role::agent, wire::Role::probe})
        if (verb == "attach" && role == boost::describe::enum_to_string(one, "?"))
            return std::pair{host, one};
    return fail(Errc::invalid_input, "attach HOST agent|probe");
}

}  // namespace

std::string attach_line(const wire::Identity& who) {
    return fmt::format("attach {} {}\n", who.host, boost::describe::enum_to_string(who.role, "?"));
}

Result<void> Gate::open_local() {
    if (auto other = connect_unix(parts_.socket)) {
        ::close(*other);
        return fail(Errc::busy, "another gate of this workspace is open", "there is one at a time");
    }
    ::unlink(parts_.socket.c_str());
    DRILL_TRY(address, UnixAddress::of(parts_.socket));
    boost::system::error_code ec;
    const mode_t before = ::umask(0177);
    local_.open(asio::local::stream_protocol(), ec);
    if (!ec && ::bind(local_.native_handle(), address.get(), address.size()) != 0)
        ec.assign(errno, boost::system::system_category());
    ::umask(before);
    if (!ec) local_.listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return fail(Errc::io, fmt::format("{}: {}", parts_.socket.string(), ec.message()));
    return {};
}

Task<void> Gate::accept_local() {
    for (;;) {
        auto [ec, local] = co_await local_.async_accept(by_value);
        if (ec == asio::error::operation_aborted || !local_.is_open()) co_return;
        if (ec || !may_enter(local)) continue;
        asio::co_spawn(parts_.executor, serve(std::move(local)), asio::detached);
    }
}

/// One that has died since it came is passed over.
std::optional<Gate::Waiting> Gate::take(const Program& program) {
    auto& queue = waiting_[program];
    while (!queue.empty()) {
        Waiting one = std::move(queue.front());
        queue.pop_front();
        char byte = 0;
        const int socket = one.stream->next_layer().native_handle();
        const ssize_t got = ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        const bool rests = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        if (rests && parts_.authority.is_good(*one.certificate)) return one;
    }
    return std::nullopt;
}

Task<std::optional<Gate::Waiting>> Gate::take_soon(Program program) {
    const auto give_up = std::chrono::steady_clock::now() + arrives_within;
    for (;;) {
        if (auto taken = take(program)) co_return taken;
        const auto left = give_up - std::chrono::steady_clock::now();
        if (left <= left.zero() || !local_.is_open()) co_return std::nullopt;
        asio::steady_timer timer(parts_.executor, left);
        co_await (arrived_.wait() || timer.async_wait(by_value));
    }
}

Task<void> Gate::until_revoked(const Waiting& used, std::string whose) {
    asio::steady_timer timer(parts_.executor);
    do {
        timer.expires_after(looks_for_revocation);
        auto [ended] = co_await timer.async_wait(by_value);
        if (ended) co_return;
    } while (parts_.authority.is_good(*used.certificate));
    parts_.log(fmt::format("cut {}: it was revoked", whose));
}

Task<void> Gate::serve(Local local) {
    std::string line;
    asio::steady_timer timer(parts_.executor, line_within);
    const auto read = co_await (
        asio::async_read_until(local, asio::dynamic_buffer(line, line_bytes_max), '\n', by_value) ||
        timer.async_wait(by_value));
    if (read.index() == 1 || std::get<0>(std::get<0>(read))) co_return;
    const auto wanted = asked_for(line);
    std::optional<Waiting> used;
    if (wanted) used = co_await take_soon(*wanted);
    std::string answer = "ok\n";
    if (!wanted)
        answer = "no: " + wanted.error().what + "\n";
    else if (!used)
        answer = fmt::format("no: {} on {} has not dialled in\n",
                             boost::describe::enum_to_string(wanted->second, "?"),
                             visible(wanted->first, 64));
    co_await asio::async_write(local, asio::buffer(answer), by_value);
    if (!used) co_return;
    Stream& stream = *used->stream;
    // One byte tells the other side that its connection is taken.
    const std::string taken = "T";
    auto [unsent, sent] = co_await asio::async_write(stream, asio::buffer(taken), by_value);
    if (unsent) co_return;
    co_await (carry(local, stream) || carry(stream, local) ||
              until_revoked(*used, wire::to_uri({.role = wanted->second, .host = wanted->first})));
}

}  // namespace firedrill::links
