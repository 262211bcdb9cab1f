// Sub-commands of firedrill-agent that the playbooks of traffic/ run as steps: each does one thing
// and says what became of it, so that policy, receipts, undo and checks are those of every step.
//
//   exit 0   done, or the answer is printed
//   exit 6   refused: nothing was changed. The agent reports the step as not begun, so that nothing
//            is undone of it
//   exit 1   it failed on the way
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace firedrill::agent {

inline constexpr int exit_refused = 6;

/// The words behind `haproxy`, `dns`, `template` and `scratch`; each returns the exit code.
int haproxy_main(const std::vector<std::string>& words);
int dns_main(const std::vector<std::string>& words);
int template_main(const std::vector<std::string>& words);
/// Of backup tests.
int scratch_main(const std::vector<std::string>& words);

/// Of the person, or the agent, who asks.
Language language_of_terminal();

/// Prints the answer, or the error behind the command's name.
int finish(const char* command, const Result<std::string>& answer);

/// One program to its end, with its output; the error is what it complained about.
Result<std::string> run_here(std::vector<std::string> words, std::optional<std::string> input);

}  // namespace firedrill::agent
