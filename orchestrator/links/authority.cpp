#include "orchestrator/links/authority.hpp"

#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "orchestrator/links/now.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace firedrill::links {

namespace {

constexpr std::chrono::hours own_time{24 * 3650};
constexpr std::chrono::hours head_time{24 * 365};

struct Token {
    wire::Identity who;
    Nanos until{};
};
BOOST_DESCRIBE_STRUCT(Token, (), (who, until))

class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    int get() const { return value_; }

private:
    int value_;
};

Result<void> make_directory(const std::filesystem::path& directory) {
    std::error_code ec;
    std::filesystem::create_directories(directory, ec);
    if (ec || ::chmod(directory.c_str(), 0700) != 0)
        return fail(Errc::io, fmt::format("cannot make {}", directory.string()));
    return {};
}

/// Whole under its name, or not there; never over another one.
Result<void> write_new(const std::filesystem::path& file, const std::string& text, mode_t mode) {
    const std::string fresh = fmt::format("{}.{}", file.string(), random_hex(6));
    const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    const bool written =
        fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    const bool named = written && ::link(fresh.c_str(), file.c_str()) == 0;
    const int code = errno;
    ::unlink(fresh.c_str());
    if (named) return {};
    return fail(code == EEXIST ? Errc::busy : Errc::io,
                fmt::format("cannot write {}: {}", file.string(), std::strerror(code)));
}

Result<void> must_be_private(const std::filesystem::path& key) {
    struct stat found{};
    if (::stat(key.c_str(), &found) != 0) return fail(Errc::not_found, "no " + key.string());
    if ((found.st_mode & 077) == 0) return {};
    return fail(Errc::refused, key.string() + " can be read by others",
                "chmod 0600 " + key.string() + "; if others may have read it, make new keys");
}

Result<std::string> contents(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) return fail(Errc::not_found, "cannot read " + file.string());
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Held until the returned descriptor is closed.
Result<Descriptor> lock_directory(const std::filesystem::path& directory) {
    Descriptor held(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (held.get() < 0 || ::flock(held.get(), LOCK_EX) != 0)
        return fail(Errc::io, "cannot lock " + directory.string());
    return held;
}

std::string digits(X509& certificate) {
    return fingerprint_of(certificate).substr(std::strlen("sha256:"));
}

}  // namespace

Result<Authority> Authority::open(std::filesystem::path directory) {
    Authority out(std::move(directory));
    DRILL_CHECK(make_directory(out.directory_));
    for (const char* folder : {"issued", "revoked", "tokens", "used"})
        DRILL_CHECK(make_directory(out.directory_ / folder));
    DRILL_CHECK(out.find_own());
    DRILL_CHECK(out.renew_head());
    DRILL_CHECK(must_be_private(out.file("head.key")));
    return out;
}

Result<void> Authority::find_own() {
    DRILL_TRY(lock, lock_directory(directory_));  // what is made is made once
    (void)lock;
    std::error_code ec;
    if (!std::filesystem::exists(file("authority.pem"), ec)) DRILL_CHECK(make_own());
    return load();
}

Result<void> Authority::renew_head() const {
    DRILL_TRY(lock, lock_directory(directory_));
    (void)lock;
    const auto head = read_certificate(file("head.pem"));
    if (head && time_left(**head, now_wall()) >= head_time / 3) return {};
    for (const char* name : {"head.pem", "head.key"}) ::unlink(file(name).c_str());
    return make_head();
}

/// A key without a certificate is what a process left that died in between.
Result<void> Authority::make_own() const {
    ::unlink(file("authority.key").c_str());
    DRILL_TRY(key, make_key());
    DRILL_TRY(made, sign({.of = key.get(),
                          .by = key.get(),
                          .authority = nullptr,
                          .uri = {},
                          .name = "Firedrill authority " + random_hex(4),
                          .good_for = own_time}));
    DRILL_CHECK(write_new(file("authority.key"), to_pem(*key), 0600));
    return write_new(file("authority.pem"), to_pem(*made), 0644);
}

Result<void> Authority::make_head() const {
    DRILL_TRY(key, make_key());
    DRILL_TRY(made, sign({.of = key.get(),
                          .by = key_.get(),
                          .authority = certificate_.get(),
                          .uri = wire::to_uri({.role = wire::Role::head, .host = {}}),
                          .name = "Firedrill orchestrator",
                          .good_for = head_time}));
    DRILL_CHECK(write_new(file("head.key"), to_pem(*key), 0600));
    return write_new(file("head.pem"), to_pem(*made), 0644);
}

Result<void> Authority::load() {
    DRILL_CHECK(must_be_private(file("authority.key")));
    DRILL_TRY(key, read_key(file("authority.key")));
    DRILL_TRY(certificate, read_certificate(file("authority.pem")));
    key_ = std::move(key);
    certificate_ = std::move(certificate);
    return {};
}

Result<std::string> Authority::make_token(const wire::Identity& who,
                                          std::chrono::minutes good_for) const {
    if (good_for <= std::chrono::minutes{0} || good_for > token_time_max)
        return fail(Errc::usage, "a token is good for at most an hour");
    std::string token = random_hex(24);
    const Token kept{.who = who, .until = now_wall() + good_for};
    DRILL_CHECK(
        write_new(directory_ / "tokens" / sha256_hex(token), canonical(to_json(kept)), 0600));
    return token;
}

/// The rename is what makes it work once.
Result<void> Authority::redeem(const std::string& token, const wire::Identity& who) const {
    const Error no = fail(Errc::refused, "this token is not good for " + wire::to_uri(who),
                          "make a new one: firedrill agent enrol " + who.host);
    const std::string name = sha256_hex(token);
    const auto text = contents(directory_ / "tokens" / name);
    if (!text) return no;
    DRILL_TRY(value, parse_json(*text, text->size()));
    DRILL_TRY(kept, from_json<Token>(value));
    if (!(kept.who == who)) return no;
    if (::rename((directory_ / "tokens" / name).c_str(), (directory_ / "used" / name).c_str()) != 0)
        return no;
    return now_wall() < kept.until ? Result<void>{} : no;
}

Result<std::string> Authority::issue(const std::string& request, const wire::Identity& who) const {
    DRILL_TRY(wanted, parse_request(request));
    DRILL_TRY(made, sign({.of = X509_REQ_get0_pubkey(wanted.get()),
                          .by = key_.get(),
                          .authority = certificate_.get(),
                          .uri = wire::to_uri(who),
                          .name = who.host,
                          .good_for = certificate_time}));
    std::string pem = to_pem(*made);
    DRILL_CHECK(write_new(directory_ / "issued" / digits(*made), pem, 0644));
    return pem;
}

Result<int> Authority::revoke(const std::string& host) const {
    int count = 0;
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(directory_ / "issued", ec)) {
        const auto certificate = read_certificate(entry.path());
        if (!certificate) continue;
        const auto who = identity_of(**certificate);
        if (!who || who->host != host) continue;
        std::filesystem::rename(entry.path(), directory_ / "revoked" / entry.path().filename(), ec);
        if (ec) return fail(Errc::io, "cannot revoke " + entry.path().string());
        ++count;
    }
    return count;
}

/// What is not known here was not signed by this store, whatever it says.
bool Authority::is_good(X509& certificate) const {
    std::error_code ec;
    return std::filesystem::exists(directory_ / "issued" / digits(certificate), ec);
}

}  // namespace firedrill::links
