// Runs a command line as a user types it, without a keyboard.
#pragma once

#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <array>
#include <cstdio>
#include <string>

namespace firedrill {

struct Ended {
    int code = -1;
    std::string output;  ///< both streams
    bool says(const std::string& text) const { return output.find(text) != std::string::npos; }
};

inline Ended run_shell(const std::string& command) {
    Ended ended;
    FILE* pipe = ::popen((command + " 2>&1 </dev/null").c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 4096> buffer{};
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
        ended.output.append(buffer.data(), count);
    const int status = ::pclose(pipe);
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ended;
}

}  // namespace firedrill
