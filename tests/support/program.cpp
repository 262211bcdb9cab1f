#include "tests/support/program.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace firedrill::test {

namespace {

struct Account {
    uid_t user = 0;
    gid_t group = 0;
};

Account account_of(const std::string& name) {
    const passwd* found = ::getpwnam(name.c_str());
    if (found == nullptr) throw std::runtime_error("no account " + name);
    return {.user = found->pw_uid, .group = found->pw_gid};
}

/// In the child, before exec: only calls that are safe after fork.
[[noreturn]] void become(char* const* argv, const How& how, Account account, int in, int out) {
    ::dup2(in, 0);
    ::dup2(out, 1);
    ::dup2(out, 2);
    ::setsid();
    if (!how.user.empty() && (::setgroups(1, &account.group) != 0 || ::setgid(account.group) != 0 ||
                              ::setuid(account.user) != 0))
        ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // after setuid, which clears it
    (void)!::chdir("/");
    ::execv(argv[0], argv);
    ::_exit(127);
}

pid_t fork_program(const std::vector<std::string>& argv, const How& how, int in, int out) {
    std::vector<char*> pointers;
    for (const std::string& word : argv) pointers.push_back(const_cast<char*>(word.c_str()));
    pointers.push_back(nullptr);
    const Account account = how.user.empty() ? Account{} : account_of(how.user);
    const pid_t pid = ::fork();
    if (pid < 0) throw std::runtime_error("fork failed");
    if (pid == 0) become(pointers.data(), how, account, in, out);
    return pid;
}

std::string stat_of(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::stringstream text;
    text << file.rdbuf();
    const std::string all = text.str();
    const auto name_end = all.rfind(')');
    return name_end == std::string::npos ? "" : all.substr(name_end + 2);
}

}  // namespace

Ended run_program(const std::vector<std::string>& argv, const How& how) {
    std::array<int, 2> output{}, input{};
    if (::pipe2(output.data(), O_CLOEXEC) != 0 || ::pipe2(input.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe");
    const pid_t pid = fork_program(argv, how, input[0], output[1]);
    ::close(input[0]);
    ::close(output[1]);
    (void)!::write(input[1], how.input.data(), how.input.size());
    ::close(input[1]);
    Ended ended;
    std::array<char, 4096> buffer{};
    for (ssize_t n = 0; (n = ::read(output[0], buffer.data(), buffer.size())) > 0;)
        ended.output.append(buffer.data(), static_cast<std::size_t>(n));
    ::close(output[0]);
    int status = 0;
    ::waitpid(pid, &status, 0);
    ended.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return ended;
}

pid_t start_program(const std::vector<std::string>& argv, const How& how) {
    const std::string where = how.output.empty() ? "/dev/null" : how.output;
    const int out = ::open(where.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const pid_t pid = fork_program(argv, how, in, out);
    ::close(in);
    ::close(out);
    return pid;
}

std::string server_account() {
    return ::geteuid() == 0 ? "postgres" : "";
}

void give_to(const std::string& path, const std::string& user) {
    if (user.empty()) return;
    const Account account = account_of(user);
    if (::chown(path.c_str(), account.user, account.group) != 0)
        throw std::runtime_error("chown " + path);
}

int free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(fd);
    return ntohs(address.sin_port);
}

std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> children;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const pid_t pid = std::atoi(name.c_str());
        char state = 0;
        pid_t its_parent = 0;
        std::istringstream(stat_of(pid)) >> state >> its_parent;
        if (its_parent == parent && state != 'Z') children.push_back(pid);
    }
    return children;
}

bool is_zombie(pid_t pid) {
    return stat_of(pid).starts_with('Z');
}

}  // namespace firedrill::test
