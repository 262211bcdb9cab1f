// The local transport: a Unix socket of a resident program on this machine. In a lab an absent
// program is started first. Belongs to one thread.
#pragma once

#include "core/plan/action.hpp"
#include "orchestrator/links/lab_place.hpp"
#include "orchestrator/links/pipe.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace firedrill::links {

struct LocalTarget {
    std::string host;  ///< name in the inventory
    plan::Performer program = plan::Performer::agent;
    std::filesystem::path socket;    ///< of an installed program; empty: the lab's
    std::string user;                ///< lab: run it as this user when we are root
    std::filesystem::path store;     ///< absolute; names the lab's directory
    std::filesystem::path programs;  ///< where the executables are
    bool may_start = false;          ///< environment lab
    std::chrono::milliseconds start_within{10'000};
};

std::unique_ptr<Connector> local_connector(asio::any_io_executor executor, LocalTarget target);

/// A pipe over a connected Unix stream socket, which it owns.
std::unique_ptr<Pipe> unix_pipe(asio::any_io_executor executor, int descriptor);

/// Opens a Unix stream socket; paths longer than the kernel's 107 bytes are reached through their
/// directory. Returns the descriptor.
Result<int> connect_unix(const std::filesystem::path& socket);

}  // namespace firedrill::links
