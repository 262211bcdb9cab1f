#include "agents/agent/stragglers.hpp"

#include "agents/agent/proc.hpp"
#include "agents/resident/files.hpp"

#include <unistd.h>
#include <charconv>
#include <chrono>
#include <csignal>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

namespace firedrill::agent {

namespace {

constexpr std::string_view name = "FIREDRILL_AGENT=";
constexpr std::size_t environment_bytes_max = std::size_t{4} << 20U;
constexpr int rounds = 50;  // a straggler may start another one while we look
constexpr std::chrono::milliseconds between_rounds{10};

struct Mark {
    ProcessInfo agent;
    int session = 0;
};

template <class T>
bool take_number(std::string_view& text, T& value) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.empty() && text.front() == '.') text.remove_prefix(1);
    return true;
}

std::optional<Mark> mark_in(std::string_view environment) {
    std::size_t at = environment.find(name);
    while (at != std::string_view::npos && at > 0 && environment[at - 1] != '\0')
        at = environment.find(name, at + 1);
    if (at == std::string_view::npos) return std::nullopt;
    std::string_view text = environment.substr(at + name.size());
    text = text.substr(0, text.find('\0'));
    Mark mark;
    const bool read = take_number(text, mark.agent.pid) &&
                      take_number(text, mark.agent.start_ticks) && take_number(text, mark.session);
    return read ? std::optional(mark) : std::nullopt;
}

bool lives(const ProcessInfo& process) {
    const auto now = look_at(process.pid);
    return now && now->is(process) && now->alive();
}

bool is_straggler(const ProcessInfo& process) {
    const auto environment = resident::read_file(
        "/proc/" + std::to_string(process.pid) + "/environ", environment_bytes_max);
    const auto mark = environment ? mark_in(*environment) : std::nullopt;
    if (!mark || lives(mark->agent) || ::getsid(process.pid) != mark->session) return false;
    const int group = ::getpgid(process.pid);
    if (group == process.pid) return false;  // it made a group of its own, as a service does
    const auto leader = look_at(group);
    return !leader || !leader->alive();
}

int end_those_found() {
    int found = 0;
    for (const ProcessInfo& process : all_processes()) {
        if (!is_straggler(process)) continue;
        auto handle = open_process(process);
        if (handle && send_signal(*handle, SIGKILL)) ++found;
    }
    return found;
}

}  // namespace

std::string agent_mark() {
    const auto self = look_at(::getpid());
    const std::int64_t start = self ? self->start_ticks : 0;
    return std::string(name) + std::to_string(::getpid()) + "." + std::to_string(start) + "." +
           std::to_string(::getsid(0));
}

int end_stragglers() {
    int all = 0;
    for (int round = 0; round < rounds; ++round) {
        const int found = end_those_found();
        if (found == 0) break;
        if (round == 0) all = found;
        std::this_thread::sleep_for(between_rounds);
    }
    return all;
}

}  // namespace firedrill::agent
