// From an action of the plan to a Command: values of earlier steps, the program's place, the clean
// environment. Nothing here ever meets a shell.
#pragma once

#include "agents/resident/process.hpp"
#include "core/agent/values.hpp"
#include "core/base/result.hpp"
#include "core/base/text.hpp"
#include "core/plan/action.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::agent {

inline constexpr std::string_view standard_path = "/usr/local/bin:/usr/bin:/bin";

/// "PATH=…" and the others: LANG, HOME, PATH, and what the step adds (its PATH comes first).
std::vector<std::string> clean_environment(const std::map<std::string, std::string>& added);

/// The file that `name` means: itself if it has a slash, else the first executable in `path`.
Result<std::string> find_program(const std::string& name, const std::string& path,
                                 Language language);

/// The program `firedrill-agent` is this one itself, whatever directory it stands in.
Result<resident::Command> command_of(const plan::Run& run, const Values& values, Language language);
Result<resident::Command> command_of(const plan::Script& script, Language language);
/// "pg_ctl -D /x stop": words between blanks.
Result<resident::Command> command_of(std::string_view words, Language language);

}  // namespace firedrill::agent
