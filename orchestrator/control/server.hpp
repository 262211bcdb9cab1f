// The control socket of the process that runs a drill: other terminals ask, approve and abort
// through it. Mode 0600; the kernel says which account asks, and only the owner's and root may.
//
// One thread, the engine's. stop() must be awaited before the engine goes away.
#pragma once

#include "orchestrator/control/protocol.hpp"
#include "orchestrator/engine/engine.hpp"

#include <boost/asio/local/stream_protocol.hpp>

#include <filesystem>
#include <memory>

namespace firedrill::control {

class Server {
public:
    Server(asio::any_io_executor executor, engine::Engine& engine);
    ~Server();

    /// Replaces what a dead owner left; the drill's lock must be held.
    Result<void> listen(const std::filesystem::path& socket);
    Task<void> stop();

private:
    using Socket = asio::local::stream_protocol::socket;

    Task<void> accept();
    Task<void> serve(std::shared_ptr<Socket> socket);
    Task<Answer> answer(Request request, uid_t account);
    Task<Result<void>> carry_out(Request request, drill::Identity by);
    Task<Result<void>> signed_answer(Request request, drill::Identity by);
    Task<Result<void>> steer(Request request, drill::Identity by);

    asio::any_io_executor executor_;
    engine::Engine& engine_;
    asio::local::stream_protocol::acceptor acceptor_;
    std::filesystem::path path_;
    Signal all_closed_;
    int open_ = 0;
};

}  // namespace firedrill::control
