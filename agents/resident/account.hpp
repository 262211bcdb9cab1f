// Who we are, from /etc/passwd: a static program has no name service. Thread-safe.
#pragma once

#include "core/base/result.hpp"

#include <sys/types.h>
#include <string>
#include <vector>

namespace firedrill::resident {

struct Account {
    std::string name;  ///< the number where there is no name
    std::string home;  ///< "/" where there is none
};
Account own_account();

/// Somebody whom a process may become.
struct Identity {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;  ///< its supplementary ones, from /etc/group
};
/// not_found if there is no such account; refused for root.
Result<Identity> identity_of(const std::string& name);
/// For good: this process has no way back to root. Before it has a second thread.
Result<void> become(const Identity& identity);

}  // namespace firedrill::resident
