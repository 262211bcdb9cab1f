#include "orchestrator/journal/store.hpp"

#include "core/base/time.hpp"
#include "orchestrator/journal/files.hpp"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace firedrill::journal {

namespace {

Result<void> make_directory(const std::filesystem::path& directory) {
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
        return os_error("cannot create", directory);
    return {};
}

bool is_of_a_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
}

}  // namespace

std::string utc_now() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return to_iso(std::chrono::seconds{now.tv_sec} + Nanos{now.tv_nsec});
}

Result<Store> create_store(const std::filesystem::path& directory) {
    std::error_code ec;
    const Store store{.directory = std::filesystem::absolute(directory, ec).lexically_normal()};
    DRILL_CHECK(make_directory(store.directory));
    DRILL_CHECK(make_directory(store.drills()));
    DRILL_CHECK(make_directory(store.artifacts().directory()));
    DRILL_CHECK(make_directory(store.reports()));
    return store;
}

Result<void> may_be_name(const std::string& drill) {
    if (!drill.empty() && drill.size() <= 200 && std::ranges::all_of(drill, is_of_a_name))
        return {};
    return fail(Errc::invalid_input, "\"" + drill + "\" is not the name of a drill",
                "firedrill status lists the drills");
}

Result<bool> create_drill(const Store& store, const std::string& drill) {
    DRILL_CHECK(may_be_name(drill));
    if (::mkdir(store.drill(drill).c_str(), 0700) != 0) {
        if (errno == EEXIST) return false;
        return os_error("cannot create", store.drill(drill));
    }
    DRILL_CHECK(sync_directory(store.drills()));
    DRILL_CHECK(sync_directory(store.directory));
    return true;
}

}  // namespace firedrill::journal
