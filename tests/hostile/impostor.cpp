#include "tests/hostile/impostor.hpp"

#include "core/base/match.hpp"
#include "orchestrator/links/now.hpp"
#include "orchestrator/links/unix_path.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <stdexcept>

namespace firedrill::hostile {

namespace {

constexpr int look_every_ms = 20;

bool readable(int fd) {
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, look_every_ms) > 0;
}

}  // namespace

Impostor::Impostor(std::string host, std::string program, std::filesystem::path socket, Lie lie)
    : host_(std::move(host)),
      program_(std::move(program)),
      socket_(std::move(socket)),
      lie_(std::move(lie)) {
    const auto address = UnixAddress::of(socket_).value();
    listening_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::bind(listening_, address.get(), address.size()) != 0 || ::listen(listening_, 16) != 0)
        throw std::runtime_error("cannot listen on " + socket_.string());
    thread_ = std::thread([this] { serve(); });
}

Impostor::~Impostor() {
    over_ = true;
    thread_.join();
    ::close(listening_);
}

void Impostor::serve() {
    while (!over_) {
        if (!readable(listening_)) continue;
        const int fd = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        ++connections_;
        attend(fd);
        ::close(fd);
    }
}

void Impostor::attend(int fd) {
    wire::FrameReader frames(wire::frame_bytes_max);
    std::array<char, 65536> buffer{};
    while (!over_) {
        if (!readable(fd)) continue;
        const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
        if (got <= 0) return;
        frames.feed({buffer.data(), static_cast<std::size_t>(got)});
        for (;;) {
            const auto body = frames.next();
            if (!body || !*body) break;
            const auto message = wire::decode(**body);
            if (message && !answer(fd, *message)) return;
        }
    }
}

bool Impostor::answer(int fd, const wire::Message& message) {
    auto words = lie_ ? lie_(message) : std::nullopt;
    for (const std::string& bytes : words ? *words : honest(message)) {
        std::string_view rest = bytes;
        while (!rest.empty() && !over_) {
            const ssize_t sent = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
            if (sent < 0 && errno != EAGAIN) return false;
            if (sent < 0) ::poll(nullptr, 0, 1);
        }
    }
    return true;
}

AttemptReport Impostor::success() {
    AttemptReport report;
    report.outcome = Outcome::succeeded;
    report.boot = boot_id();
    report.started = report.ended = now_mono();
    report.effect = {report.started, report.ended};
    report.exit = 0;
    return report;
}

Words Impostor::honest(const wire::Message& message) const {
    const auto say = [](const auto&... all) { return Words{wire::encode(all)...}; };
    return match(
        message,
        [&](const wire::Hello&) {
            return say(wire::Welcome{
                .program = program_, .version = "0.1.0", .host = host_, .boot = boot_id()});
        },
        [&](const wire::ClockPing& ping) {
            const Nanos now = now_mono();
            return say(wire::ClockPong{.id = ping.id, .t2 = now, .t3 = now, .boot = boot_id()});
        },
        [&](const wire::AskDrills& asked) {  // it keeps nothing
            return say(wire::DrillsHeld{.asked = asked.drill});
        },
        [&](const wire::OfferPlan& offer) {
            return say(wire::PlanTaken{.drill = offer.drill, .hash = offer.hash});
        },
        [&](const wire::Execute& execute) {
            AttemptReport report = success();
            report.host = host_;
            return say(wire::Begun{execute.key},
                       wire::Ended{.key = execute.key, .report = std::move(report)});
        },
        [&](const wire::Query& query) { return say(wire::NeverSeen{query.key}); },
        [&](const wire::Cancel& cancel) { return say(wire::NeverSeen{cancel.key}); },
        [&](const wire::Renew& renew) { return say(wire::Renewed{renew.drill}); },
        [&](const wire::Fetch& fetch) {
            return say(wire::Refused{.regarding = "fetch", .why = "no " + fetch.sha256});
        },
        [](const auto&) { return Words{}; });
}

}  // namespace firedrill::hostile
