#include "agents/agent/snapshot.hpp"

#include "agents/agent/fact_sheet.hpp"
#include "agents/agent/proc.hpp"
#include "agents/agent/system_snapshot.hpp"
#include "agents/agent/texts.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/files.hpp"
#include "agents/resident/texts.hpp"
#include "core/base/hash.hpp"

#include <fmt/format.h>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <filesystem>

namespace firedrill::agent {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t piece_bytes = 1U << 20U;

/// What was found of the files that are watched, and whose they are.
struct Files {
    FactSheet& sheet;
    Facts owners;
};

asio::awaitable<void> give_way() {
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
}

/// The digest of the file, or of its pieces' digests when it has several.
asio::awaitable<Result<std::string>> digest(std::string path) {
    auto file = resident::open_file(path, O_RDONLY | O_NONBLOCK);
    if (!file) co_return file.error();
    std::string piece;
    std::string digests;
    for (;;) {
        piece.resize(piece_bytes);
        std::size_t filled = 0;
        ssize_t got = 0;
        do {
            got = ::read(file->get(), piece.data() + filled, piece.size() - filled);
            if (got > 0) filled += static_cast<std::size_t>(got);
        } while (got > 0 && filled < piece.size());
        if (got < 0) co_return resident::os_error("cannot read " + path);
        piece.resize(filled);
        if (filled > 0 || digests.empty()) digests += xxh3_128_hex(piece);
        if (filled < piece_bytes) break;
        co_await give_way();
    }
    co_return digests.size() == 32 ? digests : xxh3_128_hex(digests);
}

std::string describe_entry(const fs::path& path, const struct stat& found) {
    const unsigned mode = found.st_mode & 07777U;
    if (S_ISDIR(found.st_mode)) return fmt::format("directory {:04o}", mode);
    if (S_ISREG(found.st_mode)) return fmt::format("file {:04o}", mode);
    if (S_ISSOCK(found.st_mode)) return "socket";
    if (S_ISFIFO(found.st_mode)) return "pipe";
    if (!S_ISLNK(found.st_mode)) return "device";
    std::error_code ignored;
    return "link to " + fs::read_symlink(path, ignored).string();
}

void note_owner(Files& files, const std::string& path, const struct stat& found) {
    files.owners["owners:" + path] = fmt::format("{}:{}", found.st_uid, found.st_gid);
}

Result<void> add_directory(Files& files, const std::string& path) {
    std::error_code problem;
    std::size_t entries = 0;
    fs::recursive_directory_iterator walk(path, fs::directory_options::skip_permission_denied,
                                          problem);
    for (; !problem && walk != fs::recursive_directory_iterator(); walk.increment(problem)) {
        if (++entries > snapshot_entries_max)
            return fail(Errc::refused, say(files.sheet.language(), text::too_many_entries,
                                           snapshot_entries_max, path));
        struct stat found{};
        const std::string name = walk->path().string();
        if (::lstat(name.c_str(), &found) != 0) continue;  // gone while we looked
        DRILL_CHECK(files.sheet.add("file:" + name, describe_entry(walk->path(), found)));
        note_owner(files, name, found);
    }
    if (problem) return fail(Errc::io, path + ": " + problem.message());
    return {};
}

asio::awaitable<Result<void>> add_path(Files& files, std::string path) {
    FactSheet& sheet = files.sheet;
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) co_return sheet.add("file:" + path, "absent");
    note_owner(files, path, found);
    if (!S_ISREG(found.st_mode)) {
        DRILL_CO_CHECK(sheet.add("file:" + path, describe_entry(path, found)));
        if (!S_ISDIR(found.st_mode)) co_return Result<void>();
        co_return add_directory(files, path);
    }
    const auto hash = co_await digest(path);
    if (!hash) co_return hash.error();
    const unsigned mode = found.st_mode & 07777U;
    co_return sheet.add("file:" + path,
                        fmt::format("{:04o} {} bytes xxh3:{}", mode, found.st_size, *hash));
}

/// The paths that `pattern` means, sorted; itself when it has no wildcard.
std::vector<std::string> matches_of(const std::string& pattern) {
    const fs::path whole(pattern);
    const std::string last = whole.filename().string();
    if (last.find_first_of("*?[") == std::string::npos) return {pattern};
    std::vector<std::string> out;
    std::error_code problem;
    for (fs::directory_iterator entry(whole.parent_path(), problem);
         !problem && entry != fs::directory_iterator(); entry.increment(problem))
        if (::fnmatch(last.c_str(), entry->path().filename().c_str(), FNM_PERIOD) == 0)
            out.push_back(entry->path().string());
    std::sort(out.begin(), out.end());
    return out;
}

Result<void> add_processes(FactSheet& sheet, const std::vector<std::string>& names) {
    if (names.empty()) return {};
    std::map<std::string, int> counts;
    for (const ProcessInfo& process : all_processes())
        if (std::find(names.begin(), names.end(), process.name) != names.end())
            ++counts[process.command];
    for (const auto& [command, count] : counts)
        DRILL_CHECK(sheet.add("process:" + command, std::to_string(count)));
    return {};
}

asio::awaitable<Result<void>> collect(const plan::Snapshot& wanted, FactSheet& sheet,
                                      std::shared_ptr<resident::Cancellation> cancel) {
    Files files{.sheet = sheet, .owners = {}};
    for (const std::string& pattern : wanted.files)
        for (const std::string& path : matches_of(pattern)) {
            DRILL_CO_CHECK(co_await add_path(files, path));
            if (cancel->requested()) co_return fail(Errc::refused, "");
        }
    DRILL_CO_CHECK(add_processes(sheet, wanted.processes));
    DRILL_CO_CHECK(add_category(sheet, "owners", std::move(files.owners)));
    co_return co_await add_system(sheet);
}

}  // namespace

asio::awaitable<AttemptReport> take_snapshot(resident::Job job) {
    AttemptReport report;
    report.started = resident::mono_now();
    const Language language = resident::language_of(*job.plan);
    FactSheet sheet(report.facts, language);
    const auto& wanted = std::get<plan::Snapshot>(job.action);
    const auto done = co_await collect(wanted, sheet, job.cancel);
    report.ended = resident::mono_now();
    report.effect = {report.started, report.ended};
    report.outcome = done ? Outcome::succeeded : Outcome::failed;
    if (done) co_return report;
    report.reason =
        job.cancel->requested() ? say(language, resident::text::cancelled) : describe(done.error());
    report.facts.clear();
    co_return report;
}

}  // namespace firedrill::agent
