#include "agents/resident/attach.hpp"

#include "agents/resident/door.hpp"
#include "agents/resident/files.hpp"
#include "agents/resident/lab_start.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <array>
#include <cerrno>

namespace firedrill::resident {

namespace {

/// Moves what is ready; false at the end of the stream.
Result<bool> move_some(int from, int to) {
    std::array<char, 65536> buffer;
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) return true;
    if (got < 0 && errno == ECONNRESET) return false;
    if (got < 0) return os_error("cannot read");
    if (got == 0) return false;
    DRILL_CHECK(write_all(to, std::string_view(buffer.data(), static_cast<std::size_t>(got))));
    return true;
}

Result<int> connect_or_start(const Options& options) {
    auto peer = connect_to(options.socket);
    if (peer || !options.start || peer.error().code != Errc::unreachable) return peer;
    DRILL_CHECK(start_in_lab(options));
    return connect_to(options.socket);
}

}  // namespace

Result<void> attach(const Options& options) {
    DRILL_TRY(number, connect_or_start(options));
    const Fd peer(number);
    std::array<pollfd, 2> sides{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{peer.get(), POLLIN, 0}};
    for (;;) {
        if (::poll(sides.data(), sides.size(), -1) < 0 && errno != EINTR) return os_error("poll");
        if (sides[1].revents != 0) {
            DRILL_TRY(more, move_some(peer.get(), STDOUT_FILENO));
            if (!more) return {};
        }
        if (sides[0].revents == 0) continue;
        DRILL_TRY(more, move_some(STDIN_FILENO, peer.get()));
        if (more) continue;
        ::shutdown(peer.get(), SHUT_WR);  // answers under way still come
        sides[0].fd = -1;
        sides[0].revents = 0;
    }
}

}  // namespace firedrill::resident
