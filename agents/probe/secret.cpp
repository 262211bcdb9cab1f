#include "agents/probe/secret.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace firedrill::probe {

std::string expand_home(const std::string& path) {
    if (!path.starts_with("~/")) return path;
    const passwd* account = ::getpwuid(::geteuid());
    return account == nullptr ? path : account->pw_dir + path.substr(1);
}

bool is_pgpass(const std::string& path) {
    return path.ends_with("pgpass");
}

Result<void> check_secret_file(const std::string& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0)
        return fail(Errc::not_found,
                    fmt::format("password file {}: {}", path, std::strerror(errno)),
                    "create it for the account that runs the probe, mode 0600");
    if (!S_ISREG(found.st_mode))
        return fail(Errc::refused, fmt::format("password file {} is not a file", path));
    if (found.st_uid != ::geteuid() && found.st_uid != 0)
        return fail(Errc::refused, fmt::format("password file {} belongs to somebody else", path),
                    "chown it to the account that runs the probe");
    if ((found.st_mode & 077U) != 0)
        return fail(Errc::refused,
                    fmt::format("password file {} is open to others (mode {:04o})", path,
                                found.st_mode & 07777U),
                    fmt::format("chmod 600 {}", path));
    return {};
}

Result<std::string> read_secret(const std::string& path) {
    DRILL_CHECK(check_secret_file(path));
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line))
        return fail(Errc::io, fmt::format("password file {} has no line", path));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    constexpr std::size_t bytes_max = 1024;
    if (line.size() > bytes_max)
        return fail(Errc::invalid_input, fmt::format("password file {}: line too long", path));
    return line;
}

}  // namespace firedrill::probe
