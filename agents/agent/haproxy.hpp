// A server of a backend, as the running HAProxy sees it: asked and set through its runtime socket
// (`stats socket … level admin`). Never its configuration. Blocking; for a program of its own.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"

#include <cstdint>
#include <string>

namespace firedrill::agent::haproxy {

/// "app/web1"
struct Server {
    std::string backend;
    std::string name;
};
/// Nothing but letters, digits and -_.: in either: it becomes a line of commands.
Result<Server> read_server(const std::string& text, Language language);

/// "ready", "drain" or "maint", whoever set it, and "up", "down", "starting" or "stopping".
struct State {
    std::string admin;
    std::string health;
};

class Runtime {
public:
    Runtime(std::string socket, Language language)
        : socket_(std::move(socket)), language_(language) {}

    /// refused if the socket does not answer, or there is no such server.
    Result<State> state(const Server& server) const;
    /// Connections that it has and requests that wait for it.
    Result<std::int64_t> sessions(const Server& server) const;
    /// refused if HAProxy says no.
    Result<void> set(const Server& server, const std::string& state) const;

private:
    Result<std::string> ask(const std::string& line) const;
    Error no_such(const Server& server) const;

    std::string socket_;
    Language language_;
};

}  // namespace firedrill::agent::haproxy
