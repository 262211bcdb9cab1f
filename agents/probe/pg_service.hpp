// PgService: where a PostgreSQL service is and how its clients reach it, from a connection string
// of theirs. libpq reads the string; the hosts are taken apart, because each needs a time limit
// of its own (libpq's connect_timeout does not hold in non-blocking use). Plain values.
#pragma once

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/plan/plan.hpp"

#include <map>
#include <string>
#include <vector>

namespace firedrill::probe {

struct PgHost {
    std::string name;     ///< as the clients write it: a name, an address or a socket directory
    std::string address;  ///< numeric; empty for a socket directory or a name not resolved yet
    std::string port;
    bool needs_resolving() const { return address.empty() && !name.starts_with('/'); }
    /// "127.0.0.1:25432", the key of the host in facts and errors.
    std::string label() const;
};

struct PgService {
    std::vector<PgHost> hosts;
    std::map<std::string, std::string> options;  ///< all others, with our defaults added
    std::string password_file;                   ///< empty: none
    /// Before the next host is tried: connect_timeout of the string, else 2 s.
    Nanos host_timeout{};
    const std::string& database() const { return options.at("dbname"); }
};

Result<PgService> parse_service(const plan::Connection& connection);

/// The same service with one of its hosts, whatever its role.
PgService only_host(const PgService& service, const PgHost& host);

}  // namespace firedrill::probe
