// A server that says what a test wrote, whatever it is asked: for answers that no real server
// gives.
#pragma once

#include "tests/agents/probe/harness.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

namespace firedrill::test {

class Scripted {
public:
    enum class After { closes, stays_silent };

    explicit Scripted(std::string answer, After after = After::closes)
        : answer_(std::move(answer)), after_(after), door_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{.sin_family = AF_INET};
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        ::bind(door_, reinterpret_cast<sockaddr*>(&address), length);
        ::listen(door_, 128);
        ::getsockname(door_, reinterpret_cast<sockaddr*>(&address), &length);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~Scripted() {
        ::shutdown(door_, SHUT_RDWR);
        thread_.join();
        ::close(door_);
        for (const int guest : guests_) ::close(guest);
    }
    Scripted(const Scripted&) = delete;
    Scripted& operator=(const Scripted&) = delete;

    int guests() const { return count_; }
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

private:
    void serve() {
        for (int guest = ::accept(door_, nullptr, nullptr); guest >= 0;
             guest = ::accept(door_, nullptr, nullptr)) {
            (void)!::send(guest, answer_.data(), answer_.size(), MSG_NOSIGNAL);
            if (after_ == After::closes) {
                ::shutdown(guest, SHUT_WR);
            }
            guests_.push_back(guest);
            ++count_;
        }
    }
    std::string answer_;
    After after_;
    int door_;
    int port_ = 0;
    std::vector<int> guests_;
    std::atomic<int> count_{0};
    std::thread thread_;
};

}  // namespace firedrill::test
