#include "agents/agent/haproxy.hpp"

#include "agents/agent/traffic_texts.hpp"
#include "agents/resident/files.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <map>
#include <sstream>
#include <vector>

namespace firedrill::agent::haproxy {

namespace {

constexpr std::size_t answer_bytes_max = 8U << 20U;
constexpr timeval patience{.tv_sec = 5, .tv_usec = 0};

/// Bits of srv_admin_state: 1, 2, 4, 0x20 and 0x40 are kinds of maintenance, 8 and 0x10 of drain.
constexpr unsigned maintenance = 0x67;
constexpr unsigned draining = 0x18;

bool is_name(std::string_view text) {
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:";
    return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

std::vector<std::string> split(const std::string& line, char by) {
    std::vector<std::string> out;
    std::istringstream in(line);
    for (std::string part; std::getline(in, part, by);) out.push_back(part);
    return out;
}

using Row = std::map<std::string, std::string>;

/// The rows of a table whose header line begins with "# ".
std::vector<Row> rows_of(const std::string& text, char separator) {
    std::vector<Row> out;
    std::vector<std::string> names;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# ")) {
            names = split(line.substr(2), separator);
            continue;
        }
        const auto values = split(line, separator);
        if (names.empty() || values.size() < 2) continue;
        Row& row = out.emplace_back();
        for (std::size_t i = 0; i < std::min(names.size(), values.size()); ++i)
            row[names[i]] = values[i];
    }
    return out;
}

std::int64_t number(const Row& row, const std::string& name) {
    const auto found = row.find(name);
    std::int64_t out = 0;
    if (found == row.end()) return out;
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), out);
    return out;
}

std::string text(const Row& row, const std::string& name) {
    const auto found = row.find(name);
    return found == row.end() ? "" : found->second;
}

Result<resident::Fd> connect_to(const std::string& socket, Language language) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.size() >= sizeof address.sun_path)
        return fail(Errc::refused, say(language, traffic_text::no_socket, socket, "too long"));
    std::memcpy(address.sun_path, socket.c_str(), socket.size() + 1);
    resident::Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    if (!fd.valid() || ::connect(fd.get(), generic, sizeof address) != 0)
        return fail(Errc::refused,
                    say(language, traffic_text::no_socket, socket, std::strerror(errno)));
    return fd;
}

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

}  // namespace

Result<Server> read_server(const std::string& text, Language language) {
    const std::size_t slash = text.find('/');
    Server out{.backend = text.substr(0, slash),
               .name = slash == text.npos ? "" : text.substr(slash + 1)};
    if (is_name(out.backend) && is_name(out.name)) return out;
    return fail(Errc::refused, say(language, traffic_text::not_a_server, text));
}

Result<std::string> Runtime::ask(const std::string& line) const {
    DRILL_TRY(fd, connect_to(socket_, language_));
    DRILL_CHECK(resident::write_all(fd.get(), line + "\n"));
    std::string out;
    std::array<char, 65536> piece;
    for (;;) {
        const ssize_t got = ::read(fd.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail(Errc::io, say(language_, traffic_text::no_answer, socket_));
        if (got == 0) return out;
        out.append(piece.data(), static_cast<std::size_t>(got));
        if (out.size() > answer_bytes_max)
            return fail(Errc::io, say(language_, traffic_text::no_answer, socket_));
    }
}

Error Runtime::no_such(const Server& server) const {
    return fail(Errc::refused, say(language_, traffic_text::no_server, socket_,
                                   server.backend + "/" + server.name));
}

Result<State> Runtime::state(const Server& server) const {
    static constexpr std::array health{"down", "starting", "up", "stopping"};
    DRILL_TRY(said, ask("show servers state " + server.backend));
    for (const Row& row : rows_of(said, ' ')) {
        if (text(row, "be_name") != server.backend || text(row, "srv_name") != server.name)
            continue;
        const auto flags = static_cast<unsigned>(number(row, "srv_admin_state"));
        const auto running = static_cast<std::size_t>(number(row, "srv_op_state"));
        const char* admin = "ready";
        if ((flags & draining) != 0) admin = "drain";
        if ((flags & maintenance) != 0) admin = "maint";
        return State{.admin = admin, .health = running < health.size() ? health[running] : "?"};
    }
    return no_such(server);
}

Result<std::int64_t> Runtime::sessions(const Server& server) const {
    DRILL_TRY(said, ask("show stat"));
    for (const Row& row : rows_of(said, ','))
        if (text(row, "pxname") == server.backend && text(row, "svname") == server.name)
            return number(row, "scur") + number(row, "qcur");
    return no_such(server);
}

Result<void> Runtime::set(const Server& server, const std::string& state) const {
    DRILL_TRY(said, ask("set server " + server.backend + "/" + server.name + " state " + state));
    const std::string complaint = trimmed(said);
    if (complaint.empty()) return {};
    return fail(Errc::refused, say(language_, traffic_text::says_no, socket_, complaint));
}

}  // namespace firedrill::agent::haproxy
