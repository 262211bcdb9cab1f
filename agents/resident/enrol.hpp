// How a resident program comes by a certificate: once with a token, later with the one that it has.
#pragma once

#include "agents/resident/credentials.hpp"
#include "agents/resident/options.hpp"
#include "core/wire/enrolment.hpp"

namespace firedrill::resident {

/// `enrol`: blocking; a program of its own. refused: the gate is not the one that was pinned, or
/// does not take the token.
Result<void> enrol(const Options& options, wire::Role role);

/// A new key and certificate in the place of those that are there.
asio::awaitable<Result<void>> renew(asio::any_io_executor executor, asio::ip::tcp::endpoint head,
                                    Credentials credentials, wire::Identity who);

}  // namespace firedrill::resident
