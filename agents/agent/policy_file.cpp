#include "agents/agent/policy_file.hpp"

#include "agents/agent/policy_file_texts.hpp"
#include "agents/agent/policy_reader.hpp"
#include "agents/resident/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <array>

namespace firedrill::agent {

namespace {

using resident::Fd;

std::string told(const std::string& path, const yaml::Complaints& complaints, Language language) {
    std::string out;
    for (const auto& complaint : complaints)
        out += (out.empty() ? "" : "\n") + path + ":" + std::to_string(complaint.line) + ": " +
               complaint.what.in(language);
    return out;
}

Result<std::string> read_from(const Fd& file, const std::string& path) {
    std::string out;
    std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0) return resident::os_error("cannot read " + path);
        if (got == 0) return out;
        out.append(buffer.data(), static_cast<std::size_t>(got));
        if (out.size() > yaml::bytes_max) return out;  // parse() says that it is too long
    }
}

Result<void> is_written_by_us(const struct stat& found, const std::string& path,
                              Language language) {
    namespace text = policy_text;
    const bool root = ::geteuid() == 0;
    if (found.st_uid != 0 && found.st_uid != ::geteuid())
        return fail(Errc::refused,
                    say(language, root ? text::owner : text::owner_or_us, path, found.st_uid),
                    say(language, text::writable_remedy, path));
    const bool sticky = S_ISDIR(found.st_mode) && (found.st_mode & S_ISVTX) != 0;
    if ((found.st_mode & 022U) != 0 && !sticky)
        return fail(Errc::refused, say(language, text::writable, path, found.st_mode & 07777U),
                    say(language, text::writable_remedy, path));
    return {};
}

/// Of what was opened, so that nobody exchanges it in between.
Result<void> is_trustworthy(const Fd& file, const std::string& path, Language language) {
    struct stat found{};
    if (::fstat(file.get(), &found) != 0) return resident::os_error("cannot look at " + path);
    if (!S_ISREG(found.st_mode))
        return fail(Errc::refused, say(language, policy_text::no_file, path));
    DRILL_CHECK(is_written_by_us(found, path, language));
    const std::string directory = resident::parent_of(path);
    struct stat above{};
    if (::stat(directory.c_str(), &above) != 0)
        return resident::os_error("cannot look at " + directory);
    return is_written_by_us(above, directory, language);
}

Result<Fd> open(const std::string& path) {
    return resident::open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
}

Result<resident::PolicyRead> read(const Fd& file, const std::string& path, Language language) {
    DRILL_TRY(text, read_from(file, path));
    yaml::Complaints complaints;
    const yaml::Node root = yaml::parse(text, complaints);
    auto policy = read_policy(root, complaints);
    std::ranges::sort(complaints, {}, &yaml::Complaint::line);
    if (!policy) return fail(Errc::invalid_input, told(path, complaints, language));
    policy->file = path;
    resident::PolicyRead out;
    out.policy = std::make_shared<const Policy>(std::move(*policy));
    out.lines = yaml::lines_of(root);
    return out;
}

}  // namespace

Result<resident::PolicyRead> load_policy(const std::string& path) {
    DRILL_TRY(file, open(path));
    DRILL_CHECK(is_trustworthy(file, path, Language::en));
    return read(file, path, Language::en);
}

Result<resident::PolicyRead> draft_policy(const std::string& path, Language language) {
    DRILL_TRY(file, open(path));
    return read(file, path, language);
}

Result<void> is_trustworthy(const std::string& path, Language language) {
    DRILL_TRY(file, open(path));
    return is_trustworthy(file, path, language);
}

}  // namespace firedrill::agent
