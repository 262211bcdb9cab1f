#include "agents/agent/fault_fill.hpp"

#include "agents/agent/holder.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/waiting.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/texts.hpp"
#include "core/plan/fill.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace firedrill::agent::fill {

namespace {

using resident::mono_now;

constexpr std::int64_t slice = std::int64_t{64} << 20;  ///< between two of them others get a turn
constexpr Nanos freeing_time = std::chrono::seconds{10};

/// Free to everybody, and free at all.
struct Room {
    std::int64_t usable = 0;
    std::int64_t free = 0;
};

Result<Room> room_in(const std::string& directory) {
    struct statvfs seen{};
    if (::statvfs(directory.c_str(), &seen) != 0) return resident::os_error(directory);
    const auto block = static_cast<std::int64_t>(seen.f_frsize);
    return Room{.usable = static_cast<std::int64_t>(seen.f_bavail) * block,
                .free = static_cast<std::int64_t>(seen.f_bfree) * block};
}

Result<bool> same_file_system(const std::string& one, const std::string& other) {
    struct stat first{}, second{};
    if (::stat(one.c_str(), &first) != 0) return resident::os_error(one);
    if (::stat(other.c_str(), &second) != 0) return resident::os_error(other);
    return first.st_dev == second.st_dev;
}

/// Takes the room piece by piece; the error is the kernel's.
asio::awaitable<Result<void>> take(int file, std::int64_t bytes,
                                   std::shared_ptr<resident::Cancellation> cancel,
                                   Language language) {
    const auto executor = co_await asio::this_coro::executor;
    for (std::int64_t at = 0; at < bytes; at += slice) {
        if (cancel->requested()) co_return fail(Errc::refused, say(language, text::fill_cancelled));
        const std::int64_t piece = std::min(slice, bytes - at);
        if (::fallocate(file, 0, at, piece) != 0) co_return resident::os_error("fallocate");
        co_await asio::post(executor, asio::use_awaitable);
    }
    co_return Result<void>{};
}

/// Others write meanwhile, so that half of it is proof enough.
bool has_come_back(const std::string& directory, std::int64_t free_before, std::int64_t bytes) {
    const auto room = room_in(directory);
    return room && room->free - free_before >= bytes / 2;
}

}  // namespace

Result<plan::Parameters> find(const plan::Fault& fault, const std::string& state,
                              Language language) {
    const auto fill = plan::read_fill(fault.with);
    if (!fill) return fail(Errc::refused, say(language, text::unknown_fault, fault.kind));
    DRILL_TRY(room, room_in(fill->directory));
    DRILL_TRY(same, same_file_system(fill->directory, state));
    if (same && !fill->beside_receipts)
        return fail(Errc::refused, say(language, text::fills_receipts, fill->directory, state));
    const auto bytes = plan::bytes_to_take(fill->amount, room.usable);
    if (!bytes)
        return fail(Errc::refused, say(language, text::no_room, fill->directory, room.usable));
    DRILL_TRY(found, this_holder());
    found["bytes"] = std::to_string(*bytes);
    return std::move(found);
}

asio::awaitable<AttemptReport> inflict(resident::Job job, Held& held) {
    const Language language = resident::language_of(*job.plan);
    const auto fill = plan::read_fill(std::get<plan::Fault>(job.action).with);
    const std::int64_t bytes = number_of(job.found, "bytes");
    if (!fill || bytes <= 0) co_return not_begun(say(language, text::unknown_fault, "disk.fill"));
    const Nanos before = mono_now();
    auto file = resident::open_file(fill->directory, O_TMPFILE | O_RDWR);
    if (!file) co_return not_begun(file.error().what);
    auto taken = co_await take(file->get(), bytes, job.cancel, language);
    struct stat seen{};
    const bool holds =
        ::fstat(file->get(), &seen) == 0 && std::int64_t{seen.st_blocks} * 512 >= bytes;
    if (!taken) co_return not_begun(taken.error().what);  // closing it gives everything back
    if (!holds) co_return not_begun(say(language, text::not_taken, fill->directory));
    held[held_name(job.key.drill, job.key.step)] = std::move(*file);
    AttemptReport report;
    report.outcome = Outcome::succeeded;
    report.started = before;
    report.ended = mono_now();
    report.effect = {before, report.ended};
    report.facts = {{"bytes", std::to_string(bytes)}, {"holder", job.found["holder"]}};
    co_return report;
}

asio::awaitable<resident::Mended> mend(FaultArmed fault, Held& held, Language language) {
    resident::Mended mended;
    const auto fill = plan::read_fill(fault.with);
    const std::string directory = fill ? fill->directory : "/";
    const auto file = held.find(held_name(fault.drill, fault.step));
    if (file == held.end()) {
        mended.verified = holder_is_gone(fault.found) || holds_it_itself(fault.found);
        const Message& why = mended.verified ? text::filler_is_gone : text::filler_lives;
        mended.why = say(language, why, directory, number_of(fault.found, "holder"));
        co_return mended;
    }
    const std::int64_t bytes = number_of(fault.found, "bytes");
    const auto before = room_in(directory);
    held.erase(file);
    const Nanos every = std::chrono::milliseconds{10};
    const std::int64_t free_before = before ? before->free : 0;
    mended.verified = co_await wait_until(
        [directory, free_before, bytes] { return has_come_back(directory, free_before, bytes); },
        every, freeing_time);
    const Message& why = mended.verified ? text::room_is_back : text::room_is_not_back;
    mended.why = say(language, why, directory, bytes);
    co_return mended;
}

}  // namespace firedrill::agent::fill
