#include "orchestrator/control/client.hpp"

#include "core/base/json.hpp"
#include "core/wire/message.hpp"
#include "orchestrator/links/local_pipe.hpp"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace firedrill::control {

namespace {

Result<void> send_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return fail(Errc::unreachable, "the drill's process closed the connection");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

Result<Answer> read_answer(int descriptor) {
    wire::FrameReader frames(frame_bytes_max);
    std::array<char, 4096> buffer{};
    for (;;) {
        const ssize_t count = ::recv(descriptor, buffer.data(), buffer.size(), 0);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return fail(Errc::unreachable, "the drill's process did not answer");
        frames.feed({buffer.data(), static_cast<std::size_t>(count)});
        DRILL_TRY(body, frames.next());
        if (!body) continue;
        DRILL_TRY(value, parse_json(*body, frame_bytes_max));
        return from_json<Answer>(value);
    }
}

}  // namespace

Result<Answer> ask(const std::filesystem::path& socket, const Request& request) {
    DRILL_TRY(descriptor, links::connect_unix(socket));
    const timeval patience{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const auto sent = send_all(descriptor, wire::frame(canonical(to_json(request))));
    Result<Answer> answer = sent ? read_answer(descriptor) : Result<Answer>(sent.error());
    ::close(descriptor);
    return answer;
}

}  // namespace firedrill::control
