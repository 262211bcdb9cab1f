// TCP connections as this program wants them: no delay, and a peer that is gone is noticed within
// three seconds. No thread rule.
#pragma once

#include "orchestrator/links/asio.hpp"

#include <string>

namespace firedrill::links {

/// A connected, non-blocking socket. A name is resolved on another thread; a number needs none.
/// Ends when its coroutine is cancelled.
Task<Result<int>> connect_tcp(asio::any_io_executor executor, std::string address, int port);

/// TCP_NODELAY, TCP_USER_TIMEOUT and keepalive for a socket that is already connected.
void make_watchful(int socket);

}  // namespace firedrill::links
