#include "orchestrator/cli/workspace.hpp"

#include "core/base/json.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/load/show.hpp"

#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace firedrill::cli {

namespace {

std::string own_program() {
    std::error_code ec;
    return std::filesystem::read_symlink("/proc/self/exe", ec).string();
}

}  // namespace

Result<Workspace> open_workspace(const Global& global, bool check_scenarios) {
    std::error_code ec;
    Workspace workspace;
    workspace.directory = std::filesystem::canonical(global.directory, ec).string();
    if (ec || !std::filesystem::exists(workspace.directory + "/firedrill.yaml", ec))
        return fail(Errc::not_found, "there is no firedrill.yaml in " + global.directory,
                    "choose the workspace with -C DIR, or make one with firedrill init DIR");
    workspace.loaded = load::load_workspace(
        workspace.directory,
        {.library = load::default_library(own_program()), .check_scenarios = check_scenarios});
    workspace.language = global.language.value_or(terminal_language(workspace.settings().language));
    return workspace;
}

Result<Workspace> readable_workspace(const Global& global) {
    auto workspace = open_workspace(global, false);
    if (workspace && !workspace->loaded.ok())
        return fail(Errc::invalid_input, "the workspace has errors", "firedrill check shows them");
    return workspace;
}

Result<journal::Store> open_store(const Workspace& workspace) {
    return journal::create_store(workspace.store_path());
}

int minutes_east(const std::string& zone, Nanos wall) {
    ::setenv("TZ", zone.c_str(), 1);
    ::tzset();
    const time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(wall).count();
    tm local{};
    ::localtime_r(&seconds, &local);
    return static_cast<int>(local.tm_gmtoff / 60);
}

int complain(const Global& global, const Error& error) {
    const int code = exit_code(error.code);
    if (global.json) {
        json::object out{{"error", name(error.code)},
                         {"what", error.what},
                         {"remedy", error.remedy},
                         {"exit_code", code}};
        print(canonical(out) + "\n");
        return code;
    }
    print_error(paint(wants_colour(STDERR_FILENO), Style::bad, "error:") + " " + error.what + "\n");
    if (!error.remedy.empty()) print_error("  remedy  " + error.remedy + "\n");
    return code;
}

int complain(const Global& global, const Workspace& workspace) {
    if (global.json)
        print(canonical(load::complaints_to_json(workspace.loaded)) + "\n");
    else
        print_error(load::show_complaints(workspace.loaded, {.language = workspace.language,
                                                             .colour = wants_colour(STDERR_FILENO),
                                                             .notices = false}));
    return invalid_input;
}

bool is_terminal(int descriptor) {
    return ::isatty(descriptor) == 1;
}

bool wants_colour(int descriptor) {
    const char* no = std::getenv("NO_COLOR");
    return is_terminal(descriptor) && (no == nullptr || *no == '\0');
}

}  // namespace firedrill::cli
