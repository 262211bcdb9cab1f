#include "orchestrator/cli/key_file.hpp"

#include "orchestrator/cli/key_texts.hpp"
#include "orchestrator/links/x509.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace firedrill::cli {

namespace {

namespace texts = key_texts;

constexpr unsigned private_mode = 0600, public_mode = 0644;

class File {
public:
    File(const std::string& path, int flags, unsigned mode = 0)
        : descriptor_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode)) {}
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

Error os_error(const std::string& path) {
    return fail(Errc::io, path + ": " + std::strerror(errno));
}

std::string first_word(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return std::string(text.substr(first, text.find_first_of(blanks, first) - first));
}

/// Longer files are no keys.
Result<std::string> word_in(const File& file, const std::string& path) {
    if (file.get() < 0) return os_error(path);
    std::array<char, 4096> buffer{};
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0) return os_error(path);
    return first_word({buffer.data(), static_cast<std::size_t>(count)});
}

Result<void> write_new(const std::string& path, const std::string& line, unsigned mode) {
    const File file(path, O_WRONLY | O_CREAT | O_EXCL, mode);
    if (file.get() < 0) return os_error(path);
    const std::string text = line + "\n";
    const bool written = ::fchmod(file.get(), mode) == 0 &&
                         std::cmp_equal(::write(file.get(), text.data(), text.size()), text.size());
    if (!written || ::fsync(file.get()) != 0) return os_error(path);
    return {};
}

Result<void> is_ours_alone(const File& file, const std::string& path, Language language) {
    struct stat found{};
    if (::fstat(file.get(), &found) != 0) return os_error(path);
    if (!S_ISREG(found.st_mode) || found.st_uid != ::geteuid())
        return fail(Errc::refused, say(language, texts::not_ours, path));
    if ((found.st_mode & 077U) != 0)
        return fail(Errc::refused, say(language, texts::too_wide, path, found.st_mode & 0777U),
                    say(language, texts::too_wide_remedy, path));
    return {};
}

}  // namespace

Result<PrivateKey> make_key_file(const std::string& path, Language language) {
    for (const std::string& name : {path, path + ".pub"})
        if (struct stat found{}; ::lstat(name.c_str(), &found) == 0)
            return fail(Errc::refused, say(language, texts::is_there, name),
                        say(language, texts::is_there_remedy));
    const std::string seed = links::random_hex(std::tuple_size_v<PrivateKey::Seed>);
    DRILL_TRY(key, PrivateKey::read("ed25519-private:" + seed));
    DRILL_CHECK(write_new(path, key.text(), private_mode));
    DRILL_CHECK(write_new(path + ".pub", key.public_key(), public_mode));
    return std::move(key);
}

Result<PrivateKey> read_key_file(const std::string& path, Language language) {
    const File file(path, O_RDONLY | O_NONBLOCK);
    if (file.get() < 0) return os_error(path);
    DRILL_CHECK(is_ours_alone(file, path, language));
    DRILL_TRY(word, word_in(file, path));
    auto key = PrivateKey::read(word);
    if (!key) return fail(Errc::invalid_input, say(language, texts::no_private_key, path));
    return key;
}

Result<std::string> public_key_in(const std::string& path, Language language) {
    DRILL_TRY(word, word_in(File(path, O_RDONLY | O_NONBLOCK), path));
    if (is_public_key(word)) return word;
    DRILL_TRY(key, read_key_file(path, language));
    return key.public_key();
}

}  // namespace firedrill::cli
