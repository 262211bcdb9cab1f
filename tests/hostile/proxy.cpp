#include "tests/hostile/proxy.hpp"

#include "orchestrator/links/local_pipe.hpp"
#include "orchestrator/links/unix_path.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <deque>
#include <optional>
#include <random>
#include <stdexcept>

namespace firedrill::hostile {

namespace {

using Clock = std::chrono::steady_clock;
constexpr int look_every_ms = 5;
constexpr int delay_most_ms = 200;

bool readable(int fd) {
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, 0) > 0;
}

bool send_all(int fd, std::string_view bytes) {
    const auto give_up = Clock::now() + std::chrono::seconds{5};
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        if (sent < 0 && (errno != EAGAIN || Clock::now() > give_up)) return false;
        if (sent < 0) ::poll(nullptr, 0, 1);
    }
    return true;
}

}  // namespace

/// From one socket to the other, frame by frame.
class Proxy::Direction {
public:
    Direction(Proxy& proxy, int from, int to, bool to_front, std::uint64_t seed)
        : proxy_(proxy), from_(from), to_(to), to_front_(to_front), random_(seed) {}

    /// False when the connection is to end.
    bool step() { return read() && release(); }

private:
    struct Held {
        std::string bytes;
        Clock::time_point due;
        bool is_overtaken = false;
    };

    bool read() {
        if (!readable(from_)) return true;
        std::array<char, 65536> buffer{};
        const ssize_t got = ::recv(from_, buffer.data(), buffer.size(), 0);
        if (got <= 0) return false;
        frames_.feed({buffer.data(), static_cast<std::size_t>(got)});
        for (;;) {
            const auto body = frames_.next();
            if (!body) return false;
            if (!*body) return true;
            take(wire::frame(**body));
        }
    }

    bool befalls(int in_a_thousand) {
        if (proxy_.behaves_ || in_a_thousand == 0) return false;
        if (static_cast<int>(random_() % 1'000) >= in_a_thousand) return false;
        ++proxy_.harms_;
        return true;
    }

    void take(std::string frame) {
        const Harm& harm = proxy_.harm_;
        auto due = Clock::now();
        if (befalls(harm.silences)) silent_ = true;
        if (befalls(harm.delays)) due += std::chrono::milliseconds{random_() % delay_most_ms};
        if (befalls(harm.changes)) {
            char& byte = frame[random_() % frame.size()];
            byte = static_cast<char>(byte ^ (1 << random_() % 8));
        }
        if (befalls(harm.cuts)) {
            frame.resize(random_() % frame.size());
            cut_ = true;
        }
        if (befalls(harm.duplicates)) queue({frame, due});
        queue({std::move(frame), due});
        if (befalls(harm.swaps)) {  // waits a moment for the next one
            queue_.back().is_overtaken = true;
            queue_.back().due += std::chrono::milliseconds{50};
        }
    }

    void queue(Held next) {
        const bool overtakes = !queue_.empty() && queue_.back().is_overtaken;
        if (overtakes) queue_.back().is_overtaken = false;
        queue_.insert(overtakes ? queue_.end() - 1 : queue_.end(), std::move(next));
    }

    bool release() {
        const bool dead = !proxy_.behaves_ && (silent_ || (to_front_ && proxy_.half_dead_));
        while (!queue_.empty() && queue_.front().due <= Clock::now()) {
            if (!dead && !send_all(to_, queue_.front().bytes)) return false;
            queue_.pop_front();
        }
        return !(cut_ && queue_.empty());
    }

    Proxy& proxy_;
    int from_, to_;
    bool to_front_;
    std::mt19937_64 random_;
    wire::FrameReader frames_{wire::frame_bytes_max};
    std::deque<Held> queue_;
    bool silent_ = false;
    bool cut_ = false;
};

Proxy::Proxy(std::filesystem::path socket, std::filesystem::path behind, Harm harm,
             std::uint64_t seed)
    : socket_(std::move(socket)), behind_(std::move(behind)), harm_(harm), seed_(seed) {
    const auto address = UnixAddress::of(socket_).value();
    listening_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::bind(listening_, address.get(), address.size()) != 0 || ::listen(listening_, 16) != 0)
        throw std::runtime_error("cannot listen on " + socket_.string());
    thread_ = std::thread([this] { serve(); });
}

Proxy::~Proxy() {
    over_ = true;
    thread_.join();
    ::close(listening_);
}

void Proxy::serve() {
    while (!over_) {
        pollfd waiting{.fd = listening_, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, look_every_ms) <= 0) continue;
        const int front = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
        const auto back = links::connect_unix(behind_);
        if (front >= 0 && back) carry(front, *back, seed_ + static_cast<unsigned>(++connections_));
        if (front >= 0) ::close(front);
        if (back) ::close(*back);
    }
}

void Proxy::carry(int front, int back, std::uint64_t seed) {
    Direction there(*this, front, back, false, 2 * seed);
    Direction here(*this, back, front, true, 2 * seed + 1);
    while (!over_ && there.step() && here.step()) {
        std::array<pollfd, 2> both{{{.fd = front, .events = POLLIN, .revents = 0},
                                    {.fd = back, .events = POLLIN, .revents = 0}}};
        ::poll(both.data(), both.size(), look_every_ms);
    }
}

}  // namespace firedrill::hostile
