#include "tests/support/sshd.hpp"

#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace firedrill::test {

namespace {

constexpr const char* server = "/usr/sbin/sshd";
constexpr const char* keygen = "/usr/bin/ssh-keygen";

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

const sockaddr* generic(const sockaddr_in& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

bool answers(int port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool there = ::connect(fd, generic(address), sizeof address) == 0;
    ::close(fd);
    return there;
}

std::string contents(const std::filesystem::path& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

}  // namespace

std::string Sshd::missing() {
    for (const char* program : {server, keygen})
        if (::access(program, X_OK) != 0) return std::string("no ") + program;
    return "";
}

Sshd::Sshd(std::filesystem::path directory) : directory_(std::move(directory)), port_(free_port()) {
    std::filesystem::create_directories(directory_);
    if (::geteuid() == 0) ::mkdir("/run/sshd", 0755);  // sshd wants it when it is root's
    for (const char* name : {"host", "client", "stranger"}) make_key(name);
    std::filesystem::copy_file(directory_ / "client.pub", directory_ / "authorized_keys");
    start();
}

Sshd::~Sshd() {
    drop_connections();
    stop();
}

void Sshd::make_key(const char* name) const {
    const std::string file = (directory_ / name).string();
    const auto made = run_program({keygen, "-q", "-t", "ed25519", "-N", "", "-f", file});
    if (made.exit != 0) throw std::runtime_error("ssh-keygen: " + made.output);
}

void Sshd::start() {
    std::ofstream(directory_ / "known_hosts")
        << "[127.0.0.1]:" << port_ << " " << contents(directory_ / "host.pub");
    // SHLVL: bash would read the user's start files, which are no part of any test.
    std::ofstream(directory_ / "sshd_config")
        << "Port " << port_ << "\nListenAddress 127.0.0.1\nHostKey "
        << (directory_ / "host").string() << "\nAuthorizedKeysFile "
        << (directory_ / "authorized_keys").string()
        << "\nPidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\n"
           "KbdInteractiveAuthentication no\nSetEnv SHLVL=5\nPermitRootLogin prohibit-password\n";
    pid_ = start_program({server, "-D", "-e", "-f", (directory_ / "sshd_config").string()},
                         {.input = "", .output = (directory_ / "log").string(), .user = ""});
    if (!eventually([this] { return answers(port_); }))
        throw std::runtime_error("sshd does not answer: " + contents(directory_ / "log"));
}

void Sshd::stop() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void Sshd::change_host_key() {
    const std::string known = contents(directory_ / "known_hosts");
    stop();
    for (const char* file : {"host", "host.pub"}) std::filesystem::remove(directory_ / file);
    make_key("host");
    start();
    std::ofstream(directory_ / "known_hosts") << known;
}

void Sshd::drop_connections() const {
    for (const pid_t child : children_of(pid_)) {
        for (const pid_t inner : children_of(child)) ::kill(inner, SIGKILL);
        ::kill(child, SIGKILL);
    }
}

int Sshd::connections() const {
    return static_cast<int>(children_of(pid_).size());
}

}  // namespace firedrill::test
