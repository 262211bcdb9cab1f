// Dials out to the orchestrator's gate, where this host lets nobody in. One connection always waits
// there; when an orchestrator takes it, it becomes a pipe to our own socket, and the next one is
// dialled. Rests without waking up; a certificate is renewed when a third of its time is left.
// One thread; lives as long as its loop.
#pragma once

#include "agents/resident/credentials.hpp"
#include "agents/resident/options.hpp"
#include "core/wire/enrolment.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <string>

namespace firedrill::resident {

class Dialer {
public:
    /// refused or corrupt when the credentials are not good: the program must not start.
    static Result<Dialer> of(asio::any_io_executor executor, const Options& options,
                             wire::Role role);
    void start();

private:
    Dialer(asio::any_io_executor executor, asio::ip::tcp::endpoint head, Credentials credentials,
           std::string socket, wire::Identity who);
    asio::awaitable<void> dial();
    asio::awaitable<Result<void>> wait_at_gate();
    asio::awaitable<void> keep_fresh();
    void complain(const std::string& why);

    asio::any_io_executor executor_;
    asio::ip::tcp::endpoint head_;
    Credentials credentials_;
    std::string socket_;
    wire::Identity who_;
    std::string complained_;
};

}  // namespace firedrill::resident
