// A real OpenSSH server on 127.0.0.1 with keys of its own, for whoever runs the test. It dies with
// the test.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace firedrill::test {

class Sshd {
public:
    /// Why this machine cannot have one; empty if it can.
    static std::string missing();

    /// Keys, configuration and log go to `directory`.
    explicit Sshd(std::filesystem::path directory);
    ~Sshd();
    Sshd(const Sshd&) = delete;
    Sshd& operator=(const Sshd&) = delete;

    int port() const { return port_; }
    /// A private key that it lets in, and one that it does not.
    std::string key() const { return (directory_ / "client").string(); }
    std::string strange_key() const { return (directory_ / "stranger").string(); }
    /// A file that has its host key.
    std::string known_hosts() const { return (directory_ / "known_hosts").string(); }
    /// As after a new installation: another host key, the same address.
    void change_host_key();
    /// Ends every connection, as when the host goes down, but for the server itself.
    void drop_connections() const;
    int connections() const;

private:
    void make_key(const char* name) const;
    void start();
    void stop();

    std::filesystem::path directory_;
    int port_ = 0;
    pid_t pid_ = 0;
};

}  // namespace firedrill::test
