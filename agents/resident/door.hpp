// Door: the Unix socket of a resident program. It lets in our own user and root only, greets, keeps
// one connection for each drill (whose plan is taken replaces an older connection of the drill),
// answers clock pings and artifact fetches itself, and hands everything else to its owner. Answers
// go to who asked, everything else to all. One thread.
#pragma once

#include "agents/resident/artifact_store.hpp"
#include "agents/resident/job.hpp"
#include "agents/resident/session.hpp"
#include "core/base/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace firedrill::resident {

class Door {
public:
    struct Parts {
        asio::any_io_executor executor;
        ArtifactStore& artifacts;
        wire::Welcome welcome;  ///< what we say about ourselves
        /// Of a greeted orchestrator, and where the answer goes.
        std::function<void(const wire::Message&, Notify answer)> on_message;
        /// Somebody was greeted and may be told how things stand.
        std::function<void(Notify newcomer)> on_greeted;
        std::function<void()> on_left;
    };

    explicit Door(Parts parts);
    ~Door();
    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;

    /// Binds `path` with mode 0600. A socket file that nobody listens to is removed first; busy
    /// when somebody does.
    Result<void> open(const std::string& path);
    bool has_peer() const { return !peers_.empty(); }
    /// To everybody who was greeted.
    void tell(const wire::Message& message);

private:
    asio::awaitable<void> accept();
    asio::awaitable<void> hurry(std::weak_ptr<Session> session);
    void admit(Socket socket);
    void handle(Session& session, wire::Message message, Nanos received);
    void greet(Session& session, const wire::Hello& hello);
    void fetch(Session& session, const wire::Fetch& fetch);
    void forget(Session& session, const std::string& why);
    Notify answers_to(Session& session);
    void speaks_for(Session& session, const std::string& drill);

    Parts parts_;
    asio::local::stream_protocol::acceptor acceptor_;
    std::string path_;
    std::set<Session*> ungreeted_;
    struct Peer {
        std::shared_ptr<Session> session;
        std::string drill;  ///< whose plan was taken from it
    };
    std::map<Session*, Peer> peers_;
};

/// A connected socket to `path`, or why not.
Result<int> connect_to(const std::string& path);

}  // namespace firedrill::resident
