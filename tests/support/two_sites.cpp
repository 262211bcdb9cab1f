#include "tests/support/two_sites.hpp"

#include "tests/support/program.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

namespace firedrill::test {

namespace {

int this_site() {
    return ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
}

void enter(int site) {
    if (::setns(site, CLONE_NEWNET) != 0) throw std::runtime_error("cannot enter a site");
}

void ip(const std::vector<std::string>& words) {
    std::vector<std::string> argv{"/usr/sbin/ip"};
    argv.insert(argv.end(), words.begin(), words.end());
    const Ended ended = run_program(argv);
    if (ended.exit != 0) throw std::runtime_error("ip: " + ended.output);
}

int new_site() {
    const int before = this_site();
    if (::unshare(CLONE_NEWNET) != 0) throw std::runtime_error("no network namespaces here");
    ip({"link", "set", "lo", "up"});
    const int site = this_site();
    enter(before);
    ::close(before);
    return site;
}

void give_address(const char* v4, const char* v6) {
    ip({"addr", "add", std::string(v4) + "/24", "dev", "eth0"});
    ip({"addr", "add", std::string(v6) + "/64", "dev", "eth0", "nodad"});
    ip({"link", "set", "eth0", "up"});
}

sockaddr_storage address_of(const std::string& text, int port, socklen_t& size) {
    sockaddr_storage out{};
    auto* v4 = static_cast<sockaddr_in*>(static_cast<void*>(&out));
    auto* v6 = static_cast<sockaddr_in6*>(static_cast<void*>(&out));
    if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(static_cast<std::uint16_t>(port));
        size = sizeof *v4;
    } else {
        ::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(static_cast<std::uint16_t>(port));
        size = sizeof *v6;
    }
    return out;
}

const sockaddr* generic(const sockaddr_storage& address) {
    return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

}  // namespace

std::string TwoSites::missing() {
    if (::geteuid() != 0) return "it needs root";
    if (::access("/usr/sbin/ip", X_OK) != 0) return "it needs ip (iproute2)";
    if (::access("/usr/sbin/nft", X_OK) != 0) return "it needs nft (nftables)";
    const int before = this_site();
    const bool possible = ::unshare(CLONE_NEWNET) == 0;
    if (possible) enter(before);
    ::close(before);
    return possible ? "" : "it needs network namespaces";
}

TwoSites::TwoSites() : main_(new_site()), backup_(new_site()) {
    {
        const Inside inside = at_backup();
        keeper_ = start_program({"/bin/sleep", "3600"});
    }
    {
        const Inside inside = at_main();
        ip({"link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns",
            std::to_string(keeper_)});
        give_address(main, main_v6);
    }
    const Inside inside = at_backup();
    give_address(backup, backup_v6);
}

TwoSites::~TwoSites() {
    ::kill(keeper_, SIGKILL);
    ::waitpid(keeper_, nullptr, 0);
    ::close(main_);
    ::close(backup_);
}

void TwoSites::reboot_main() {
    ::close(main_);
    main_ = new_site();
}

void TwoSites::go_to_main() const {
    enter(main_);
}

TwoSites::Inside::Inside(int site) : before_(this_site()) {
    enter(site);
}

TwoSites::Inside::~Inside() {
    (void)::setns(before_, CLONE_NEWNET);
    ::close(before_);
}

Listener::Listener(int port) {
    const int listening = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t size = 0;
    const sockaddr_storage any = address_of("::", port, size);
    if (::bind(listening, generic(any), size) != 0 || ::listen(listening, 64) != 0)
        throw std::runtime_error("cannot listen");
    pid_ = ::fork();
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) ::close(::accept(listening, nullptr, nullptr));
    }
    ::close(listening);
}

Listener::~Listener() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

bool reaches(const std::string& address, int port, std::chrono::milliseconds time) {
    socklen_t size = 0;
    const sockaddr_storage to = address_of(address, port, size);
    const int connecting = ::socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int error = ::connect(connecting, generic(to), size) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
        pollfd ready{connecting, POLLOUT, 0};
        socklen_t bytes = sizeof error;
        if (::poll(&ready, 1, static_cast<int>(time.count())) == 1)
            ::getsockopt(connecting, SOL_SOCKET, SO_ERROR, &error, &bytes);
    }
    ::close(connecting);
    return error == 0;
}

}  // namespace firedrill::test
