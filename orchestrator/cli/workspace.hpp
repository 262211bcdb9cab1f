// The workspace that a command works in, as far as the command needs it. Main thread.
#pragma once

#include "orchestrator/journal/store.hpp"
#include "orchestrator/load/load.hpp"

#include <optional>
#include <string>

namespace firedrill::cli {

/// What stands before every command.
struct Global {
    std::string directory = ".";
    bool json = false;
    std::optional<Language> language;
};

struct Workspace {
    load::Loaded loaded;
    std::string directory;  ///< absolute
    Language language = Language::en;
    const model::Settings& settings() const { return loaded.workspace.settings; }
    std::filesystem::path store_path() const {
        return std::filesystem::path(directory) / settings().store;
    }
};

/// Reads the files; complaints are in `loaded`. not_found when there is no firedrill.yaml.
Result<Workspace> open_workspace(const Global& global, bool check_scenarios);
/// invalid_input when its files have errors. Scenarios are read, not compiled.
Result<Workspace> readable_workspace(const Global& global);
/// The same for commands that need only the store: errors in other files do not hinder them.
Result<journal::Store> open_store(const Workspace& workspace);

/// Minutes east of UTC of a time zone at this moment; 0 for an unknown zone. Main thread only.
int minutes_east(const std::string& zone, Nanos wall);

/// Prints an error as people read it (or as JSON) and gives its exit code.
int complain(const Global& global, const Error& error);
/// Prints what is wrong with the workspace; 65.
int complain(const Global& global, const Workspace& workspace);

bool is_terminal(int descriptor);
/// A terminal that wants colours (NO_COLOR is not set).
bool wants_colour(int descriptor);

}  // namespace firedrill::cli
