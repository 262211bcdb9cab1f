// The command line of a resident program. Pure, so that tests can ask it anything.
#pragma once

#include "core/base/result.hpp"
#include "core/base/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::resident {

enum class Verb { serve, attach, enrol, help, version };

struct Options {
    Verb verb = Verb::help;
    std::string host;
    std::string state;
    std::string socket;
    std::string head;    ///< address and port of the orchestrator's gate; empty: nobody is dialled
    std::string token;   ///< enrol
    std::string pin;     ///< enrol
    std::string policy;  ///< what this host allows; firedrill-agent only
    std::string stop_file;  ///< the kill switch; empty: STOP beside the socket
    bool lab = false;
    bool start = false;  ///< attach: start `serve --lab` if nobody listens
    Nanos idle = std::chrono::seconds{2};
    std::string account;    ///< what the agent gives root up for; empty: it stays who it is
    std::string power_off;  ///< the words that switch this host off; agent only
    std::string commands;   ///< directory of programs that probes may run; probe only
};

/// The kill switch: STOP beside the socket, if no other file is named.
std::string stop_file_of(const Options& options);

/// usage when the words make no sense.
Result<Options> parse_options(const std::vector<std::string>& words);

/// `more` stands below the other lines of `Usage`.
std::string help_text(std::string_view program, std::string_view more = {});

}  // namespace firedrill::resident
