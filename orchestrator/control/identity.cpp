#include "orchestrator/control/identity.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <array>

namespace firedrill::control {

namespace {

std::string account_name(uid_t uid) {
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16384> buffer{};
    ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found);
    return found == nullptr ? fmt::format("uid{}", uid) : found->pw_name;
}

}  // namespace

drill::Identity identify(uid_t uid, const std::string& person) {
    const std::string name = account_name(uid);
    const bool own = person.empty() || person == name;
    return {.person = own ? name : person,
            .proof = own ? drill::Proof::os_user : drill::Proof::claimed,
            .account = fmt::format("{} (uid {})", name, uid)};
}

drill::Identity identify_self(const std::string& person) {
    return identify(::geteuid(), person);
}

}  // namespace firedrill::control
