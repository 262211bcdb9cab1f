// The two-site lab for tests: scenarios/two-sites/lab under a name of its own, so that a user's lab
// may be up beside it. Its hosts are real network namespaces: `at` puts the calling thread into
// one. What it started and wrote ends with it. Only root can have it. One thread.
#pragma once

#include "tests/support/program.hpp"
#include "tests/support/two_sites.hpp"

#include <chrono>
#include <set>
#include <string>
#include <vector>

namespace firedrill::test {

class TwoSiteLab {
public:
    /// Whether this machine can have it; if not, prints that the test is skipped, and why.
    static bool is_possible();

    explicit TwoSiteLab(const std::string& suffix = "");  ///< a name; nothing is up yet
    ~TwoSiteLab();                                        ///< down
    TwoSiteLab(const TwoSiteLab&) = delete;
    TwoSiteLab& operator=(const TwoSiteLab&) = delete;

    static constexpr const char* db1 = "10.81.1.11";
    static constexpr const char* db1_v6 = "fd81:1::11";
    static constexpr const char* db2 = "10.81.2.12";
    static constexpr const char* db2_v6 = "fd81:2::12";
    static constexpr const char* service = "10.81.5.100";

    /// `lab ARGUMENTS` for this lab.
    Ended lab(const std::vector<std::string>& arguments) const;
    void must(const std::vector<std::string>& arguments) const;  ///< the same; throws if it fails
    /// Starts `lab up` and returns its pid; the caller kills or reaps it.
    pid_t start_up() const;
    void up() const { must({"up"}); }
    /// The command line of firedrill on the orchestrator's host.
    std::vector<std::string> at_orchestrator(const std::string& workspace,
                                             const std::vector<std::string>& arguments) const;
    /// One value by SQL, on db1 or db2 as superuser, or as client through the service's address;
    /// empty if there is none.
    std::string sql(const std::string& where, const std::string& statement) const;

    /// The calling thread is on that host's network while the result lives.
    TwoSites::Inside at(const std::string& host) const;
    /// How long a connection takes from there; `limit` if it does not come about.
    std::chrono::milliseconds connect_time(const std::string& from, const std::string& to, int port,
                                           std::chrono::milliseconds limit) const;

    const std::string& name() const { return name_; }
    /// Its folder `orch` has .ssh/{id_ed25519,known_hosts,config} for who comes by ssh.
    const std::string& directory() const { return directory_; }
    std::set<std::string> namespaces() const;  ///< names of this lab's
    std::set<std::string> networks() const;    ///< the kernel's own names of them
    /// Processes in one of these networks, or started by this lab.
    std::vector<pid_t> processes(const std::set<std::string>& networks) const;
    /// Mounts of namespaces, and mounts below the lab's directory.
    static std::set<std::string> mounts();

private:
    std::vector<std::string> command(const std::vector<std::string>& arguments) const;

    std::string name_;
    std::string directory_;
};

}  // namespace firedrill::test
