#include "agents/resident/secret.hpp"

#include "agents/resident/account.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace firedrill::resident {

std::string expand_home(const std::string& path) {
    if (!path.starts_with("~/")) return path;
    return own_account().home + path.substr(1);
}

bool is_pgpass(const std::string& path) {
    return path.ends_with("pgpass");
}

Result<void> check_secret_file(const std::string& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0)
        return fail(Errc::not_found, fmt::format("secret file {}: {}", path, std::strerror(errno)),
                    "create it for the account that runs this program, mode 0600");
    if (!S_ISREG(found.st_mode))
        return fail(Errc::refused, fmt::format("secret file {} is not a file", path));
    if (found.st_uid != ::geteuid() && found.st_uid != 0)
        return fail(Errc::refused, fmt::format("secret file {} belongs to somebody else", path),
                    "chown it to the account that runs this program");
    if ((found.st_mode & 077U) != 0)
        return fail(Errc::refused,
                    fmt::format("secret file {} is open to others (mode {:04o})", path,
                                found.st_mode & 07777U),
                    fmt::format("chmod 600 {}", path));
    return {};
}

Result<std::string> read_secret(const std::string& path) {
    DRILL_CHECK(check_secret_file(path));
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line))
        return fail(Errc::io, fmt::format("secret file {} has no line", path));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    constexpr std::size_t bytes_max = 1024;
    if (line.size() > bytes_max)
        return fail(Errc::invalid_input, fmt::format("secret file {}: line too long", path));
    return line;
}

namespace {

/// The fifth field; a backslash takes away the meaning of the character behind it.
std::string password_of(std::string_view line) {
    std::string out;
    int field = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool escaped = line[i] == '\\' && i + 1 < line.size();
        if (escaped) ++i;
        if (!escaped && line[i] == ':' && field < 4)
            ++field;
        else if (field == 4)
            out += line[i];
    }
    return out;
}

}  // namespace

std::vector<std::string> secrets_in(const std::string& path) {
    std::vector<std::string> out;
    if (!check_secret_file(path)) return out;
    if (!is_pgpass(path)) {
        if (auto secret = read_secret(path)) out.push_back(std::move(*secret));
        return out;
    }
    constexpr std::size_t lines_max = 1'000;
    std::ifstream file(path);
    for (std::string line; out.size() < lines_max && std::getline(file, line);)
        if (!line.starts_with('#')) out.push_back(password_of(line));
    return out;
}

}  // namespace firedrill::resident
