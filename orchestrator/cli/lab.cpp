#include "orchestrator/cli/lab.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace firedrill::cli {

Result<void> run_lab_program(const std::string& workspace, const std::vector<std::string>& argv) {
    const std::string program = (std::filesystem::path(workspace) / argv.front()).string();
    std::vector<std::string> words = argv;
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    ::posix_spawn_file_actions_addchdir_np(&actions, workspace.c_str());
    ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    pid_t child = -1;
    const int code =
        ::posix_spawn(&child, program.c_str(), &actions, nullptr, pointers.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (code != 0)
        return fail(Errc::io, fmt::format("cannot start {}: {}", program, std::strerror(code)),
                    "correct `lab` in firedrill.yaml");
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return fail(Errc::io, fmt::format("{} failed", fmt::join(argv, " ")),
                "what it printed stands above; nothing of the drill was done");
}

}  // namespace firedrill::cli
