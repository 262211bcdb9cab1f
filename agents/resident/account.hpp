// Who we are, from /etc/passwd: a static program has no name service. Thread-safe.
#pragma once

#include <string>

namespace firedrill::resident {

struct Account {
    std::string name;  ///< the number where there is no name
    std::string home;  ///< "/" where there is none
};
Account own_account();

}  // namespace firedrill::resident
