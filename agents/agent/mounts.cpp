#include "agents/agent/mounts.hpp"

#include "agents/agent/proc.hpp"
#include "agents/resident/files.hpp"

#include <fmt/format.h>

#include <dirent.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <climits>
#include <set>
#include <sstream>

namespace firedrill::agent {

namespace {

constexpr std::size_t bytes_max = std::size_t{16} << 20U;

/// "\040" stands for a blank.
std::string unescaped(const std::string& word) {
    std::string out;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const bool octal = word[i] == '\\' && i + 3 < word.size() &&
                           std::all_of(word.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                       word.begin() + static_cast<std::ptrdiff_t>(i) + 4,
                                       [](char c) { return c >= '0' && c <= '7'; });
        if (octal) {
            out += static_cast<char>(std::stoi(word.substr(i + 1, 3), nullptr, 8));
            i += 3;
        } else {
            out += word[i];
        }
    }
    return out;
}

/// Those of the file system first: what the mount itself says comes later and counts.
std::string joined_options(const std::string& of_system, const std::string& of_mount) {
    std::vector<std::string> out;
    std::istringstream all(of_system + "," + of_mount);
    for (std::string one; std::getline(all, one, ',');)
        if (!one.empty() && std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
    return fmt::format("{}", fmt::join(out, ","));
}

std::optional<Mount> read_mount(const std::string& line) {
    std::istringstream in(line);
    Mount out;
    std::string id, parent, options, word, of_system;
    if (!(in >> id >> parent >> out.device >> out.root >> out.place >> options)) return {};
    while (in >> word && word != "-") {
    }
    if (word != "-" || !(in >> out.type >> out.source >> of_system)) return {};
    out.root = unescaped(out.root);
    out.place = unescaped(out.place);
    out.source = unescaped(out.source);
    out.options = unescaped(joined_options(of_system, options));
    return out;
}

std::string link_of(const std::string& path) {
    std::array<char, PATH_MAX> buffer;
    const ssize_t got = ::readlink(path.c_str(), buffer.data(), buffer.size());
    return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
}

bool is_below(const std::string& path, const std::string& place) {
    return path.starts_with(place) && (path.size() == place.size() || path[place.size()] == '/');
}

/// Of an open directory of links; any of them below `place`?
bool has_open(const std::string& directory, const std::string& place) {
    DIR* links = ::opendir(directory.c_str());
    if (links == nullptr) return false;
    bool found = false;
    while (const dirent* one = ::readdir(links))
        if (is_below(link_of(directory + "/" + one->d_name), place)) found = true;
    ::closedir(links);
    return found;
}

bool maps(const std::string& process, const std::string& place) {
    const auto lines = resident::read_file(process + "/maps", bytes_max);
    return lines && (lines->find(" " + place + "/") != std::string::npos);
}

bool works_in(const std::string& process, const std::string& place) {
    for (const char* link : {"/cwd", "/root", "/exe"})
        if (is_below(link_of(process + link), place)) return true;
    return has_open(process + "/fd", place) || maps(process, place);
}

}  // namespace

std::vector<Mount> read_mounts(std::string_view mountinfo) {
    std::vector<Mount> out;
    std::istringstream lines{std::string(mountinfo)};
    for (std::string line; std::getline(lines, line);)
        if (auto mount = read_mount(line)) out.push_back(std::move(*mount));
    return out;
}

Result<std::vector<Mount>> mounts_here() {
    DRILL_TRY(lines, resident::read_file("/proc/self/mountinfo", bytes_max));
    return read_mounts(lines);
}

std::vector<std::string> users_of(const std::string& place) {
    std::vector<std::string> out;
    for (const ProcessInfo& process : all_processes())
        if (works_in("/proc/" + std::to_string(process.pid), place))
            out.push_back(fmt::format("{} ({})", process.name, process.pid));
    return out;
}

std::optional<int> sees_elsewhere(const std::string& device) {
    std::set<std::string> looked_at{link_of("/proc/self/ns/mnt")};
    for (const ProcessInfo& process : all_processes()) {
        const std::string directory = "/proc/" + std::to_string(process.pid);
        if (!looked_at.insert(link_of(directory + "/ns/mnt")).second) continue;
        const auto lines = resident::read_file(directory + "/mountinfo", bytes_max);
        const auto there = lines ? read_mounts(*lines) : std::vector<Mount>{};
        if (std::any_of(there.begin(), there.end(),
                        [&](const Mount& mount) { return mount.device == device; }))
            return process.pid;
    }
    return std::nullopt;
}

}  // namespace firedrill::agent
