#include "orchestrator/links/lab_place.hpp"

#include "core/base/hash.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace firedrill::links {

namespace {

Result<void> own_directory_at(const std::filesystem::path& directory, uid_t owner, mode_t mode) {
    if (::mkdir(directory.c_str(), mode) == 0) {
        ::chmod(directory.c_str(), mode);  // whatever the umask was
        return {};
    }
    if (errno != EEXIST)
        return fail(Errc::io,
                    fmt::format("cannot create {}: {}", directory.string(), std::strerror(errno)));
    struct stat found{};
    if (::lstat(directory.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) ||
        found.st_uid != owner || (found.st_mode & 022) != 0)
        return fail(Errc::refused, directory.string() + " was made by somebody else",
                    "look at it, and remove it if it is not needed");
    return {};
}

/// When the store's place for drills was made; empty where there is none or the file system cannot
/// say.
std::string birth_of_drills(const std::filesystem::path& store) {
    struct statx found{};
    const std::string drills = (store / "drills").string();
    if (::statx(AT_FDCWD, drills.c_str(), 0, STATX_BTIME, &found) != 0) return "";
    if ((found.stx_mask & STATX_BTIME) == 0) return "";
    return fmt::format("{}.{:09}", found.stx_btime.tv_sec, found.stx_btime.tv_nsec);
}

// A store that was deleted and made anew counts its drills from 1 again: receipts of the old one
// must never answer for them.
std::string mark_of(const std::filesystem::path& store) {
    return sha256_hex(store.string() + "\n" + birth_of_drills(store)).substr(0, 8);
}

const char* last_word(plan::Performer program) {
    return program == plan::Performer::probe ? "probe" : "agent";
}

}  // namespace

std::string program_name(plan::Performer program) {
    return program == plan::Performer::probe ? "firedrill-probe" : "firedrill-agent";
}

LabPlace lab_place(const std::filesystem::path& store, const std::string& host,
                   plan::Performer program) {
    const std::filesystem::path root = fmt::format("/var/tmp/firedrill-{}", ::geteuid());
    return {.directory = root / mark_of(store) / host / last_word(program)};
}

LabPlace far_lab_place(const std::filesystem::path& store, const std::string& host,
                       plan::Performer program) {
    return {.directory = fmt::format("/var/tmp/firedrill-lab-{}-{}-{}", mark_of(store), host,
                                     last_word(program))};
}

Result<void> create_lab_place(const LabPlace& place, const Account* account) {
    const auto host = place.directory.parent_path();
    const auto store = host.parent_path();
    const uid_t self = ::geteuid();
    DRILL_CHECK(own_directory_at(store.parent_path(), self, 0711));
    DRILL_CHECK(own_directory_at(store, self, 0711));
    DRILL_CHECK(own_directory_at(host, self, 0711));
    struct stat found{};
    const bool fresh = ::lstat(place.directory.c_str(), &found) != 0;
    const uid_t owner = account == nullptr ? self : account->uid;
    if (fresh) {
        DRILL_CHECK(own_directory_at(place.directory, self, 0700));
        if (account != nullptr && ::chown(place.directory.c_str(), account->uid, account->gid) != 0)
            return fail(Errc::io, "cannot give " + place.directory.string() + " to its user");
        return {};
    }
    return own_directory_at(place.directory, owner, 0700);
}

}  // namespace firedrill::links
