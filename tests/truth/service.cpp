#include "tests/truth/service.hpp"

#include "tests/truth/stage.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace firedrill::test {

namespace {

constexpr int first_port = 23'000;
constexpr int ports = 2'000;

int bound_socket(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return socket;
    ::close(socket);
    return -1;
}

}  // namespace

Door::Door() : Door(0) {}

Door::Door(int port) : port_(port), wake_(::eventfd(0, EFD_CLOEXEC)) {
    static int next = ::getpid();
    for (int i = 0; port_ == 0 && i < ports; ++i) {
        const int candidate = first_port + next++ % ports;
        const int socket = bound_socket(candidate);
        if (socket < 0) continue;
        ::close(socket);
        port_ = candidate;
    }
    open();
}

Door::~Door() {
    close();
    ::close(wake_);
}

void Door::open() {
    socket_ = bound_socket(port_);
    if (socket_ < 0 || ::listen(socket_, 1024) != 0)
        throw std::runtime_error("cannot listen on port " + std::to_string(port_));
}

void Door::close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

int Door::accept() const {
    std::array<pollfd, 2> ready{pollfd{socket_, POLLIN, 0}, pollfd{wake_, POLLIN, 0}};
    ::poll(ready.data(), ready.size(), -1);
    if (ready[1].revents == 0) return ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    std::uint64_t count = 0;
    (void)!::read(wake_, &count, sizeof count);
    return -1;
}

void Door::wake() const {
    const std::uint64_t one = 1;
    (void)!::write(wake_, &one, sizeof one);
}

TcpService::TcpService() {
    thread_ = std::thread([this] { serve(); });
    serving_ = true;
}

TcpService::~TcpService() {
    if (!serving_) return;
    door_.wake();
    thread_.join();
}

void TcpService::serve() {
    for (int client = 0; (client = door_.accept()) >= 0;) ::close(client);
}

Interval TcpService::down() {
    door_.wake();
    thread_.join();
    serving_ = false;
    const Nanos before = raw_now();
    door_.close();
    return {before, raw_now()};
}

Interval TcpService::up() {
    const Nanos before = raw_now();
    door_.open();
    const Nanos after = raw_now();
    thread_ = std::thread([this] { serve(); });
    serving_ = true;
    return {before, after};
}

OutageMaker::OutageMaker(Act down, Act up, std::vector<Nanos> lengths, std::vector<Nanos> lead)
    : down_(std::move(down)),
      up_(std::move(up)),
      lengths_(std::move(lengths)),
      lead_(std::move(lead)) {
    thread_ = std::thread([this] { work(); });
}

OutageMaker::~OutageMaker() {
    {
        const std::lock_guard lock(mutex_);
        over_ = true;
    }
    changed_.notify_all();
    door_.wake();
    thread_.join();
}

std::string OutageMaker::step() const {
    return R"([/bin/bash, -c, "exec 3<>/dev/tcp/127.0.0.1/)" + std::to_string(door_.port()) +
           R"( && cat <&3"])";
}

std::vector<TrueOutage> OutageMaker::outages() const {
    const std::lock_guard lock(mutex_);
    return outages_;
}

void OutageMaker::wait_until(Nanos deadline) {
    std::unique_lock lock(mutex_);
    while (!over_ && raw_now() < deadline) changed_.wait_for(lock, deadline - raw_now());
}

TrueOutage OutageMaker::one(std::size_t number, int asker) {
    wait_until(raw_now() + lead_.at(number % lead_.size()));
    TrueOutage outage{.down = down_(), .up = {}};
    ::close(asker);
    wait_until(outage.down.hi + lengths_.at(number));
    outage.up = up_();
    return outage;
}

void OutageMaker::work() {
    for (std::size_t number = 0; number < lengths_.size(); ++number) {
        const int asker = door_.accept();
        if (asker < 0) return;
        const TrueOutage outage = one(number, asker);
        {
            const std::lock_guard lock(mutex_);
            outages_.push_back(outage);
        }
        const int next = door_.accept();
        if (next < 0) return;
        ::close(next);
    }
}

}  // namespace firedrill::test
