#include "tests/crash/tracing.hpp"

#include "tests/support/program.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>

namespace firedrill::crash {

namespace {

constexpr const char* strace = "/usr/bin/strace";

std::vector<std::string> under_strace(const std::string& call, const std::string& out,
                                      const std::string& path) {
    std::vector<std::string> words{strace, "-f", "-qq", "-o", out, "-e", "trace=" + call};
    if (!path.empty()) words.insert(words.end(), {"-P", path});
    return words;
}

std::vector<std::string> injecting(const std::string& call, const std::string& what,
                                   const std::string& n, const std::string& path) {
    auto words = under_strace(call, "/dev/null", path);
    words.insert(words.end(), {"-e", "inject=" + call + ":" + what + ":when=" + n});
    return words;
}

}  // namespace

bool tracing_works() {
    const bool works = std::filesystem::exists(strace) &&
                       test::run_program({strace, "-qq", "-o", "/dev/null", "/bin/true"}).exit == 0;
    if (!works) std::cout << "crash: strace cannot trace here: not tested\n";
    return works;
}

std::vector<std::string> killed_at(const std::string& call, int n, const std::string& path) {
    return injecting(call, "signal=KILL", std::to_string(n), path);
}

std::vector<std::string> failing_at(const std::string& call, const std::string& n,
                                    const std::string& error, const std::string& path) {
    return injecting(call, "error=" + error, n, path);
}

std::vector<std::string> noting(const std::string& call, const std::string& file,
                                const std::string& path) {
    return under_strace(call, file, path);
}

int most_calls(const std::string& file) {
    std::map<std::string, int> counts;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        if (line.find("resumed>") == std::string::npos && line.find('(') != std::string::npos)
            ++counts[line.substr(0, line.find(' '))];
    int most = 0;
    for (const auto& [thread, count] : counts) most = std::max(most, count);
    return most;
}

std::vector<int> points(int total, int stride) {
    const char* wanted = std::getenv("DRILL_CRASH");
    if (wanted != nullptr && std::string(wanted) == "all") stride = 1;
    std::vector<int> out;
    for (int n = 1; n <= total; n += stride) out.push_back(n);
    return out;
}

void tell(const std::string& what, std::size_t run, int total, int struck) {
    std::cout << "crash: " << run << " of " << total << " points (" << what << "), " << struck
              << " struck\n";
}

}  // namespace firedrill::crash
