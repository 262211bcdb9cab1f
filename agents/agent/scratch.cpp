#include "agents/agent/scratch.hpp"

#include "agents/agent/mounts.hpp"
#include "agents/agent/scratch_texts.hpp"
#include "agents/resident/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>
#include <vector>

namespace firedrill::agent {

namespace {

namespace fs = std::filesystem;
namespace text = scratch_text;
using std::chrono::seconds;
using std::chrono::steady_clock;

/// What the mark says of a directory that was there before the test.
constexpr std::string_view was_there = "was there\n";

Error refused(std::string what) {
    return fail(Errc::refused, std::move(what));
}

bool is_plain(const std::string& path) {
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";
    return path.find_first_not_of(allowed) == path.npos && path.starts_with('/') &&
           fs::path(path).lexically_normal().string() == path && !path.ends_with('/') &&
           std::ranges::count(path, '/') >= 2;
}

std::string below(const std::string& directory) {
    return directory + "/";
}

/// Processes of ours whose working directory is in there: servers stay in their data directory.
std::vector<pid_t> programs_in(const std::string& directory) {
    std::vector<pid_t> out;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator("/proc", problem)) {
        const std::string name = entry.path().filename().string();
        if (!std::ranges::all_of(name, [](char c) { return std::isdigit(c) != 0; })) continue;
        std::error_code gone;
        const std::string place = fs::read_symlink(entry.path() / "cwd", gone).string();
        if (gone) continue;
        if (place == directory || place.starts_with(below(directory)))
            out.push_back(static_cast<pid_t>(std::stol(name)));
    }
    std::erase(out, ::getpid());
    return out;
}

/// Empty if all have ended in time.
std::vector<pid_t> left_after(const std::string& directory, seconds time) {
    constexpr auto look = std::chrono::milliseconds{20};
    for (const auto end = steady_clock::now() + time;;) {
        auto left = programs_in(directory);
        if (left.empty() || steady_clock::now() >= end) return left;
        std::this_thread::sleep_for(look);
    }
}

}  // namespace

Result<Scratch> Scratch::open(const std::string& directory, Language language) {
    if (!is_plain(directory)) return refused(say(language, text::bad_name, directory));
    for (fs::path part = directory; part != part.root_path(); part = part.parent_path()) {
        std::error_code ignored;
        if (fs::is_symlink(fs::symlink_status(part, ignored)))
            return refused(say(language, text::through_link, directory, part.string()));
    }
    return Scratch(directory, language);
}

Result<Scratch::State> Scratch::state() const {
    std::error_code problem;
    const auto status = fs::symlink_status(directory_, problem);
    if (status.type() == fs::file_type::not_found) return State::absent;
    if (problem) return refused(say(language_, text::no_parent, directory_, problem.message()));
    if (status.type() != fs::file_type::directory)
        return refused(say(language_, text::no_directory, directory_));
    if (fs::is_regular_file(fs::symlink_status(mark(), problem))) return State::ours;
    const bool empty = fs::is_empty(directory_, problem);
    if (problem) return refused(say(language_, text::no_parent, directory_, problem.message()));
    return empty ? State::empty : State::foreign;
}

Result<void> Scratch::make(std::int64_t bytes) const {
    DRILL_TRY(found, state());
    if (found == State::foreign) {
        const std::string first = fs::directory_iterator(directory_)->path().filename().string();
        return refused(say(language_, text::not_empty, directory_, first));
    }
    DRILL_CHECK(nothing_mounted());
    if (found == State::ours) {
        DRILL_TRY(was_full, remove());
        (void)was_full;
    }
    DRILL_CHECK(has_room(bytes));
    std::error_code ignored;
    const bool there = fs::exists(directory_, ignored);
    auto made = resident::make_directory(directory_, 0700);
    if (made) made = resident::write_file_durably(mark(), there ? was_there : "made\n", 0600);
    if (!made) return fail(Errc::io, say(language_, text::not_made, directory_, made.error().what));
    return {};
}

Result<void> Scratch::has_room(std::int64_t bytes) const {
    fs::path place = directory_;
    std::error_code problem;
    while (!fs::exists(place, problem) && place.has_relative_path()) place = place.parent_path();
    const auto room = fs::space(place, problem);
    if (problem) return refused(say(language_, text::no_parent, place.string(), problem.message()));
    if (room.available >= static_cast<std::uintmax_t>(bytes)) return {};
    return refused(say(language_, text::no_room, place.string(), room.available, bytes));
}

/// Programs that find no room for their next block leave less than this.
bool Scratch::is_full() const {
    constexpr std::uintmax_t next_block = 256 * 1024;
    std::error_code problem;
    const auto room = fs::space(directory_, problem);
    return !problem && room.available < next_block;
}

/// What is mounted in there is somebody else's.
Result<void> Scratch::nothing_mounted() const {
    DRILL_TRY(mounts, mounts_here());
    for (const auto& mount : mounts)
        if (mount.place.starts_with(below(directory_)))
            return refused(say(language_, text::mounted, mount.source, mount.place));
    return {};
}

Result<void> Scratch::end_programs() const {
    for (const pid_t pid : programs_in(directory_)) ::kill(pid, SIGTERM);
    for (const pid_t pid : left_after(directory_, seconds{10})) ::kill(pid, SIGKILL);
    const auto left = left_after(directory_, seconds{10});
    if (left.empty()) return {};
    return fail(Errc::io, say(language_, text::still_runs, left.front(), directory_));
}

Result<bool> Scratch::remove() const {
    DRILL_TRY(found, state());
    if (found == State::absent || found == State::empty) return false;
    if (found == State::foreign) {
        const std::string first = fs::directory_iterator(directory_)->path().filename().string();
        return refused(say(language_, text::not_empty, directory_, first));
    }
    DRILL_CHECK(nothing_mounted());
    DRILL_CHECK(end_programs());
    const bool was_full = is_full();
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator(directory_, problem)) {
        if (entry.path().filename() == scratch_mark) continue;
        fs::remove_all(entry.path(), problem);
        if (problem)
            return fail(Errc::io, say(language_, text::not_removed, entry.path().string(),
                                      problem.message()));
    }
    const auto kind = resident::read_file(mark(), 100);
    fs::remove(mark(), problem);
    if (!problem && kind && *kind != was_there) fs::remove(directory_, problem);
    if (!problem) return was_full;
    return fail(Errc::io, say(language_, text::not_removed, directory_, problem.message()));
}

}  // namespace firedrill::agent
