// Starts a program and sees it to its end: the one place where Boost.Process is used
// (docs/adr, "Processes").
//
// The program gets a process group of its own, no terminal, standard input (/dev/null unless text
// is given) and two pipes, no other descriptor, exactly the environment given, default signals and
// umask 022. When its first process ends, whatever is left in the group is killed; a daemon that
// made its own session lives on. It dies with the agent. One thread, one io_context; no exception
// leaves.
#pragma once

#include "agents/resident/cancellation.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::resident {

namespace asio = boost::asio;

struct Command {
    std::string program;  ///< absolute path
    std::vector<std::string> argv;
    std::vector<std::string> environment;  ///< "NAME=value", complete
    std::string directory = "/";
    std::optional<std::string> input;  ///< standard input
    bool own = false;  ///< it is this program itself (traffic_command.hpp says how it ends)
};

struct Limits {
    Nanos timeout = std::chrono::seconds{10};
    Nanos grace = std::chrono::seconds{2};  ///< between SIGTERM and SIGKILL
    std::size_t kept_bytes = 64U << 10U;    ///< of each stream; the rest is counted
};

enum class Ending {
    exited,     ///< by itself, or by a signal of somebody else
    timed_out,  ///< we ended its group after `timeout`
    cancelled,  ///< we ended its group because that was asked for
    stuck,      ///< it does not even die of SIGKILL
};

struct Finished {
    Ending ending = Ending::exited;
    int exit = -1;  ///< exit code; 128 + signal
    std::string output;
    std::string errors;
    std::int64_t output_bytes = 0;
    std::int64_t errors_bytes = 0;
    Nanos started{};  ///< CLOCK_MONOTONIC_RAW just before the program existed
    Nanos ended{};    ///< just after its end was seen
};

/// The error says why the program could not be started; then nothing happened.
asio::awaitable<Result<Finished>> run_process(Command command, Limits limits,
                                              std::shared_ptr<Cancellation> cancel);

}  // namespace firedrill::resident
