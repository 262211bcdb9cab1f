// nft, the program that sets the kernel's packet filter. One call is one transaction: all of it
// holds, or nothing of it. One thread.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace firedrill::agent::nft {

namespace asio = boost::asio;

/// Whether the program is here and this process may change the packet filter; asks nobody.
Result<void> usable(Language language);

/// What it printed; the error is what it complained about.
asio::awaitable<Result<std::string>> run(std::string script, Language language);

/// Whether there is a table of this name in family inet.
asio::awaitable<Result<bool>> has_table(std::string name, Language language);

}  // namespace firedrill::agent::nft
