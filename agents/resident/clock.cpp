#include "agents/resident/clock.hpp"

#include <ctime>
#include <fstream>

namespace firedrill::resident {

namespace {

Nanos now(clockid_t clock) {
    timespec value{};
    clock_gettime(clock, &value);
    return std::chrono::seconds{value.tv_sec} + Nanos{value.tv_nsec};
}

std::string read_boot_id() {
    std::string text;
    std::ifstream("/proc/sys/kernel/random/boot_id") >> text;
    return text;
}

}  // namespace

Nanos mono_now() {
    return now(CLOCK_MONOTONIC_RAW);
}
Nanos boottime_now() {
    return now(CLOCK_BOOTTIME);
}
Nanos wall_now() {
    return now(CLOCK_REALTIME);
}

const std::string& boot_id() {
    static const std::string id = read_boot_id();
    return id;
}

}  // namespace firedrill::resident
