// What a link needs of a transport: bytes to and from one resident program. Transports differ only
// in how they reach it (a Unix socket here; ssh and TLS are further Connectors).
//
// All of one thread. read_some and write_all end with an error once the pipe is closed or the
// awaiting coroutine is cancelled.
#pragma once

#include "orchestrator/links/asio.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace firedrill::links {

class Pipe {
public:
    virtual ~Pipe() = default;
    virtual Task<Result<std::size_t>> read_some(std::span<char> buffer) = 0;
    virtual Task<Result<void>> write_all(std::string bytes) = 0;
    virtual void close() = 0;
};

class Connector {
public:
    virtual ~Connector() = default;
    virtual Task<Result<std::unique_ptr<Pipe>>> connect() = 0;
    /// Where it leads, for messages: "/run/firedrill/agent.sock".
    virtual std::string place() const = 0;
};

}  // namespace firedrill::links
