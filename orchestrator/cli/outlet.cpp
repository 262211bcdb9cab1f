#include "orchestrator/cli/outlet.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace firedrill::cli {

namespace {

constexpr std::size_t pending_max = std::size_t{1} << 20U;
/// A terminal with room takes this much at once; more could block where it cannot be opened anew.
constexpr std::size_t piece_max = 256;
constexpr auto last_patience = std::chrono::seconds{10};

bool takes_more(int descriptor, int milliseconds) {
    pollfd asked{.fd = descriptor, .events = POLLOUT, .revents = 0};
    return ::poll(&asked, 1, milliseconds) > 0;
}

/// Non-blocking for us alone: the shell and other programs write to the same description.
int open_anew(int descriptor) {
    const std::string path = fmt::format("/proc/self/fd/{}", descriptor);
    return ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

}  // namespace

Outlet::Outlet(int descriptor, std::string notice)
    : descriptor_(descriptor), notice_(std::move(notice)) {
    struct stat found{};
    if (::fstat(descriptor, &found) != 0 || S_ISREG(found.st_mode)) return;
    const int own = open_anew(descriptor);
    waits_ = own < 0;
    ours_ = own >= 0;
    if (ours_) descriptor_ = own;
}

Outlet::~Outlet() {
    drain(last_patience);
    if (ours_) ::close(descriptor_);
}

void Outlet::write(std::string_view text) {
    push();
    if (pending_.size() + text.size() > pending_max)
        left_out_ = true;
    else
        pending_ += text;
    push();
}

void Outlet::push() {
    while (!pending_.empty()) {
        if (waits_ && !takes_more(descriptor_, 0)) return;
        const std::size_t piece = waits_ ? std::min(piece_max, pending_.size()) : pending_.size();
        const ssize_t count = ::write(descriptor_, pending_.data(), piece);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) {
            pending_.clear();  // nobody reads any more
            return;
        }
        pending_.erase(0, static_cast<std::size_t>(count));
        if (pending_.empty() && std::exchange(left_out_, false)) pending_ = notice_;
    }
}

void Outlet::drain(std::chrono::milliseconds patience) {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    for (push(); behind(); push()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            give_up - std::chrono::steady_clock::now());
        if (left.count() <= 0) return;
        takes_more(descriptor_, static_cast<int>(left.count()));
    }
}

}  // namespace firedrill::cli
