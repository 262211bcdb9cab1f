#include "agents/agent/replaced_file.hpp"

#include "agents/agent/traffic_texts.hpp"
#include "core/base/hash.hpp"

#include <fmt/format.h>

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <vector>

namespace firedrill::agent {

namespace {

using resident::Fd;

constexpr std::size_t digest_letters = 16;

std::string digest_of(const std::string& content) {
    return sha256_hex(content).substr(0, digest_letters);
}

Result<Fd> open_directory(const std::string& path, Language language) {
    open_how how{};
    how.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    const std::string directory = resident::parent_of(path);
    const long fd = ::syscall(SYS_openat2, AT_FDCWD, directory.c_str(), &how, sizeof how);
    if (fd >= 0) return Fd(static_cast<int>(fd));
    return fail(Errc::refused,
                say(language, traffic_text::no_file, path, resident::os_error(directory).what));
}

/// Its ACL and attributes: a file that another program may not read any more is no replacement.
Result<void> copy_attributes(int from, int to) {
    std::array<char, 65536> names;
    const ssize_t length = ::flistxattr(from, names.data(), names.size());
    if (length < 0 && errno != ENOTSUP) return resident::os_error("attributes");
    for (ssize_t at = 0; at < length;) {
        const std::string name = names.data() + at;
        at += static_cast<ssize_t>(name.size()) + 1;
        std::vector<char> value(65536);
        const ssize_t size = ::fgetxattr(from, name.c_str(), value.data(), value.size());
        if (size < 0) return resident::os_error(name);
        if (::fsetxattr(to, name.c_str(), value.data(), static_cast<std::size_t>(size), 0) != 0)
            return resident::os_error(name);
    }
    return {};
}

Result<void> make_alike(int from, int to) {
    struct stat seen{};
    if (::fstat(from, &seen) != 0) return resident::os_error("stat");
    if (::fchown(to, seen.st_uid, seen.st_gid) != 0) return resident::os_error("chown");
    if (::fchmod(to, seen.st_mode & 07777U) != 0) return resident::os_error("chmod");
    return copy_attributes(from, to);
}

}  // namespace

ReplacedFile::ReplacedFile(Fd directory, std::string path, Language language)
    : directory_(std::move(directory)),
      path_(std::move(path)),
      name_(path_.substr(path_.rfind('/') + 1)),
      language_(language) {}

Result<ReplacedFile> ReplacedFile::open(const std::string& path, Language language) {
    const auto no = [&](const std::string& why) {
        return fail(Errc::refused, say(language, traffic_text::no_file, path, why));
    };
    if (!path.starts_with('/') || path.ends_with('/')) return no("-");
    DRILL_TRY(directory, open_directory(path, language));
    ReplacedFile out(std::move(directory), path, language);
    struct stat seen{};
    if (::fstatat(out.directory_.get(), out.name_.c_str(), &seen, AT_SYMLINK_NOFOLLOW) != 0)
        return no(resident::os_error(out.name_).what);
    // A second name of the file would go on with the old content.
    if (S_ISREG(seen.st_mode) && seen.st_nlink == 1) return out;
    return no(say(language, traffic_text::not_plain));
}

Result<std::string> ReplacedFile::read(const std::string& name) const {
    return resident::read_file(fmt::format("/proc/self/fd/{}/{}", directory_.get(), name),
                               replaced_bytes_max);
}

Result<std::string> ReplacedFile::content() const {
    return read(name_);
}

Error ReplacedFile::refuse_changed() const {
    return fail(Errc::refused, say(language_, traffic_text::file_changed, path_));
}

Result<std::optional<std::string>> ReplacedFile::kept() const {
    const std::string prefix = ".firedrill-" + name_ + "-";
    std::optional<std::string> out;
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(
        ::opendir(fmt::format("/proc/self/fd/{}", directory_.get()).c_str()), &::closedir);
    if (listing == nullptr) return resident::os_error(path_);
    while (const dirent* entry = ::readdir(listing.get())) {
        const std::string found = entry->d_name;
        if (!found.starts_with(prefix) || found.size() != prefix.size() + digest_letters) continue;
        if (out) return fail(Errc::refused, say(language_, traffic_text::two_kept, path_));
        out = found;
    }
    return out;
}

Result<bool> ReplacedFile::is_replaced() const {
    DRILL_TRY(beside, kept());
    return beside.has_value();
}

Result<void> ReplacedFile::write_beside(const std::string& name, const std::string& content) const {
    const Fd old(::openat(directory_.get(), name_.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const Fd fresh(::openat(directory_.get(), name.c_str(), flags, 0600));
    if (!old.valid() || !fresh.valid()) return resident::os_error(path_);
    DRILL_CHECK(resident::write_all(fresh.get(), content));
    DRILL_CHECK(make_alike(old.get(), fresh.get()));
    if (::fsync(fresh.get()) != 0) return resident::os_error(path_);
    return {};
}

Result<void> ReplacedFile::exchange(const std::string& name) const {
    const int at = directory_.get();
    if (::renameat2(at, name_.c_str(), at, name.c_str(), RENAME_EXCHANGE) != 0 || ::fsync(at) != 0)
        return resident::os_error(path_);
    return {};
}

Result<void> ReplacedFile::replace(const std::string& content) {
    DRILL_TRY(beside, kept());
    if (beside) return fail(Errc::refused, say(language_, traffic_text::replaced_already, path_));
    DRILL_TRY(before, read(name_));
    const std::string name = ".firedrill-" + name_ + "-" + digest_of(content);
    if (auto written = write_beside(name, content); !written) {
        ::unlinkat(directory_.get(), name.c_str(), 0);
        return fail(Errc::refused,
                    say(language_, traffic_text::no_file, path_, written.error().what));
    }
    DRILL_CHECK(exchange(name));
    const auto taken_out = read(name);
    if (taken_out && *taken_out == before) return {};
    DRILL_CHECK(exchange(name));  // somebody wrote while we did
    ::unlinkat(directory_.get(), name.c_str(), 0);
    return refuse_changed();
}

Result<bool> ReplacedFile::put_back() {
    DRILL_TRY(beside, kept());
    if (!beside) return false;
    DRILL_TRY(inside, read(name_));
    DRILL_TRY(outside, read(*beside));
    const std::string ours = beside->substr(beside->size() - digest_letters);
    // Ours stands beside where it never came into place, or has left it already.
    if (digest_of(outside) == ours && digest_of(inside) != ours) return true;
    if (digest_of(inside) != ours) return refuse_changed();
    DRILL_CHECK(exchange(*beside));
    return true;
}

Result<void> ReplacedFile::forget() {
    DRILL_TRY(beside, kept());
    if (!beside) return {};
    if (::unlinkat(directory_.get(), beside->c_str(), 0) != 0) return resident::os_error(path_);
    if (::fsync(directory_.get()) != 0) return resident::os_error(path_);
    return {};
}

}  // namespace firedrill::agent
