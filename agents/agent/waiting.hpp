// Waiting for something on this host without blocking it. One thread.
#pragma once

#include "agents/resident/files.hpp"
#include "core/base/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace firedrill::agent {

namespace asio = boost::asio;

/// Whether the process of the pidfd ended within `time`. A zombie has ended.
asio::awaitable<bool> wait_until_gone(int pidfd, Nanos time);

/// Asks every `every` until `holds` or `time` has passed.
asio::awaitable<bool> wait_until(std::function<bool()> holds, Nanos every, Nanos time);

asio::awaitable<void> pause(Nanos time);

}  // namespace firedrill::agent
