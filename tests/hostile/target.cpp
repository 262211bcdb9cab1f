#include "tests/hostile/target.hpp"

#include "orchestrator/links/local_pipe.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

namespace firedrill::hostile {

namespace {

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

bool ready(int fd, short what, std::chrono::milliseconds within) {
    pollfd waiting{.fd = fd, .events = what, .revents = 0};
    return ::poll(&waiting, 1, static_cast<int>(std::max<long>(within.count(), 0))) > 0;
}

}  // namespace

Target::Target(std::string program, std::vector<std::string> under) : traced_(!under.empty()) {
    std::vector<std::string> words = std::move(under);
    for (const std::string& word :
         {std::string(DRILL_BINARY_DIR) + "/" + program, std::string("serve"),
          std::string("--host"), std::string("h1"), std::string("--state"),
          (place_.path() / "state").string(), std::string("--socket"), socket()})
        words.push_back(word);
    pid_ = test::start_program(words, {.output = log()});
    test::eventually([&] { return std::filesystem::exists(socket()); });
}

Target::~Target() {
    if (pid_ <= 0) return;
    for (const pid_t child : test::children_of(pid_)) ::kill(child, SIGKILL);
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

bool Target::runs() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
}

long Target::memory_peak() const {
    std::istringstream status(bytes_of("/proc/" + std::to_string(pid_) + "/status"));
    for (std::string word; status >> word;)
        if (word == "VmHWM:" && status >> word) return std::stol(word);
    return 0;
}

std::string Target::receipts() const {
    return bytes_of(place_.path() / "state" / "receipts");
}

std::string Target::log() const {
    return (place_.path() / "log").string();
}

Caller::Caller(const Target& target) : Caller(target.socket()) {}

Caller::Caller(const std::string& socket) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (fd_ < 0 && std::chrono::steady_clock::now() < end) {
        const auto connected = links::connect_unix(socket);
        if (connected) fd_ = *connected;
        if (!connected) ::poll(nullptr, 0, 5);  // its queue is full
    }
}

Caller::Caller(Caller&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), frames_(std::move(other.frames_)) {}

Caller::~Caller() {
    if (fd_ >= 0) ::close(fd_);
}

bool Caller::say(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
        if (sent < 0 && !ready(fd_, POLLOUT, patience)) return false;
    }
    return true;
}

std::optional<wire::Message> Caller::hear(std::chrono::milliseconds within) {
    const auto end = std::chrono::steady_clock::now() + within;
    std::array<char, 65536> buffer{};
    for (;;) {
        auto body = frames_.next();
        if (!body) return std::nullopt;
        if (*body) {
            auto message = wire::decode(**body);
            return message ? std::optional(std::move(*message)) : std::nullopt;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        if (left.count() <= 0 || !ready(fd_, POLLIN, left)) return std::nullopt;
        const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
        if (got <= 0) return std::nullopt;
        frames_.feed({buffer.data(), static_cast<std::size_t>(got)});
    }
}

bool Caller::is_closed(std::chrono::milliseconds within) {
    const auto end = std::chrono::steady_clock::now() + within;
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        if (left.count() <= 0 || !ready(fd_, POLLIN, left)) return false;
        if (::recv(fd_, buffer.data(), buffer.size(), 0) <= 0) return true;
    }
}

bool Caller::greet() {
    return connected() && tell(wire::Hello{.host = "h1", .version = "0.1.0"}) &&
           hear_a<wire::Welcome>().has_value();
}

std::string head(std::uint32_t length) {
    std::string out;
    for (const int shift : {24, 16, 8, 0})
        out.push_back(static_cast<char>((length >> shift) & 0xffU));
    return out;
}

bool serves(const Target& target) {
    Caller honest(target);
    return honest.greet() && honest.tell(wire::AskStatus{}) &&
           honest.hear_a<wire::Status>().has_value();
}

}  // namespace firedrill::hostile
