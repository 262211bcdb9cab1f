#include "agents/resident/account.hpp"

#include "agents/resident/files.hpp"

#include <grp.h>
#include <unistd.h>
#include <charconv>
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

/// Lines of such a file as their fields; none if it cannot be read.
std::vector<std::vector<std::string>> read_table(const std::string& file) {
    std::vector<std::vector<std::string>> out;
    const auto text = read_file(file, 16U << 20U);
    if (!text) return out;
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) out.push_back(fields_of(line));
    return out;
}

bool names(const std::string& members, const std::string& name) {
    return ("," + members + ",").find("," + name + ",") != std::string::npos;
}

template <class Number>
bool read_number(const std::string& text, Number& out) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
    return problem == std::errc{} && end == text.data() + text.size();
}

}  // namespace

Account own_account() {
    const std::string uid = std::to_string(::geteuid());
    for (const auto& fields : read_table("/etc/passwd"))
        if (fields.size() >= 6 && fields[2] == uid)
            return Account{.name = fields[0], .home = fields[5].empty() ? "/" : fields[5]};
    return Account{.name = uid, .home = "/"};
}

Result<Identity> identity_of(const std::string& name) {
    Identity out{.name = name};
    bool found = false;
    for (const auto& fields : read_table("/etc/passwd"))
        if (fields.size() >= 4 && fields[0] == name)
            found = read_number(fields[2], out.uid) && read_number(fields[3], out.gid);
    if (!found)
        return fail(Errc::not_found, "no account " + name + " in /etc/passwd",
                    "useradd --system --home-dir /nonexistent " + name);
    if (out.uid == 0 || out.gid == 0)
        return fail(Errc::refused, name + " is root by another name", "name another account");
    for (const auto& fields : read_table("/etc/group"))
        if (gid_t group = 0; fields.size() >= 4 && names(fields[3], name) &&
                             read_number(fields[2], group) && group != 0)
            out.groups.push_back(group);
    return out;
}

Result<void> become(const Identity& identity) {
    if (::setgroups(identity.groups.size(), identity.groups.data()) != 0 ||
        ::setresgid(identity.gid, identity.gid, identity.gid) != 0 ||
        ::setresuid(identity.uid, identity.uid, identity.uid) != 0)
        return os_error("cannot become " + identity.name);
    if (::seteuid(0) == 0) return fail(Errc::internal, "root could be taken back: not started");
    return {};
}

}  // namespace firedrill::resident
