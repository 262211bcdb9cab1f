// Two hosts' worth of network, a link between them, nothing else: network namespaces without a
// name, so that nothing stays when a test dies. Programs and servers that are started inside a site
// live there. Only root can have them.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

namespace firedrill::test {

class TwoSites {
public:
    /// Why this machine cannot have them; empty if it can.
    static std::string missing();

    TwoSites();
    ~TwoSites();
    TwoSites(const TwoSites&) = delete;
    TwoSites& operator=(const TwoSites&) = delete;

    static constexpr const char* main = "10.77.1.1";    ///< address of site main
    static constexpr const char* backup = "10.77.1.2";  ///< of site backup
    static constexpr const char* main_v6 = "fd77::1";
    static constexpr const char* backup_v6 = "fd77::2";

    /// The calling thread is in that site while this lives.
    class Inside {
    public:
        explicit Inside(int site);
        ~Inside();
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

    private:
        int before_;
    };
    Inside at_main() const { return Inside(main_); }
    Inside at_backup() const { return Inside(backup_); }
    /// As after a boot of host main: no interface but lo, no rule. Programs of before stay behind.
    void reboot_main();
    void go_to_main() const;  ///< the calling thread, for good

private:
    int main_ = -1;
    int backup_ = -1;
    pid_t keeper_ = 0;  ///< a process in site backup, by which `ip` finds it
};

/// Accepts connections on this port, of both families, until it ends. Started where we are.
class Listener {
public:
    explicit Listener(int port);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

private:
    pid_t pid_;
};

/// Whether a connection comes about within `time`, from where we are.
bool reaches(const std::string& address, int port,
             std::chrono::milliseconds time = std::chrono::milliseconds(200));

}  // namespace firedrill::test
