#include "tests/support/two_site_lab.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

namespace firedrill::test {

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string link_of(const fs::path& path) {
    std::error_code gone;
    return fs::read_symlink(path, gone).string();
}

bool is_pid(const std::string& name) {
    return name.find_first_not_of("0123456789") == std::string::npos;
}

std::string missing() {
    if (const std::string reason = TwoSites::missing(); !reason.empty()) return reason;
    for (const char* program : {"/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/arping",
                                "/usr/lib/postgresql/15/bin/postgres"})
        if (::access(program, X_OK) != 0) return std::string("it needs ") + program;
    return "";
}

}  // namespace

bool TwoSiteLab::is_possible() {
    const std::string reason = missing();
    if (!reason.empty()) std::cout << "skipped: " << reason << "\n";
    return reason.empty();
}

TwoSiteLab::TwoSiteLab(const std::string& suffix)
    : name_("test-lab-" + std::to_string(::getpid()) + suffix),
      directory_("/var/tmp/firedrill-" + name_) {}

TwoSiteLab::~TwoSiteLab() {
    lab({"down"});
}

std::vector<std::string> TwoSiteLab::command(const std::vector<std::string>& arguments) const {
    std::vector<std::string> argv{"/usr/bin/env",
                                  "LAB_NAME=" + name_,
                                  "LAB_FSYNC=off",
                                  std::string("LAB_WIRE=") + DRILL_BINARY_DIR + "/lab-wire",
                                  std::string("FIREDRILL=") + DRILL_BINARY_DIR + "/firedrill",
                                  std::string(DRILL_SOURCE_DIR) + "/scenarios/two-sites/lab"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return argv;
}

Ended TwoSiteLab::lab(const std::vector<std::string>& arguments) const {
    return run_program(command(arguments));
}

std::vector<std::string> TwoSiteLab::at_orchestrator(
    const std::string& workspace, const std::vector<std::string>& arguments) const {
    std::vector<std::string> argv{
        "/usr/bin/env",  "HOME=" + directory_ + "/orch", "/usr/sbin/ip", "netns",  "exec",
        name_ + "-orch", DRILL_BINARY_DIR "/firedrill",  "-C",           workspace};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return argv;
}

pid_t TwoSiteLab::start_up() const {
    return start_program(command({"up"}));
}

void TwoSiteLab::must(const std::vector<std::string>& arguments) const {
    const Ended ended = lab(arguments);
    if (ended.exit != 0) throw std::runtime_error(ended.output);
}

std::string TwoSiteLab::sql(const std::string& where, const std::string& statement) const {
    const Ended ended = lab({"psql", where, "-Atqc", statement});
    if (ended.exit != 0) return "";
    return ended.output.substr(0, ended.output.find('\n'));
}

TwoSites::Inside TwoSiteLab::at(const std::string& host) const {
    const std::string path = "/run/netns/" + name_ + "-" + host;
    const int site = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (site < 0) throw std::runtime_error("no " + path);
    struct Closed {
        int file;
        ~Closed() { ::close(file); }
    } const closed{site};
    return TwoSites::Inside(site);
}

std::chrono::milliseconds TwoSiteLab::connect_time(const std::string& from, const std::string& to,
                                                   int port,
                                                   std::chrono::milliseconds limit) const {
    const auto there = at(from);
    const auto begun = std::chrono::steady_clock::now();
    if (!reaches(to, port, limit)) return limit;
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 begun);
}

std::set<std::string> TwoSiteLab::namespaces() const {
    std::set<std::string> found;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator("/run/netns", none))
        if (entry.path().filename().string().starts_with(name_ + "-"))
            found.insert(entry.path().filename());
    return found;
}

std::set<std::string> TwoSiteLab::networks() const {
    std::set<std::string> found;
    for (const std::string& name : namespaces()) {
        struct stat status{};
        if (::stat(("/run/netns/" + name).c_str(), &status) == 0)
            found.insert("net:[" + std::to_string(status.st_ino) + "]");
    }
    return found;
}

std::vector<pid_t> TwoSiteLab::processes(const std::set<std::string>& networks) const {
    std::vector<pid_t> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (!is_pid(name) || std::stoi(name) == ::getpid()) continue;
        const bool ours =
            networks.contains(link_of(entry.path() / "ns/net")) ||
            text_of(entry.path() / "environ").find("LAB_NAME=" + name_) != std::string::npos;
        if (ours && !is_zombie(std::stoi(name))) found.push_back(std::stoi(name));
    }
    return found;
}

std::set<std::string> TwoSiteLab::mounts() {
    std::set<std::string> found;
    std::ifstream all("/proc/self/mounts");
    for (std::string line; std::getline(all, line);)
        if (line.find("/netns") != std::string::npos || line.find("nsfs") != std::string::npos ||
            line.find("/var/tmp/firedrill-") != std::string::npos)
            found.insert(line);
    return found;
}

}  // namespace firedrill::test
