// Starts a resident program in a lab: a session of its own, standard streams to a log, no other
// descriptor, and the rights of an unprivileged user where one is named.
//
// The program's file is opened by us and executed through that descriptor, because the user may not
// be able to walk to it. Blocks for a few milliseconds; no thread rule.
#pragma once

#include "core/base/result.hpp"

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace firedrill::links {

struct Account {
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;
};

/// Errc::not_found when there is no such user.
Result<Account> find_account(const std::string& user);

struct Launch {
    std::filesystem::path program;
    std::vector<std::string> arguments;  ///< argv[1] and on
    std::filesystem::path log;           ///< appended to
    const Account* account = nullptr;    ///< drop to it; null: stay who we are
};

/// Returns when the program's image is running (or could not be started).
Result<void> launch(const Launch& launch);

/// The directory of the running program: its siblings are found there.
std::filesystem::path own_directory();

}  // namespace firedrill::links
