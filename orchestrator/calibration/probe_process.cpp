#include "orchestrator/calibration/probe_process.hpp"

#include <unistd.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace firedrill::calibration {

namespace {

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::optional<pid_t> process_in(const std::filesystem::path& directory) {
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", ec)) {
        const std::string name = entry.path().filename();
        pid_t process = 0;
        const auto read = std::from_chars(name.data(), name.data() + name.size(), process);
        if (read.ec != std::errc{} || process == ::getpid()) continue;
        if (content(entry.path() / "cmdline").find(directory.string() + "/") != std::string::npos)
            return process;
    }
    return std::nullopt;
}

Nanos processor_time(pid_t process) {
    const std::string stat = content("/proc/" + std::to_string(process) + "/stat");
    const auto name_end = stat.rfind(')');
    if (name_end == std::string::npos) return Nanos{0};
    std::istringstream fields(stat.substr(name_end + 1));
    std::string word;
    for (int field = 3; field < 14; ++field) fields >> word;  // 14 and 15: user and system
    long user = 0, system = 0;
    fields >> user >> system;
    return Nanos{1'000'000'000 / ::sysconf(_SC_CLK_TCK) * (user + system)};
}

}  // namespace firedrill::calibration
