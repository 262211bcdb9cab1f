#include "orchestrator/links/now.hpp"

#include <time.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace firedrill {

namespace {

Nanos read_clock(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return std::chrono::seconds{now.tv_sec} + Nanos{now.tv_nsec};
}

std::string read_boot_id() {
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(in, id);
    return id;
}

std::string read_host_name() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

}  // namespace

Nanos now_mono() {
    return read_clock(CLOCK_MONOTONIC_RAW);
}
Nanos now_wall() {
    return read_clock(CLOCK_REALTIME);
}

const std::string& boot_id() {
    static const std::string id = read_boot_id();
    return id;
}

const std::string& host_name() {
    static const std::string name = read_host_name();
    return name;
}

Instant now_here() {
    return {.host = host_name(), .boot = boot_id(), .mono = now_mono(), .wall = now_wall()};
}

}  // namespace firedrill
