// Secrets stay in their files: read at the moment of use, never kept, logged or reported.
// Free functions; thread-safe.
#pragma once

#include "core/base/result.hpp"

#include <string>
#include <vector>

namespace firedrill::resident {

/// "~/x" below the home directory of the account that we run as; anything else unchanged.
std::string expand_home(const std::string& path);

/// A file in the format of PostgreSQL's own password file (its name ends in "pgpass") is handed
/// to libpq; any other file holds the password on its first line.
bool is_pgpass(const std::string& path);

/// Refuses what others could read: a regular file of ours or root's, mode 0600 or tighter.
Result<void> check_secret_file(const std::string& path);

/// The first line, at most 1 KiB.
Result<std::string> read_secret(const std::string& path);

/// Every secret that such a file holds: its first line, or the passwords of a pgpass file. Empty
/// where it cannot be read.
std::vector<std::string> secrets_in(const std::string& path);

}  // namespace firedrill::resident
