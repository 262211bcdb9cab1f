#include "orchestrator/cli/lab.hpp"

#include "orchestrator/cli/command_texts.hpp"
#include "orchestrator/cli/output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace firedrill::cli {

namespace {

bool has_lab(const Workspace& workspace) {
    return !workspace.settings().lab_up.empty() || !workspace.settings().lab_down.empty();
}

/// One process at a time brings the lab up or down, or finds out who uses it.
Result<journal::HeldLock> change(const journal::Store& store) {
    return journal::wait_for_lock(store.directory / "lab.change");
}

std::filesystem::path users_of(const journal::Store& store) {
    return store.directory / "lab.use";
}

}  // namespace

Result<LabUse> LabUse::bring_up(const Global& global, const Workspace& workspace,
                                const journal::Store& store) {
    LabUse lab;
    if (!has_lab(workspace)) return lab;
    DRILL_TRY(changing, change(store));
    (void)changing;
    const auto& up = workspace.settings().lab_up;
    const bool first = journal::try_lock(users_of(store)).has_value();
    if (first && !up.empty()) {
        if (!global.json)
            print_error(say(workspace.language, command_texts::lab_up,
                            fmt::format("{}", fmt::join(up, " "))) +
                        "\n");
        DRILL_CHECK(run_lab_program(workspace.directory, up));
    }
    DRILL_TRY(use, journal::share_lock(users_of(store)));
    lab.use_ = std::move(use);
    return lab;
}

Result<LabUse> LabUse::join(const Workspace& workspace, const journal::Store& store) {
    LabUse lab;
    if (!has_lab(workspace)) return lab;
    DRILL_TRY(changing, change(store));
    (void)changing;
    DRILL_TRY(use, journal::share_lock(users_of(store)));
    lab.use_ = std::move(use);
    return lab;
}

void LabUse::take_down(const Global& global, const Workspace& workspace,
                       const journal::Store& store) {
    const auto& down = workspace.settings().lab_down;
    if (!use_ || down.empty()) return;
    const auto changing = change(store);
    use_.reset();
    if (!changing || !journal::try_lock(users_of(store))) return;  // another drill needs it
    if (!global.json)
        print_error(say(workspace.language, command_texts::lab_down, lab_down_command(workspace)) +
                    "\n");
    if (const auto stopped = run_lab_program(workspace.directory, down); !stopped)
        complain(global, stopped.error());
}

std::string shown_path(const std::string& path) {
    std::error_code ec;
    const auto relative = std::filesystem::relative(path, ec).string();
    return ec || relative.empty() || relative.size() + 1 >= path.size() ? path : relative;
}

std::string lab_down_command(const Workspace& workspace) {
    const auto& argv = workspace.settings().lab_down;
    if (argv.empty()) return {};
    std::string out =
        shown_path((std::filesystem::path(workspace.directory) / argv.front()).string());
    for (std::size_t i = 1; i < argv.size(); ++i) out += " " + argv[i];
    return out;
}

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
