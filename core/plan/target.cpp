#include "core/plan/target.hpp"

#include "core/base/hash.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace firedrill::plan {

namespace {

/// They and all that is in them.
constexpr std::array<std::string_view, 22> vital_trees{
    "/bin",         "/sbin",     "/lib",         "/lib32",       "/lib64",     "/libx32",
    "/usr/bin",     "/usr/sbin", "/usr/lib",     "/usr/lib32",   "/usr/lib64", "/usr/libx32",
    "/usr/libexec", "/boot",     "/dev",         "/proc",        "/sys",       "/run/systemd",
    "/etc/pam.d",   "/etc/ssh",  "/etc/systemd", "/etc/security"};

/// They alone.
constexpr std::array<std::string_view, 17> vital_files{
    "/etc/passwd",      "/etc/passwd-",    "/etc/group",         "/etc/shadow",
    "/etc/gshadow",     "/etc/sudoers",    "/etc/sudoers.d",     "/etc/fstab",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.preload", "/etc/nsswitch.conf",
    "/etc/login.defs",  "/etc/securetty",  "/etc/machine-id",    "/usr/local",
    "/root/.ssh"};

/// Mount points at the top that the host itself needs.
constexpr std::array<std::string_view, 6> vital_mounts{"/usr", "/etc",  "/var",
                                                       "/run", "/root", "/tmp"};

bool is_in(std::string_view path, std::string_view tree) {
    return path.starts_with(tree) && (path.size() == tree.size() || path[tree.size()] == '/');
}

bool is_in_vital_tree(std::string_view path) {
    return std::any_of(vital_trees.begin(), vital_trees.end(),
                       [&](auto tree) { return is_in(path, tree); });
}

template <class Paths>
bool contains(const Paths& paths, std::string_view path) {
    return std::find(paths.begin(), paths.end(), path) != paths.end();
}

bool is_plain(std::string_view path) {
    if (!path.starts_with('/') || path.ends_with('/') || path.size() >= 4096) return false;
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
    if (std::any_of(path.begin(), path.end(), is_control)) return false;
    for (std::size_t at = 0; at < path.size();) {
        const std::size_t end = std::min(path.find('/', at + 1), path.size());
        const std::string_view part = path.substr(at + 1, end - at - 1);
        if (part.empty() || part == "." || part == ".." || part.size() > 255) return false;
        at = end;
    }
    return true;
}

}  // namespace

bool is_target(std::string_view path) {
    return is_plain(path) && !is_vital(path);
}

bool is_mount_point(std::string_view path) {
    return is_plain(path) && !is_in_vital_tree(path) && !contains(vital_mounts, path);
}

bool is_vital(std::string_view path) {
    const bool at_the_top = path.rfind('/') == 0;
    return at_the_top || is_in_vital_tree(path) || contains(vital_files, path);
}

bool is_interface(std::string_view name) {
    constexpr std::size_t bytes_max = 15;
    const auto is_good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("._-@").find(c) != std::string_view::npos;
    };
    if (name.empty() || name.size() > bytes_max || name == "lo") return false;
    // A word of its own for `ip`, and no option.
    return name.front() != '-' && name.front() != '.' && name != "all" && name != "default" &&
           std::all_of(name.begin(), name.end(), is_good);
}

std::optional<unsigned> read_mode(std::string_view text) {
    unsigned mode = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
    const bool whole = ec == std::errc{} && end == text.data() + text.size();
    const bool good = whole && (text.size() == 3 || text.size() == 4) && mode <= 0777;
    return good ? std::optional(mode) : std::nullopt;
}

std::string kept_beside(std::string_view path, std::string_view drill, std::string_view step) {
    const std::string whose = std::string(drill) + "/" + std::string(step) + "\n";
    const std::string hash = sha256_hex(whose + std::string(path)).substr(0, 16);
    return std::string(path.substr(0, path.rfind('/') + 1)) + ".firedrill-" + hash;
}

}  // namespace firedrill::plan
