#include "agents/agent/fence_postgresql.hpp"

#include "agents/agent/proc.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/waiting.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/files.hpp"
#include "core/plan/partition.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <sstream>

namespace firedrill::agent::postgresql {

namespace {

using resident::mono_now;
constexpr std::string_view signature = "# firedrill fence ";

std::string standby_signal(const std::string& data) {
    return data + "/standby.signal";
}

Result<std::string> real_path(const FenceOrder& order) {
    std::array<char, PATH_MAX> buffer;
    const char* path = ::realpath(order.data.c_str(), buffer.data());
    const bool is_data =
        path != nullptr && ::access((std::string(path) + "/PG_VERSION").c_str(), F_OK) == 0;
    if (is_data) return std::string(path);
    return fail(Errc::refused, say(order.language, text::no_data_directory, order.data));
}

// Who works in the directory: every process of a server has it as its working directory
// ------------

/// A server insists on owning its data directory.
bool could_be_server(const ProcessInfo& process, unsigned owner) {
    const bool called_so = process.kernel_name == "postgres" || process.kernel_name == "postmaster";
    return called_so && process.owner == owner;
}

Result<std::vector<ProcessInfo>> servers_in(const std::string& data, Language language) {
    struct stat directory{};
    if (::stat(data.c_str(), &directory) != 0) return resident::os_error(data);
    std::vector<ProcessInfo> out;
    for (ProcessInfo& process : all_processes()) {
        if (!could_be_server(process, directory.st_uid)) continue;
        const auto place = working_directory(process.pid);
        if (place && *place == data) out.push_back(std::move(process));
        if (place || place.error().code == Errc::not_found) continue;
        // It may be the one that must be stopped: not knowing is not being fenced.
        return fail(Errc::refused,
                    say(language, text::cannot_look, process.pid, place.error().what));
    }
    return out;
}

/// The one whose parent is none of them.
std::optional<ProcessInfo> postmaster_of(const std::vector<ProcessInfo>& servers) {
    for (const ProcessInfo& candidate : servers) {
        bool has_parent = false;
        for (const ProcessInfo& other : servers) has_parent |= other.pid == candidate.parent;
        if (!has_parent) return candidate;
    }
    return std::nullopt;
}

/// Nobody left? Not knowing counts as no.
bool all_gone(const std::string& data) {
    const auto servers = servers_in(data, Language::en);
    return servers && servers->empty();
}

// Stopping
// -----------------------------------------------------------------------------------------

struct Way {
    int signal;
    const char* name;
};
constexpr std::array<Way, 3> ways{Way{SIGINT, "fast"}, Way{SIGQUIT, "immediate"},
                                  Way{SIGKILL, "kill"}};

/// SIGKILL reaches the children only if each of them gets it.
void signal_server(const std::vector<ProcessInfo>& servers, int signal) {
    const auto postmaster = postmaster_of(servers);
    for (const ProcessInfo& process : servers) {
        if (signal != SIGKILL && !process.is(*postmaster)) continue;
        if (auto handle = open_process(process)) {
            (void)send_signal(*handle, signal);   // who is gone meanwhile needs none;
            (void)send_signal(*handle, SIGCONT);  // a paused server cannot obey
        }
    }
}

/// The way that worked, or nothing when not even SIGKILL did.
asio::awaitable<std::optional<std::string>> stop(std::string data, Nanos timeout) {
    const Nanos each = std::max(timeout / 3, Nanos{std::chrono::milliseconds{100}});
    for (const Way& way : ways) {
        const auto servers = servers_in(data, Language::en);
        if (!servers) break;
        if (!servers->empty()) signal_server(*servers, way.signal);
        const Nanos every = std::chrono::milliseconds{2};
        if (co_await wait_until([&data] { return all_gone(data); }, every, each))
            co_return std::string(way.name);
    }
    co_return std::nullopt;
}

// The file
// -----------------------------------------------------------------------------------------

std::string content_of(std::string_view name) {
    return fmt::format("{}{}\n", signature, name);
}

constexpr std::string_view armed_mark = " (armed)\n";

std::string armed_content(const std::string& name) {
    return fmt::format("{}{}{}", signature, name, armed_mark);
}

bool is_armed(const std::string& content) {
    return content.starts_with(signature) && content.ends_with(armed_mark);
}

/// The server must be able to remove it when it is promoted one day.
Result<void> write_signal(const std::string& data, const std::string& content) {
    const std::string path = standby_signal(data);
    DRILL_CHECK(resident::write_file_durably(path, content, 0600));
    struct stat directory{};
    if (::stat(data.c_str(), &directory) != 0) return resident::os_error(data);
    if (::geteuid() == 0 && ::chown(path.c_str(), directory.st_uid, directory.st_gid) != 0)
        return resident::os_error("cannot give away " + path);
    return {};
}

/// "created" or "kept"; durable in both cases. One that was only armed is ours from now on.
Result<std::string> set_standby_signal(const std::string& data, const std::string& name) {
    const std::string path = standby_signal(data);
    const auto there = resident::read_file(path, 65536);
    if (::access(path.c_str(), F_OK) == 0 && !(there && is_armed(*there))) {
        DRILL_TRY(file, resident::open_file(path, O_RDONLY));
        if (::fsync(file.get()) != 0) return resident::os_error("fsync");
        DRILL_CHECK(resident::sync_directory(data));
        return std::string("kept");
    }
    DRILL_CHECK(write_signal(data, content_of(name)));
    return std::string("created");
}

/// The report, as the fence goes on.
AttemptReport open_report() {
    AttemptReport report;
    report.outcome = Outcome::succeeded;
    report.started = mono_now();
    return report;
}

AttemptReport closed(AttemptReport report, Outcome outcome, std::string reason) {
    report.ended = mono_now();
    report.effect = {report.started, report.ended};
    report.outcome = outcome;
    report.reason = std::move(reason);
    return report;
}

}  // namespace

asio::awaitable<AttemptReport> fence(FenceOrder order) {
    AttemptReport report = open_report();
    const auto data = real_path(order);
    if (!data) co_return not_begun(data.error().what);
    const auto servers = servers_in(*data, order.language);
    if (!servers) co_return not_begun(servers.error().what);

    const auto file = set_standby_signal(*data, order.name);
    if (!file) co_return not_begun(say(order.language, text::no_standby_signal, file.error().what));
    report.facts["standby.signal"] = *file;

    const auto postmaster = postmaster_of(*servers);
    report.facts["server"] = postmaster ? std::to_string(postmaster->pid) : "not running";
    report.facts["stopped"] = "not needed";
    report.started = mono_now();
    if (postmaster) {
        const auto way = co_await stop(*data, order.timeout);
        if (!way)
            co_return closed(std::move(report), Outcome::failed,
                             say(order.language, text::server_survives, to_text(order.timeout),
                                 postmaster->command));
        report.facts["stopped"] = *way;
    }
    co_return closed(std::move(report), Outcome::succeeded, "");
}

/// The fourth line of postmaster.pid; the server writes it before it lets anybody in.
std::optional<int> port_of(const std::string& data) {
    const auto content = resident::read_file(data + "/postmaster.pid", 65536);
    if (!content) return std::nullopt;
    std::istringstream lines(*content);
    std::string line;
    for (int i = 0; i < 4; ++i) std::getline(lines, line);
    return plan::read_port(line);
}

Result<std::optional<int>> arm(const FenceOrder& order) {
    DRILL_TRY(data, real_path(order));
    DRILL_TRY(servers, servers_in(data, order.language));
    const auto postmaster = postmaster_of(servers);
    if (postmaster) {
        DRILL_TRY(handle, open_process(*postmaster));
        DRILL_CHECK(send_signal(handle, 0));  // only asks whether we may
    }
    const auto port = postmaster ? port_of(data) : std::nullopt;
    if (postmaster && !port) return fail(Errc::refused, say(order.language, text::no_port, data));
    if (::access(standby_signal(data).c_str(), F_OK) != 0)
        DRILL_CHECK(write_signal(data, armed_content(order.name)));
    return port;
}

Result<void> disarm(const FenceOrder& order) {
    const std::string path = standby_signal(order.data);
    const auto content = resident::read_file(path, 65536);
    if (!content || *content != armed_content(order.name)) return {};
    if (::unlink(path.c_str()) != 0) return resident::os_error("cannot remove " + path);
    return resident::sync_directory(order.data);
}

AttemptReport release(const FenceOrder& order) {
    AttemptReport report = open_report();
    const std::string path = standby_signal(order.data);
    const auto content = resident::read_file(path, 65536);
    if (!content) {
        report.facts["standby.signal"] = "absent";
    } else if (!content->starts_with(signature)) {
        report.facts["standby.signal"] = "not ours";
    } else {
        report.facts["standby.signal"] = "removed";
        const bool removed = ::unlink(path.c_str()) == 0;
        const auto synced = resident::sync_directory(order.data);
        if (!removed || !synced)
            return closed(std::move(report), Outcome::failed,
                          resident::os_error("cannot remove " + path).what);
    }
    return closed(std::move(report), Outcome::succeeded, "");
}

}  // namespace firedrill::agent::postgresql
