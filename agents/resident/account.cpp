#include "agents/resident/account.hpp"

#include "agents/resident/files.hpp"

#include <unistd.h>
#include <sstream>
#include <vector>

namespace firedrill::resident {

namespace {

std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, ':');) fields.push_back(field);
    return fields;
}

}  // namespace

Account own_account() {
    const std::string uid = std::to_string(::geteuid());
    Account account{.name = uid, .home = "/"};
    const auto text = read_file("/etc/passwd", 16U << 20U);
    if (!text) return account;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        const std::vector<std::string> fields = fields_of(line);
        if (fields.size() < 6 || fields[2] != uid) continue;
        return Account{.name = fields[0], .home = fields[5].empty() ? "/" : fields[5]};
    }
    return account;
}

}  // namespace firedrill::resident
