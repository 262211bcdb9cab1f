#include "orchestrator/journal/halt.hpp"

#include "core/base/json.hpp"
#include "orchestrator/journal/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace firedrill::journal {

namespace {

std::filesystem::path place_of(const Store& store) {
    return store.directory / "stopped";
}

}  // namespace

std::optional<Halt> read_halt(const Store& store) {
    std::error_code ec;
    if (!std::filesystem::exists(place_of(store), ec)) return std::nullopt;
    std::ifstream file(place_of(store));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto value = parse_json(text);
    const auto halt = value ? from_json<Halt>(*value) : Result<Halt>(value.error());
    return halt ? *halt : Halt{.why = "unreadable: " + place_of(store).string()};
}

Result<void> set_halt(const Store& store, const Halt& halt) {
    const auto place = place_of(store);
    const int descriptor =
        ::open(place.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0 && errno == EEXIST) return {};
    if (descriptor < 0) return os_error("cannot create", place);
    // The file alone stops drills; that its text does not fit on the disk must not matter.
    const std::string text = canonical(to_json(halt));
    [[maybe_unused]] const ssize_t written = ::write(descriptor, text.data(), text.size());
    const bool synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!synced) return os_error("cannot sync", place);
    return sync_directory(store.directory);
}

Result<void> lift_halt(const Store& store) {
    if (::unlink(place_of(store).c_str()) != 0 && errno != ENOENT)
        return os_error("cannot remove", place_of(store));
    return sync_directory(store.directory);
}

Result<void> may_drill(const Store& store) {
    const auto halt = read_halt(store);
    if (!halt) return {};
    return fail(Errc::refused,
                fmt::format("all drills of this workspace were stopped{}{}: {}",
                            halt->by.empty() ? "" : " by " + halt->by,
                            halt->at == Nanos{} ? "" : " at " + to_iso(halt->at), halt->why),
                "firedrill stop-all --lift lets drills start again");
}

}  // namespace firedrill::journal
