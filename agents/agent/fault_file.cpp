#include "agents/agent/fault_file.hpp"

#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/files.hpp"
#include "agents/resident/texts.hpp"
#include "core/plan/fault_kinds.hpp"
#include "core/plan/target.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace firedrill::agent::file {

namespace {

using resident::Fd;
using resident::Mended;
using resident::mono_now;

constexpr std::string_view remove_kind = "file.remove";

std::string value_of(const plan::Parameters& from, const std::string& name) {
    const auto found = from.find(name);
    return found == from.end() ? std::string() : found->second;
}

// Places --------------------------------------------------------------------------------------

/// Where it stands: its directory, reached through no symbolic link, and its name there.
struct Place {
    Fd directory;
    std::string path;
    std::string name;
};

Result<Place> place_of(const std::string& path, Language language) {
    open_how how{};
    how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
    how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    const std::string directory = resident::parent_of(path);
    const long fd = ::syscall(SYS_openat2, AT_FDCWD, directory.c_str(), &how, sizeof how);
    if (fd < 0 && errno == ELOOP)
        return fail(Errc::refused, say(language, text::through_link, directory));
    if (fd < 0) return resident::os_error("cannot open " + directory);
    return Place{.directory = Fd(static_cast<int>(fd)),
                 .path = path,
                 .name = path.substr(path.rfind('/') + 1)};
}

/// Nothing if there is none; an error if nobody can say.
Result<std::optional<struct stat>> look(const Place& place, const std::string& name) {
    struct stat seen{};
    if (::fstatat(place.directory.get(), name.c_str(), &seen, AT_SYMLINK_NOFOLLOW) == 0)
        return std::optional(seen);
    if (errno == ENOENT) return std::optional<struct stat>();
    return resident::os_error(name);
}

/// Numbers of devices hold until the next boot only.
bool is_same(const std::optional<struct stat>& seen, const plan::Parameters& found) {
    const bool booted = value_of(found, "boot") != resident::boot_id();
    return seen && std::to_string(seen->st_ino) == value_of(found, "inode") &&
           (booted || std::to_string(seen->st_dev) == value_of(found, "device"));
}

/// The directory itself has no descriptor that fsync would take: O_PATH only names it.
Result<void> sync(const Place& place) {
    return resident::sync_directory(fmt::format("/proc/self/fd/{}", place.directory.get()));
}

std::string name_beside(const plan::Parameters& found) {
    const std::string beside = value_of(found, "beside");
    return beside.substr(beside.rfind('/') + 1);
}

bool rename(const Place& place, const std::string& from, const std::string& to, unsigned flags) {
    return ::renameat2(place.directory.get(), from.c_str(), place.directory.get(), to.c_str(),
                       flags) == 0;
}

Result<void> set_mode(const Place& place, const plan::Parameters& found, unsigned mode) {
    const Fd file(
        ::openat(place.directory.get(), place.name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    struct stat seen{};
    if (!file.valid() || ::fstat(file.get(), &seen) != 0) return resident::os_error(place.path);
    if (!is_same(seen, found)) return fail(Errc::refused, place.path);
    const std::string itself = fmt::format("/proc/self/fd/{}", file.get());
    if (::chmod(itself.c_str(), mode) != 0) return resident::os_error("chmod " + place.path);
    if (::fstat(file.get(), &seen) != 0 || (seen.st_mode & 07777U) != mode)
        return fail(Errc::io, place.path);
    return {};
}

// Whether it may be touched -------------------------------------------------------------------

std::string real_path(const std::string& path) {
    char* real = ::realpath(path.c_str(), nullptr);
    const std::string out = real == nullptr ? path : real;
    std::free(real);
    return out;
}

bool is_or_holds(const std::string& path, const std::string& inner) {
    return inner == path || inner.starts_with(path + "/");
}

/// The agent needs its receipts and itself to bring it back.
Result<void> spares_the_agent(const std::string& path, const std::string& state,
                              Language language) {
    const std::string receipts = real_path(state);
    const bool hit = is_or_holds(path, receipts) || is_or_holds(receipts, path) ||
                     is_or_holds(path, real_path("/proc/self/exe"));
    if (hit) return fail(Errc::refused, say(language, text::is_the_agents, path));
    return {};
}

Result<void> is_of_a_kind(const struct stat& seen, const plan::Fault& fault, Language language) {
    const std::string path = value_of(fault.with, "path");
    if (S_ISLNK(seen.st_mode)) return fail(Errc::refused, say(language, text::is_a_link, path));
    if (S_ISDIR(seen.st_mode) && value_of(fault.with, "directory") != "true")
        return fail(Errc::refused, say(language, text::is_a_directory, path));
    return {};
}

AttemptReport report_of(const resident::Job& job, Nanos started, Result<void> done) {
    AttemptReport report;
    report.facts = job.found;
    report.started = started;
    report.ended = mono_now();
    report.effect = {report.started, report.ended};
    report.outcome = done ? Outcome::succeeded : Outcome::unknown;
    if (!done) report.reason = done.error().what;
    return report;
}

AttemptReport move_aside(const resident::Job& job, const Place& place) {
    const Nanos started = mono_now();
    const std::string aside = name_beside(job.found);
    if (!rename(place, place.name, aside, RENAME_NOREPLACE))
        return not_begun(resident::os_error("cannot move " + place.path).what);
    const auto left = look(place, place.name);
    const auto moved = look(place, aside);
    Result<void> done = sync(place);
    const Language language = resident::language_of(*job.plan);
    if (!left || *left || !moved || !is_same(*moved, job.found))
        done = fail(Errc::io, say(language, text::not_aside, place.path));
    return report_of(job, started, std::move(done));
}

// Back ----------------------------------------------------------------------------------------

Mended mended(bool verified, std::string why) {
    Mended out;
    out.verified = verified;
    out.why = std::move(why);
    return out;
}

Mended move_back(const Place& place, const plan::Parameters& found, Language language) {
    const std::string aside = name_beside(found);
    const auto there = look(place, place.name);
    const auto moved = look(place, aside);
    if (!there) return mended(false, there.error().what);
    if (is_same(*there, found)) return mended(true, say(language, text::is_back, place.path));
    if (!moved || !is_same(*moved, found))
        return mended(false, say(language, text::is_not_aside, value_of(found, "beside")));
    // What somebody put there meanwhile is kept: the two change places.
    const bool done = rename(place, aside, place.name, *there ? RENAME_EXCHANGE : RENAME_NOREPLACE);
    if (!done) return mended(false, resident::os_error("cannot move back " + place.path).what);
    const auto now = look(place, place.name);
    const auto synced = sync(place);
    const bool good = now && is_same(*now, found) && synced;
    const std::string why =
        *there ? say(language, text::is_back_and_new, place.path, value_of(found, "beside"))
               : say(language, text::is_back, place.path);
    return mended(good, good ? why : say(language, text::is_not_aside, place.path));
}

Mended give_mode_back(const Place& place, const plan::Parameters& found, Language language) {
    const auto there = look(place, place.name);
    if (!there || !is_same(*there, found))
        return mended(false, say(language, text::mode_of_another, place.path,
                                 value_of(found, "inode"), value_of(found, "mode")));
    const std::string text = value_of(found, "mode");
    const auto mode = static_cast<unsigned>(std::strtoul(text.c_str(), nullptr, 8));
    const auto done = set_mode(place, found, mode);
    return mended(done.has_value(),
                  done ? say(language, text::mode_is_back, place.path, text) : done.error().what);
}

}  // namespace

bool is_file_fault(std::string_view kind) {
    return kind == remove_kind || kind == "file.permissions";
}

Result<void> check(const std::string& kind, const plan::Parameters& with, Language language) {
    return plan::check_parameters(kind, with, language);
}

Result<plan::Parameters> find(const resident::Job& job, const std::string& state) {
    const auto& fault = std::get<plan::Fault>(job.action);
    const Language language = resident::language_of(*job.plan);
    const std::string path = value_of(fault.with, "path");
    DRILL_TRY(place, place_of(path, language));
    DRILL_TRY(seen, look(place, place.name));
    if (!seen) return fail(Errc::not_found, say(language, text::no_file, path));
    DRILL_CHECK(is_of_a_kind(*seen, fault, language));
    DRILL_CHECK(spares_the_agent(path, state, language));
    plan::Parameters found{{"device", std::to_string(seen->st_dev)},
                           {"inode", std::to_string(seen->st_ino)},
                           {"boot", resident::boot_id()}};
    if (fault.kind != remove_kind) {
        found["mode"] = fmt::format("{:04o}", seen->st_mode & 07777U);
        return found;
    }
    found["beside"] = plan::kept_beside(path, job.key.drill, job.key.step);
    DRILL_TRY(aside, look(place, name_beside(found)));
    if (aside) return fail(Errc::refused, say(language, text::aside_is_taken, found["beside"]));
    return found;
}

AttemptReport inflict(const resident::Job& job) {
    const auto& fault = std::get<plan::Fault>(job.action);
    const Language language = resident::language_of(*job.plan);
    const auto place = place_of(value_of(fault.with, "path"), language);
    if (!place) return not_begun(place.error().what);
    const auto now = look(*place, place->name);
    if (!now || !is_same(*now, job.found))
        return not_begun(say(language, text::another_file, place->path));
    if (fault.kind == remove_kind) return move_aside(job, *place);
    const std::string wanted = value_of(fault.with, "mode");
    const unsigned mode = wanted.empty() ? 0U : plan::read_mode(wanted).value_or(0U);
    const Nanos started = mono_now();
    return report_of(job, started, set_mode(*place, job.found, mode));
}

Mended mend(const FaultArmed& fault, Language language) {
    const auto place = place_of(value_of(fault.with, "path"), language);
    if (!place) return mended(false, place.error().what);
    if (fault.kind == remove_kind) return move_back(*place, fault.found, language);
    return give_mode_back(*place, fault.found, language);
}

}  // namespace firedrill::agent::file
