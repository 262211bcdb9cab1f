// Door: the Unix socket of a resident program. It lets in our own user and root only, greets, keeps
// one orchestrator at a time (a newer one replaces an older one), answers clock pings and artifact
// fetches itself, and hands everything else to its owner. Who connects and says nothing keeps
// nobody out: of too many that were not greeted yet the oldest goes. One thread.
#pragma once

#include "agents/resident/artifact_store.hpp"
#include "agents/resident/session.hpp"
#include "core/base/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace firedrill::resident {

class Door {
public:
    struct Parts {
        asio::any_io_executor executor;
        ArtifactStore& artifacts;
        wire::Welcome welcome;                                 ///< what we say about ourselves
        std::function<void(const wire::Message&)> on_message;  ///< of the greeted orchestrator
        /// Somebody was greeted (send to it from now on), or nobody is there (nullptr).
        std::function<void(std::function<void(wire::Message)>)> on_peer;
    };

    explicit Door(Parts parts);
    ~Door();
    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;

    /// Binds `path` with mode 0600. A socket file that nobody listens to is removed first; busy
    /// when somebody does.
    Result<void> open(const std::string& path);
    bool has_peer() const { return peer_ != nullptr; }

private:
    asio::awaitable<void> accept();
    asio::awaitable<void> hurry();
    void admit(Socket socket);
    void handle(Session& session, wire::Message message, Nanos received);
    void greet(Session& session, const wire::Hello& hello);
    void fetch(Session& session, const wire::Fetch& fetch);
    void forget(Session& session, const std::string& why);
    void complain(const std::string& why);

    Parts parts_;
    asio::local::stream_protocol::acceptor acceptor_;
    std::string path_;
    struct Ungreeted {
        Session* session;
        Nanos since;
    };
    std::vector<Ungreeted> ungreeted_;  ///< the oldest first
    asio::steady_timer hurry_;
    bool hurries_ = false;
    Nanos complained_{};
    std::size_t kept_quiet_ = 0;  ///< complaints since then
    std::shared_ptr<Session> peer_;
};

/// A connected socket to `path`, or why not.
Result<int> connect_to(const std::string& path);

}  // namespace firedrill::resident
