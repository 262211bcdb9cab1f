#include "tests/support/laboratory.hpp"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <stdexcept>

namespace firedrill::test {

namespace {

namespace fs = std::filesystem;

constexpr int first_port = 27'000;
constexpr int ports = 4'000;
constexpr int ports_of_one = 3;

std::string new_place() {
    std::array<char, 32> name{"/var/tmp/firedrill-test-XXXXXX"};
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no directory in /var/tmp");
    fs::permissions(name.data(), fs::perms(0711));
    return name.data();
}

}  // namespace

Laboratory::Laboratory()
    : place_(new_place()), workspace_(place_ + "/workspace"), home_(place_ + "/lab") {
    // The store of a user's own drills stays where it is.
    fs::create_directory(workspace_);
    for (const auto& entry :
         fs::directory_iterator(std::string(DRILL_SOURCE_DIR) + "/scenarios/quickstart"))
        if (entry.path().filename() != ".firedrill")
            fs::copy(entry.path(), fs::path(workspace_) / entry.path().filename(),
                     fs::copy_options::recursive);
    move_to(first_port + ::getpid() * ports_of_one % ports);
}

Laboratory::~Laboratory() {
    servers({"down"});
    std::error_code ignored;
    fs::remove_all(place_, ignored);
}

void Laboratory::move_to(int port) {
    const Ended moved = servers({"move", std::to_string(port), home_});
    if (moved.exit != 0) throw std::runtime_error(moved.output);
    port_ = port;
}

Ended Laboratory::servers(const std::vector<std::string>& arguments) const {
    std::vector<std::string> argv{workspace_ + "/lab/servers"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return run_program(argv);
}

void Laboratory::up() {
    constexpr int tries = 20;
    for (int i = 0; i < tries; ++i) {
        const Ended ended = servers({"up"});
        if (ended.exit == 0) return;
        if (ended.output.find("is taken by") == std::string::npos)
            throw std::runtime_error(ended.output);
        move_to(first_port + (port_ - first_port + ports_of_one) % ports);
    }
    throw std::runtime_error("no three free ports from 27000 to 31000");
}

std::string Laboratory::sql(const std::string& server, const std::string& statement) const {
    const Ended ended = servers({"psql", server, "-Atqc", statement});
    if (ended.exit != 0) return "";
    return ended.output.substr(0, ended.output.find('\n'));
}

std::vector<pid_t> Laboratory::processes() const {
    std::vector<pid_t> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        std::error_code gone;
        const std::string directory = fs::read_symlink(entry.path() / "cwd", gone);
        if (!gone && name.find_first_not_of("0123456789") == std::string::npos &&
            directory.starts_with(home_))
            found.push_back(std::stoi(name));
    }
    return found;
}

}  // namespace firedrill::test
