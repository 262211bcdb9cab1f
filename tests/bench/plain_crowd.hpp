// The floor for a crowd of agents: processes that do nothing but what must be done, asked by a
// plain epoll loop. For each order an agent makes two records durable (it begins, it has ended) and
// tells of both; the head makes the orders durable before they go and the ends when all are there.
// No encryption, no parsing, no decisions.
#pragma once

#include "tests/bench/fleets.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace firedrill::bench {

inline constexpr std::size_t order_bytes = 200, begun_bytes = 120, ended_bytes = 600,
                             record_bytes = 350;

inline void must(bool good, const char* what) {
    if (!good) stop_with(std::string(what) + ": " + std::strerror(errno));
}

inline void write_durably(int file, std::size_t bytes) {
    const std::string text(bytes, 'x');
    must(::write(file, text.data(), bytes) == static_cast<ssize_t>(bytes), "write");
    must(::fdatasync(file) == 0, "fdatasync");
}

inline void send_all(int socket, std::size_t bytes) {
    const std::string text(bytes, 'm');
    for (std::size_t sent = 0; sent < bytes;) {
        const ssize_t more = ::send(socket, text.data(), bytes - sent, MSG_NOSIGNAL);
        must(more > 0, "send");
        sent += static_cast<std::size_t>(more);
    }
}

/// Never returns.
[[noreturn]] inline void be_plain_agent(const sockaddr_in& head, const std::string& file) {
    const int receipts = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const int line = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    must(::connect(line, reinterpret_cast<const sockaddr*>(&head), sizeof head) == 0, "connect");
    std::array<char, order_bytes> order;
    while (::recv(line, order.data(), order.size(), MSG_WAITALL) == ssize_t{order_bytes}) {
        write_durably(receipts, record_bytes);
        send_all(line, begun_bytes);
        write_durably(receipts, record_bytes);
        send_all(line, ended_bytes);
    }
    std::_Exit(0);
}

class PlainCrowd {
public:
    explicit PlainCrowd(int size) : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof here;
        must(::bind(listener_, reinterpret_cast<const sockaddr*>(&here), length) == 0, "bind");
        must(::listen(listener_, SOMAXCONN) == 0, "listen");
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &length);
        for (int agent = 0; agent < size; ++agent) {
            const pid_t child = ::fork();
            must(child >= 0, "fork");
            if (child == 0) be_plain_agent(here, (place_.path() / std::to_string(agent)).string());
            children_.push_back(child);
            add(::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
        }
        journal_ = ::open((place_.path() / "journal").c_str(),
                          O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    ~PlainCrowd() {
        for (const int line : lines_) ::close(line);
        for (const pid_t child : children_) ::waitpid(child, nullptr, 0);
        for (const int file : {listener_, epoll_, journal_}) ::close(file);
    }
    PlainCrowd(const PlainCrowd&) = delete;
    PlainCrowd& operator=(const PlainCrowd&) = delete;

    double time_barrier() {
        const Nanos begin = now_mono();
        write_durably(journal_, record_bytes * lines_.size());
        for (const int line : lines_) send_all(line, order_bytes);
        std::size_t missing = (begun_bytes + ended_bytes) * lines_.size();
        while (missing > 0) missing -= receive_some();
        write_durably(journal_, record_bytes * lines_.size());
        return milliseconds_of(now_mono() - begin);
    }

private:
    void add(int line) {
        must(line >= 0, "accept");
        const int on = 1;
        ::setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event wanted{.events = EPOLLIN, .data = {.fd = line}};
        must(::epoll_ctl(epoll_, EPOLL_CTL_ADD, line, &wanted) == 0, "epoll_ctl");
        lines_.push_back(line);
    }
    std::size_t receive_some() {
        std::array<epoll_event, 256> ready;
        std::array<char, 16384> buffer;
        std::size_t got = 0;
        const int count = ::epoll_wait(epoll_, ready.data(), ready.size(), -1);
        for (int i = 0; i < count; ++i) {
            const ssize_t bytes = ::recv(ready[static_cast<std::size_t>(i)].data.fd, buffer.data(),
                                         buffer.size(), MSG_DONTWAIT);
            must(bytes > 0, "recv");
            got += static_cast<std::size_t>(bytes);
        }
        return got;
    }

    TemporaryDirectory place_;
    int listener_;
    int epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    int journal_ = -1;
    std::vector<int> lines_;
    std::vector<pid_t> children_;
};

}  // namespace firedrill::bench
