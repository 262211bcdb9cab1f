#include "agents/agent/fence_storage.hpp"

#include "agents/agent/mounts.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/tool.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/files.hpp"

#include <fmt/format.h>

#include <unistd.h>
#include <algorithm>
#include <array>

namespace firedrill::agent::storage {

namespace {

using fences::Order;

/// What is on them goes with them, or the system mounts them in its own way.
constexpr std::array<std::string_view, 14> without_way_back{
    "tmpfs",   "ramfs",  "proc",    "sysfs",   "devtmpfs",   "devpts", "cgroup",
    "cgroup2", "mqueue", "debugfs", "tracefs", "securityfs", "autofs", "rootfs"};

const Mount* mount_at(const std::vector<Mount>& all, const std::string& place) {
    const auto found = std::find_if(all.rbegin(), all.rend(),
                                    [&](const Mount& mount) { return mount.place == place; });
    return found == all.rend() ? nullptr : &*found;
}

/// A loop device that was made for this mount ends with it.
bool ends_with_its_mount(const std::string& source) {
    constexpr std::string_view devices = "/dev/";
    if (!source.starts_with("/dev/loop")) return false;
    const std::string name = source.substr(devices.size());
    const auto flag = resident::read_file("/sys/block/" + name + "/loop/autoclear", 16);
    return flag && flag->starts_with("1");
}

/// Whether it could be mounted again just so, and whether nothing else would go or stay.
Result<void> can_go(const std::vector<Mount>& all, const Mount& mount, Language language) {
    if (std::find(without_way_back.begin(), without_way_back.end(), mount.type) !=
            without_way_back.end() ||
        ends_with_its_mount(mount.source))
        return fail(Errc::refused, say(language, text::no_way_back_for, mount.place, mount.type));
    if (mount.root != "/" && mount.type != "btrfs")
        return fail(Errc::refused, say(language, text::is_bind_mount, mount.place));
    for (const Mount& other : all) {
        if (&other == &mount) continue;
        if (other.place == mount.place || other.place.starts_with(mount.place + "/"))
            return fail(Errc::refused,
                        say(language, text::mounted_below, other.source, other.place));
        if (other.device == mount.device)
            return fail(Errc::refused, say(language, text::also_mounted, mount.place, other.place));
    }
    return {};
}

plan::Parameters note_of(const Mount& mount) {
    return {{"ours", "true"},
            {"source", mount.source},
            {"type", mount.type},
            {"options", mount.options},
            {"device", mount.device}};
}

std::string users_text(const std::string& place, Language language) {
    const auto users = users_of(place);
    const std::string who =
        users.empty() ? say(language, text::by_nobody) : fmt::format("{}", fmt::join(users, ", "));
    return say(language, text::in_use, place, who);
}

asio::awaitable<Result<void>> mount_again(Order order, plan::Parameters note) {
    const std::string place = order.with.at("mount");
    tool::Call call{.words = {"mount", "-t", note.at("type"), "-o", note.at("options"), "--",
                              note.at("source"), place},
                    .timeout = order.timeout};
    if (auto done = co_await tool::run(std::move(call), order.language); !done)
        co_return done.error();
    const auto all = mounts_here();
    if (!all) co_return all.error();
    const Mount* now = mount_at(*all, place);
    const bool same = now != nullptr && now->source == note.at("source") &&
                      now->type == note.at("type") && now->options == note.at("options");
    if (same) co_return Result<void>{};
    const std::string how = now == nullptr ? "-" : now->source + " " + now->options;
    co_return fail(Errc::io, say(order.language, text::mounted_otherwise, place, how));
}

/// Nobody on this host sees it any more.
Result<void> is_gone(const Order& order, const std::string& device) {
    const std::string& place = order.with.at("mount");
    DRILL_TRY(all, mounts_here());
    if (mount_at(all, place) != nullptr)
        return fail(Errc::io, say(order.language, text::still_mounted, place));
    if (const auto process = sees_elsewhere(device))
        return fail(Errc::io, say(order.language, text::seen_elsewhere, *process, place));
    return {};
}

asio::awaitable<AttemptReport> take_back(Order order, AttemptReport report, std::string why,
                                         plan::Parameters note) {
    const auto back = co_await mount_again(order, std::move(note));
    if (!back)
        co_return fences::unclear(
            std::move(report), say(order.language, text::nor_taken_back, why, back.error().what));
    fences::remove_note(order);
    co_return fences::failed(std::move(report),
                             say(order.language, text::not_fenced_after_all, why));
}

asio::awaitable<AttemptReport> unmount(Order order, Mount mount) {
    const auto note = fences::noted(order, note_of(mount));
    if (!note) co_return not_begun(say(order.language, text::no_note, note.error().what));
    AttemptReport report;
    report.started = resident::mono_now();
    report.facts = *note;
    report.facts["mount"] = "unmounted";
    tool::Call call{.words = {"umount", "--no-canonicalize", "--", mount.place},
                    .timeout = order.timeout};
    const auto done = co_await tool::run(std::move(call), order.language);
    if (auto gone = is_gone(order, mount.device); gone)
        co_return fences::succeeded(std::move(report));
    else if (done)
        co_return co_await take_back(std::move(order), std::move(report), gone.error().what, *note);
    // One that hangs in the kernel may yet come to its end.
    if (done.error().code == Errc::timeout)
        co_return fences::unclear(std::move(report), done.error().what);
    fences::remove_note(order);
    co_return not_begun(done.error().what + "; " + users_text(mount.place, order.language));
}

}  // namespace

Result<void> check(const plan::Parameters&, Language language) {
    if (::geteuid() != 0) return fail(Errc::refused, say(language, text::needs_root, "storage"));
    return tool::here("umount", language);
}

asio::awaitable<AttemptReport> fence(Order order) {
    const std::string place = order.with.at("mount");
    const auto all = mounts_here();
    if (!all) co_return not_begun(all.error().what);
    if (const Mount* mount = mount_at(*all, place)) {
        if (auto good = can_go(*all, *mount, order.language); !good)
            co_return not_begun(good.error().what);
        co_return co_await unmount(std::move(order), *mount);
    }
    const auto note = fences::noted(order, {{"ours", "false"}});
    if (!note) co_return not_begun(say(order.language, text::no_note, note.error().what));
    AttemptReport report;
    report.started = resident::mono_now();
    report.facts = *note;
    report.facts["mount"] = "not mounted";
    if (fences::is_ours(*note))
        if (auto gone = is_gone(order, note->at("device")); !gone)
            co_return fences::unclear(std::move(report), gone.error().what);
    co_return fences::succeeded(std::move(report));
}

asio::awaitable<AttemptReport> release(Order order) {
    AttemptReport report;
    report.started = resident::mono_now();
    const auto note = fences::read_note(order);
    if (!note) co_return fences::failed(std::move(report), note.error().what);
    report.facts["mount"] = fences::is_ours(*note) ? "mounted again" : "not ours";
    if (fences::is_ours(*note)) {
        const auto all = mounts_here();
        const bool there = all && mount_at(*all, order.with.at("mount")) != nullptr;
        const auto back = there ? Result<void>() : co_await mount_again(order, **note);
        if (!back) co_return fences::failed(std::move(report), back.error().what);
    }
    fences::remove_note(order);
    co_return fences::succeeded(std::move(report));
}

}  // namespace firedrill::agent::storage
