// From an action of the plan to a Command: values of earlier steps, the program's place, the clean
// environment. Nothing here ever meets a shell.
#pragma once

#include "agents/agent/process.hpp"
#include "core/base/result.hpp"
#include "core/base/text.hpp"
#include "core/plan/action.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::agent {

using Values = std::map<std::string, std::string>;

inline constexpr std::size_t value_bytes_max = 4096;
inline constexpr std::string_view standard_path = "/usr/local/bin:/usr/bin:/bin";

/// Without the blanks at its ends.
std::string_view trimmed(std::string_view text);
/// `word` with each `${{ steps.ID.output }}` replaced by its value, blanks at its ends cut off.
Result<std::string> fill_in(std::string_view word, const Values& values, Language language);

/// "PATH=…" and the others: LANG, HOME, PATH, and what the step adds (its PATH comes first).
std::vector<std::string> clean_environment(const std::map<std::string, std::string>& added);

/// The file that `name` means: itself if it has a slash, else the first executable in `path`.
Result<std::string> find_program(const std::string& name, const std::string& path,
                                 Language language);

Result<Command> command_of(const plan::Run& run, const Values& values, Language language);
Result<Command> command_of(const plan::Script& script, Language language);
/// "pg_ctl -D /x stop": words between blanks.
Result<Command> command_of(std::string_view words, Language language);

}  // namespace firedrill::agent
