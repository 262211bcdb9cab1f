#include "orchestrator/control/server.hpp"

#include "core/base/assert.hpp"
#include "core/base/json.hpp"
#include "core/wire/message.hpp"
#include "orchestrator/control/identity.hpp"
#include "orchestrator/links/now.hpp"
#include "orchestrator/links/unix_path.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cerrno>
#include <cstring>

namespace firedrill::control {

using namespace asio::experimental::awaitable_operators;

namespace {

constexpr auto request_patience = std::chrono::seconds{5};

Result<int> listening_socket(const std::filesystem::path& path) {
    DRILL_TRY(address, UnixAddress::of(path));
    ::unlink(path.c_str());
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const mode_t before = ::umask(0177);
    const bool bound = ::bind(descriptor, address.get(), address.size()) == 0;
    ::umask(before);
    if (bound && ::listen(descriptor, 16) == 0) return descriptor;
    const std::string why = std::strerror(errno);
    ::close(descriptor);
    return fail(Errc::io, fmt::format("cannot listen on {}: {}", path.string(), why));
}

Result<uid_t> account_of(int descriptor) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return fail(Errc::refused, "the kernel does not say who asks");
    if (credentials.uid != ::geteuid() && credentials.uid != 0)
        return fail(Errc::refused, "only the owner of the drill may control it");
    return credentials.uid;
}

using Socket = asio::local::stream_protocol::socket;

Task<Result<Request>> read_request(Socket& socket) {
    wire::FrameReader frames(frame_bytes_max);
    std::array<char, 4096> buffer{};
    for (;;) {
        auto [ec, count] = co_await socket.async_read_some(asio::buffer(buffer), by_value);
        if (ec) co_return fail(Errc::unreachable, "closed");
        frames.feed({buffer.data(), count});
        auto body = frames.next();
        if (!body) co_return body.error();
        if (!*body) continue;
        DRILL_CO_TRY(value, parse_json(**body, frame_bytes_max));
        co_return from_json<Request>(value);
    }
}

Task<Result<Request>> give_up(asio::any_io_executor executor) {
    asio::steady_timer timer(executor, request_patience);
    co_await timer.async_wait(by_value);
    co_return fail(Errc::timeout, "no request came");
}

bool is_held(const drill::Drill& drill, const std::string& step) {
    const auto found = drill.steps.find(step);
    return found != drill.steps.end() && found->second.status == drill::StepStatus::held;
}

drill::Answer said(Verb verb) {
    if (verb == Verb::refuse) return drill::Answer::refused;
    if (verb == Verb::confirm) return drill::Answer::confirmed;
    return verb == Verb::choose ? drill::Answer::chose : drill::Answer::approved;
}

/// Between its beginning and the word: nobody's memory makes that narrower.
Task<Result<void>> refuse_time() {
    co_return fail(Errc::usage, "--at is for what was done by hand, not for a step that was held",
                   "confirm it without --at; say in --why what you saw");
}

}  // namespace

Server::Server(asio::any_io_executor executor, engine::Engine& engine)
    : executor_(executor), engine_(engine), acceptor_(executor), all_closed_(executor) {}

Server::~Server() {
    DRILL_ASSERT(open_ == 0);
}

Result<void> Server::listen(const std::filesystem::path& socket) {
    DRILL_TRY(descriptor, listening_socket(socket));
    acceptor_.assign(asio::local::stream_protocol(), descriptor);
    path_ = socket;
    ++open_;
    asio::co_spawn(executor_, accept(), [this](const std::exception_ptr& error) {
        DRILL_ASSERT(!error);
        if (--open_ == 0) all_closed_.notify();
    });
    return {};
}

Task<void> Server::stop() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    if (!path_.empty()) ::unlink(path_.c_str());
    while (open_ > 0) co_await all_closed_.wait();
}

Task<void> Server::accept() {
    for (;;) {
        auto [ec, socket] = co_await acceptor_.async_accept(by_value);
        if (!acceptor_.is_open()) co_return;
        if (ec) continue;
        ++open_;
        auto shared = std::make_shared<Socket>(std::move(socket));
        asio::co_spawn(executor_, serve(shared), [this](const std::exception_ptr& error) {
            DRILL_ASSERT(!error);
            if (--open_ == 0) all_closed_.notify();
        });
    }
}

Task<void> Server::serve(std::shared_ptr<Socket> socket) {
    const auto account = account_of(socket->native_handle());
    Answer out;
    if (!account) {
        out = answer_of(account.error());
    } else {
        auto either = co_await (read_request(*socket) || give_up(executor_));
        auto& request = either.index() == 0 ? std::get<0>(either) : std::get<1>(either);
        if (request)
            out = co_await answer(std::move(*request), *account);
        else
            out = answer_of(request.error());
    }
    const std::string bytes = wire::frame(canonical(to_json(out)));
    co_await asio::async_write(*socket, asio::buffer(bytes), by_value);
}

Task<Answer> Server::answer(Request request, uid_t account) {
    const std::string& running = engine_.drill().id;
    Answer out;
    if (!request.drill.empty() && request.drill != running) {
        out = answer_of(fail(Errc::not_found, "drill " + request.drill + " does not run",
                             "the one that runs is " + running));
    } else if (request.verb != Verb::status) {
        auto by = identify(account, request.person);
        if (request.approval)
            out = answer_of(co_await signed_answer(std::move(request), std::move(by)));
        else
            out = answer_of(co_await carry_out(std::move(request), std::move(by)));
    }
    out.drill = running;
    out.pid = ::getpid();
    co_return out;
}

Task<Result<void>> Server::carry_out(Request request, drill::Identity by) {
    switch (request.verb) {
        case Verb::abort: return engine_.abort(std::move(by), std::move(request.why));
        case Verb::note: return engine_.note(std::move(by), std::move(request.why));
        case Verb::pause: return engine_.pause(std::move(by), std::move(request.why));
        case Verb::go_on: return engine_.go_on(std::move(by), std::move(request.why));
        default: break;
    }
    const bool settles = request.verb == Verb::confirm && is_held(engine_.drill(), request.step);
    if (settles && request.happened) return refuse_time();
    if (settles || request.verb == Verb::skip || request.verb == Verb::retry)
        return steer(std::move(request), std::move(by));
    return engine_.answer({.step = std::move(request.step),
                           .answer = said(request.verb),
                           .option = std::move(request.option),
                           .by = std::move(by),
                           .why = std::move(request.why),
                           .happened = request.happened});
}

/// Whoever brings it, the person is the one who signed.
Task<Result<void>> Server::signed_answer(Request request, drill::Identity by) {
    if (request.verb != Verb::approve)
        co_return fail(Errc::usage, "a signature approves, and says nothing else");
    DRILL_CO_TRY(approval, plan::read_approval(*request.approval));
    DRILL_CO_TRY(signer, drill::signer_of(engine_.drill(), approval, request.step, now_wall()));
    by.person = signer;
    by.proof = drill::Proof::signature;
    engine::Reply reply{.step = std::move(request.step),
                        .answer = drill::Answer::approved,
                        .by = std::move(by),
                        .why = std::move(request.why),
                        .approval = std::move(approval)};
    co_return co_await engine_.answer(std::move(reply));
}

Task<Result<void>> Server::steer(Request request, drill::Identity by) {
    engine::Wish wish{.step = std::move(request.step),
                      .by = std::move(by),
                      .why = std::move(request.why),
                      .did_not_happen = request.did_not_happen};
    if (request.verb == Verb::skip) return engine_.skip(std::move(wish));
    if (request.verb == Verb::retry) return engine_.retry(std::move(wish));
    return engine_.it_happened(std::move(wish));
}

}  // namespace firedrill::control
