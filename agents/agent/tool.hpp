// The system's own tools (ip, tc, nft, mount): each call is one program with an argv and a
// deadline, never a shell. One thread.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"
#include "core/base/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace firedrill::agent::tool {

namespace asio = boost::asio;

/// Whether the program is here; the error names the package that brings it.
Result<void> here(const std::string& name, Language language);
/// The same, and whether this process may change the network (CAP_NET_ADMIN); asks nobody.
Result<void> may_set_network(const std::string& name, Language language);

struct Call {
    std::vector<std::string> words;    ///< the name of the tool first
    std::optional<std::string> input;  ///< standard input
    Nanos timeout = std::chrono::seconds{10};
};

/// What it printed; the error is the first line that it complained with, or timeout: then nobody
/// knows what it still does.
asio::awaitable<Result<std::string>> run(Call call, Language language);

}  // namespace firedrill::agent::tool
