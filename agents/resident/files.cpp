#include "agents/resident/files.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

namespace firedrill::resident {

void Fd::reset(int value) {
    if (value_ >= 0) ::close(value_);
    value_ = value;
}

Error os_error(std::string_view what) {
    const int number = errno;
    const Errc code = number == ENOENT ? Errc::not_found : Errc::io;
    return fail(code, std::string(what) + ": " + std::strerror(number));
}

Result<Fd> open_file(const std::string& path, int flags, unsigned mode) {
    Fd fd(::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, mode));
    if (!fd.valid()) return os_error("cannot open " + path);
    return fd;
}

Result<void> write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return os_error("cannot write");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
    DRILL_TRY(fd, open_file(path, O_RDONLY));
    std::string bytes;
    for (;;) {
        const std::size_t before = bytes.size();
        bytes.resize(before + 65536);
        const ssize_t got = ::read(fd.get(), bytes.data() + before, 65536);
        bytes.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return os_error("cannot read " + path);
        if (got == 0) return bytes;
        if (bytes.size() > bytes_max) return fail(Errc::invalid_input, path + " is too long");
    }
}

Result<void> sync_directory(const std::string& directory) {
    DRILL_TRY(fd, open_file(directory, O_RDONLY | O_DIRECTORY));
    if (::fsync(fd.get()) != 0) return os_error("cannot sync " + directory);
    return {};
}

Result<void> write_file_durably(const std::string& path, std::string_view bytes, unsigned mode) {
    const std::string draft = path + ".firedrill-new";
    DRILL_TRY(fd, open_file(draft, O_WRONLY | O_CREAT | O_TRUNC, mode));
    DRILL_CHECK(write_all(fd.get(), bytes));
    if (::fsync(fd.get()) != 0) return os_error("cannot sync " + draft);
    if (::rename(draft.c_str(), path.c_str()) != 0) return os_error("cannot create " + path);
    return sync_directory(parent_of(path));
}

Result<void> make_directory(const std::string& directory, unsigned mode) {
    if (::mkdir(directory.c_str(), mode) == 0) return sync_directory(parent_of(directory));
    if (errno == ENOENT && parent_of(directory) != directory) {
        DRILL_CHECK(make_directory(parent_of(directory), 0755));
        return make_directory(directory, mode);
    }
    struct stat found{};
    if (errno == EEXIST && ::stat(directory.c_str(), &found) == 0 && S_ISDIR(found.st_mode))
        return {};
    return os_error("cannot create " + directory);
}

std::string parent_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace firedrill::resident
