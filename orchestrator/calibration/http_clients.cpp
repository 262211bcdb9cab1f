#include "orchestrator/calibration/http_clients.hpp"

#include "orchestrator/links/now.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>

namespace firedrill::calibration {

namespace {

constexpr std::size_t unread_max = std::size_t{1} << 20U;

std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "\r\nContent-Length: ";
    const auto at = head.find(name);
    if (at == std::string_view::npos) return 0;
    std::size_t out = 0;
    std::from_chars(head.data() + at + name.size(), head.data() + head.size(), out);
    return out;
}

/// Takes a whole request from the front.
std::optional<HttpRequest> take(std::string& unread) {
    const auto end = unread.find("\r\n\r\n");
    if (end == std::string::npos) return std::nullopt;
    const std::string head = unread.substr(0, end);
    const std::size_t length = content_length(head);
    if (unread.size() < end + 4 + length) return std::nullopt;
    HttpRequest out;
    const auto first = head.find(' ');
    const auto second = head.find(' ', first + 1);
    out.method = head.substr(0, first);
    if (second != std::string::npos) out.target = head.substr(first + 1, second - first - 1);
    out.body = unread.substr(end + 4, length);
    unread.erase(0, end + 4 + length);
    return out;
}

}  // namespace

void HttpClients::add(Descriptor client) {
    const int key = client.get();
    clients_[key] = Client{.socket = std::move(client), .unread = {}};
}

void HttpClients::append_to(std::vector<pollfd>& wanted) const {
    for (const auto& [key, client] : clients_) wanted.push_back({key, POLLIN, 0});
}

void HttpClients::read(const std::vector<pollfd>& ready, const Answer& answer) {
    for (const pollfd& entry : ready) {
        const auto found = clients_.find(entry.fd);
        if (entry.revents == 0 || found == clients_.end()) continue;
        if (!read_from(found->second)) {
            clients_.erase(found);
            continue;
        }
        // An answer may close the client.
        for (auto it = found; it != clients_.end(); it = clients_.find(entry.fd)) {
            auto request = take(it->second.unread);
            if (!request) break;
            request->client = entry.fd;
            answer(*request);
        }
    }
}

bool HttpClients::read_from(Client& client) const {
    std::array<char, 4096> bytes{};
    for (;;) {
        const ssize_t count = ::recv(client.socket.get(), bytes.data(), bytes.size(), 0);
        if (count > 0) client.unread.append(bytes.data(), static_cast<std::size_t>(count));
        if (count == 0 || client.unread.size() > unread_max) return false;
        if (count < 0) return errno == EAGAIN || errno == EINTR;
        if (static_cast<std::size_t>(count) < bytes.size()) return true;
    }
}

void HttpClients::answer(int client, int status, const std::string& headers,
                         const std::string& body) {
    const auto found = clients_.find(client);
    if (found == clients_.end()) return;
    std::string bytes = fmt::format("HTTP/1.1 {} -\r\n{}Content-Length: {}\r\n\r\n{}", status,
                                    headers, body.size(), body);
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const ssize_t count = ::send(client, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count > 0) {
            rest.remove_prefix(static_cast<std::size_t>(count));
        } else if (count < 0 && errno == EAGAIN) {
            pollfd room{client, POLLOUT, 0};
            if (::poll(&room, 1, 1000) != 1) return close(client);
        } else if (count == 0 || errno != EINTR) {
            return close(client);
        }
    }
}

void wait_for(std::vector<pollfd>& wanted, Nanos until) {
    const Nanos rest = std::clamp<Nanos>(until - now_mono(), Nanos{0}, std::chrono::seconds{1});
    const timespec limit{.tv_sec = rest.count() / 1'000'000'000,
                         .tv_nsec = rest.count() % 1'000'000'000};
    if (::ppoll(wanted.data(), wanted.size(), &limit, nullptr) <= 0)
        for (pollfd& entry : wanted) entry.revents = 0;
}

}  // namespace firedrill::calibration
