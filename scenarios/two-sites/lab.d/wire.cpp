// lab-wire PORT PORT MILLISECONDS both|forward|back
//
// Carries the frames of one link of the two-site lab from port to port, each after that many
// milliseconds, in order; with `forward` only those of the first port, with `back` only those of
// the second. Prints "ready" when it carries. The kernel's own netem does the same where it was
// built in. Started by `lab link`; ends by a signal, or when a port goes away.
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;
using Frame = std::vector<char>;

constexpr std::size_t frame_limit = 1 << 17;   // the kernel joins small frames to large ones
constexpr std::size_t waiting_limit = 20'000;  // as a line that is full: what comes then is lost
constexpr int receive_buffer = 4 << 20;

[[noreturn]] void end(const char* what) {
    std::fprintf(stderr, "lab-wire: %s: %s\n", what, std::strerror(errno));
    std::exit(EXIT_FAILURE);
}

/// One end of the link: a network interface that no bridge and no address has.
class Port {
public:
    explicit Port(const char* name)
        : socket_(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        if (socket_ < 0) end("no packet socket");
        // Unfinished checksums and joined frames pass with the header that says so.
        set(SOL_PACKET, PACKET_VNET_HDR, 1);
        set(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
        set(SOL_SOCKET, SO_RCVBUFFORCE, receive_buffer);
        sockaddr_ll to{};
        to.sll_family = AF_PACKET;
        to.sll_protocol = htons(ETH_P_ALL);
        to.sll_ifindex = static_cast<int>(::if_nametoindex(name));
        const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&to));
        if (to.sll_ifindex == 0 || ::bind(socket_, generic, sizeof to) != 0) end(name);
    }
    ~Port() { ::close(socket_); }
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;

    int socket() const { return socket_; }

    std::optional<Frame> receive() {
        const ssize_t size = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
        if (size >= 0) return Frame(buffer_.data(), buffer_.data() + size);
        if (errno == EAGAIN || errno == EINTR) return std::nullopt;
        end("a port went away");
    }
    /// A frame that the port does not take is lost, as on a line.
    void send(const Frame& frame) { (void)!::send(socket_, frame.data(), frame.size(), 0); }

private:
    void set(int level, int option, int value) const {
        if (::setsockopt(socket_, level, option, &value, sizeof value) != 0) end("setsockopt");
    }

    int socket_;
    Frame buffer_ = Frame(frame_limit);
};

/// What goes from one port to the other.
class Direction {
public:
    Direction(Port& from, Port& to, Milliseconds delay, bool open)
        : from_(from), to_(to), delay_(delay), open_(open) {}

    void take() {
        while (auto frame = from_.receive())
            if (open_ && waiting_.size() < waiting_limit)
                waiting_.push_back({Clock::now() + delay_, std::move(*frame)});
    }
    void give(Clock::time_point now) {
        for (; !waiting_.empty() && waiting_.front().due <= now; waiting_.pop_front())
            to_.send(waiting_.front().frame);
    }
    Clock::time_point next() const {
        return waiting_.empty() ? Clock::time_point::max() : waiting_.front().due;
    }

private:
    struct Waiting {
        Clock::time_point due;
        Frame frame;
    };
    Port& from_;
    Port& to_;
    Milliseconds delay_;
    bool open_;
    std::deque<Waiting> waiting_;
};

/// Until a frame comes or one is due.
void wait(const Port& one, const Port& other, Clock::time_point until) {
    std::array<pollfd, 2> ports{pollfd{one.socket(), POLLIN, 0}, pollfd{other.socket(), POLLIN, 0}};
    timespec time{};
    if (until != Clock::time_point::max()) {
        const auto left = std::max(until - Clock::now(), Clock::duration::zero());
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
        time = {.tv_sec = seconds.count(),
                .tv_nsec = std::chrono::nanoseconds(left - seconds).count()};
    }
    const bool forever = until == Clock::time_point::max();
    if (::ppoll(ports.data(), ports.size(), forever ? nullptr : &time, nullptr) < 0 &&
        errno != EINTR)
        end("ppoll");
}

}  // namespace

int main(int count, char** words) {
    int milliseconds = -1;
    if (count == 5) std::from_chars(words[3], words[3] + std::strlen(words[3]), milliseconds);
    const std::string_view way = count == 5 ? words[4] : "";
    if (milliseconds < 0 || (way != "both" && way != "forward" && way != "back")) {
        std::fputs("usage: lab-wire PORT PORT MILLISECONDS both|forward|back\n", stderr);
        return 64;
    }
    Port first(words[1]);
    Port second(words[2]);
    Direction forward(first, second, Milliseconds(milliseconds), way != "back");
    Direction back(second, first, Milliseconds(milliseconds), way != "forward");
    std::puts("ready");
    std::fflush(stdout);
    for (;;) {
        wait(first, second, std::min(forward.next(), back.next()));
        for (Direction* direction : {&forward, &back}) direction->take();
        for (Direction* direction : {&forward, &back}) direction->give(Clock::now());
    }
}
