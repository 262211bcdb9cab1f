#include "agents/resident/door.hpp"

#include "agents/resident/clock.hpp"
#include "agents/resident/files.hpp"
#include "agents/resident/log.hpp"
#include "agents/resident/spawn.hpp"
#include "core/base/visible.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

namespace firedrill::resident {

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t ungreeted_max = 64;
constexpr std::size_t peers_max = 16;
constexpr std::chrono::seconds greeting_time{5};
constexpr std::chrono::milliseconds out_of_descriptors{100};
/// Whoever floods us shall not fill the log.
constexpr Nanos complaint_every = std::chrono::seconds{1};
constexpr std::size_t complaint_bytes_max = 300;

Result<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path)
        return fail(Errc::invalid_input, path + ": too long for a socket",
                    "choose a path of at most 106 bytes");
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

const sockaddr* as_generic(const sockaddr_un& address) {
    return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

Result<Fd> make_socket() {
    Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd.valid()) return os_error("cannot make a socket");
    return fd;
}

Result<void> bind_to(int fd, const std::string& path, const sockaddr_un& address) {
    const mode_t before = ::umask(0177);  // the file is born with mode 0600
    const int bound = ::bind(fd, as_generic(address), sizeof address);
    ::umask(before);
    if (bound != 0) return os_error("cannot bind " + path);
    return {};
}

/// Removes a socket file once it is proven that nobody listens to it.
Result<void> remove_stale(const std::string& path) {
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) return {};
    if (!S_ISSOCK(found.st_mode))
        return fail(Errc::refused, path + " exists and is no socket", "choose another --socket");
    auto probe = connect_to(path);
    if (probe) {
        ::close(*probe);
        return fail(Errc::busy, "somebody already listens to " + path,
                    "end the other one, or choose another --socket");
    }
    if (probe.error().code != Errc::unreachable) return probe.error();
    if (::unlink(path.c_str()) != 0) return os_error("cannot remove " + path);
    return {};
}

bool may_enter(int fd) {
    ucred who{};
    socklen_t size = sizeof who;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return false;
    return who.uid == 0 || who.uid == ::geteuid();
}

wire::Refused refusal(std::string regarding, std::string why) {
    wire::Refused refused;
    refused.regarding = std::move(regarding);
    refused.why = std::move(why);
    return refused;
}

}  // namespace

Result<int> connect_to(const std::string& path) {
    DRILL_TRY(address, address_of(path));
    DRILL_TRY(fd, make_socket());
    if (::connect(fd.get(), as_generic(address), sizeof address) == 0) return fd.release();
    const bool nobody = errno == ECONNREFUSED || errno == ENOENT;
    const Error why = os_error("cannot connect to " + path);
    return nobody ? fail(Errc::unreachable, why.what, "is the program running there?") : why;
}

Door::Door(Parts parts)
    : parts_(std::move(parts)), acceptor_(parts_.executor), hurry_(parts_.executor) {}

Door::~Door() {
    if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> Door::open(const std::string& path) {
    // Whoever finds the path may connect: it gets its name when somebody listens.
    const std::string unnamed = path + "~";
    DRILL_TRY(address, address_of(unnamed));
    DRILL_CHECK(remove_stale(path));
    DRILL_CHECK(remove_stale(unnamed));
    DRILL_TRY(fd, make_socket());
    DRILL_CHECK(bind_to(fd.get(), unnamed, address));
    path_ = unnamed;
    if (::listen(fd.get(), SOMAXCONN) != 0) return os_error("cannot listen to " + path);
    if (::rename(unnamed.c_str(), path.c_str()) != 0) return os_error("cannot name " + path);
    path_ = path;
    acceptor_.assign(asio::local::stream_protocol(), fd.release());
    acceptor_.non_blocking(true);
    spawn(parts_.executor, "door", accept());
    return {};
}

asio::awaitable<void> Door::accept() {
    for (;;) {
        const auto ready = co_await acceptor_.async_wait(asio::socket_base::wait_read, quietly);
        if (std::get<0>(ready)) co_return;  // closed
        Fd fd(::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (!fd.valid() && (errno == EMFILE || errno == ENFILE)) {
            asio::steady_timer pause(parts_.executor, out_of_descriptors);
            co_await pause.async_wait(quietly);
        }
        if (!fd.valid() || !may_enter(fd.get())) continue;
        Socket socket(parts_.executor);
        socket.assign(asio::local::stream_protocol(), fd.release());
        admit(std::move(socket));
    }
}

void Door::admit(Socket socket) {
    Session::Handlers handlers;
    handlers.on_message = [this](Session& session, wire::Message message, Nanos received) {
        handle(session, std::move(message), received);
    };
    handlers.on_closed = [this](Session& session, const std::string& why) { forget(session, why); };
    if (ungreeted_.size() >= ungreeted_max)
        ungreeted_.front().session->close("too many connections without a greeting");
    const auto session = std::make_shared<Session>(std::move(socket), std::move(handlers));
    ungreeted_.push_back({session.get(), mono_now()});
    session->start();
    if (!std::exchange(hurries_, true)) spawn(parts_.executor, "greeting", hurry());
}

/// Runs only while somebody has not greeted.
asio::awaitable<void> Door::hurry() {
    while (!ungreeted_.empty()) {
        hurry_.expires_after(ungreeted_.front().since + greeting_time - mono_now());
        const auto waited = co_await hurry_.async_wait(quietly);
        if (std::get<0>(waited)) co_return;
        while (!ungreeted_.empty() && mono_now() >= ungreeted_.front().since + greeting_time)
            ungreeted_.front().session->close("no greeting");
    }
    hurries_ = false;
}

void Door::forget(Session& session, const std::string& why) {
    if (!why.empty()) complain(why);
    no_longer_ungreeted(session);
    if (peers_.erase(&session) > 0) parts_.on_left();
}

void Door::no_longer_ungreeted(const Session& session) {
    std::erase_if(ungreeted_, [&](const Ungreeted& one) { return one.session == &session; });
}

void Door::tell(const wire::Message& message) {
    std::vector<std::shared_ptr<Session>> all;  // sending may close one
    for (const auto& [session, peer] : peers_) all.push_back(peer.session);
    for (const auto& session : all) session->send(message);
}

/// A plan that was taken shows who speaks for its drill: one connection at a time. One that was
/// refused (an older epoch) replaces nobody.
Notify Door::answers_to(Session& session) {
    return [this, weak = session.weak_from_this()](wire::Message message) {
        const auto alive = weak.lock();
        if (!alive) return;
        if (const auto* taken = std::get_if<wire::PlanTaken>(&message))
            speaks_for(*alive, taken->drill);
        alive->send(message);
    };
}

void Door::speaks_for(Session& session, const std::string& drill) {
    const auto mine = peers_.find(&session);
    if (mine == peers_.end()) return;
    mine->second.drill = drill;
    std::vector<std::shared_ptr<Session>> older;
    for (const auto& [other, peer] : peers_)
        if (other != &session && peer.drill == drill) older.push_back(peer.session);
    for (const auto& one : older) one->close("a newer connection replaced it");
}

void Door::complain(const std::string& why) {
    ++kept_quiet_;
    if (mono_now() < complained_ + complaint_every) return;
    complained_ = mono_now();
    const std::string shown = visible(why, complaint_bytes_max);
    const std::size_t others = std::exchange(kept_quiet_, 0) - 1;
    const std::string more = others == 0 ? "" : " (and " + std::to_string(others) + " others)";
    log("connection closed: " + shown + more);
}

void Door::handle(Session& session, wire::Message message, Nanos received) {
    if (const auto* ping = std::get_if<wire::ClockPing>(&message); ping && session.is_welcome()) {
        wire::ClockPong pong;
        pong.id = ping->id;
        pong.boot = parts_.welcome.boot;
        pong.t2 = received;
        pong.t3 = mono_now();
        session.send(pong);
    } else if (const auto* hello = std::get_if<wire::Hello>(&message)) {
        greet(session, *hello);
    } else if (!session.is_welcome()) {
        session.close("the first message was no greeting");
    } else if (const auto* asked = std::get_if<wire::Fetch>(&message)) {
        fetch(session, *asked);
    } else {
        if (std::holds_alternative<wire::Renew>(message)) session.expect_beats();
        parts_.on_message(message, answers_to(session));
    }
}

void Door::greet(Session& session, const wire::Hello& hello) {
    if (session.is_welcome()) return;
    std::string why;
    if (hello.protocol_min > wire::protocol_version || hello.protocol_max < wire::protocol_version)
        why = "this program speaks protocol " + std::to_string(wire::protocol_version);
    if (hello.host != parts_.welcome.host)
        why = "this is " + parts_.welcome.host + ", not " + hello.host;
    if (peers_.size() >= peers_max) why = "too many orchestrators are connected";
    if (!why.empty()) {
        session.send(refusal("hello", why));
        return session.close(why);
    }
    no_longer_ungreeted(session);
    peers_.emplace(&session, Peer{.session = session.shared_from_this()});
    session.welcomed();
    session.send(parts_.welcome);
    parts_.on_greeted(answers_to(session));
}

void Door::fetch(Session& session, const wire::Fetch& asked) {
    auto chunk = parts_.artifacts.read(asked.sha256, asked.offset);
    if (chunk) return session.send(std::move(*chunk));
    session.send(refusal("fetch", describe(chunk.error())));
}

}  // namespace firedrill::resident
