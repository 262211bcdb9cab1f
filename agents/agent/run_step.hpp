// Performs Run and Script: starts the program, judges its end, and with `until` repeats it until
// the condition holds. One thread.
#pragma once

#include "agents/resident/job.hpp"
#include "agents/resident/process.hpp"
#include "core/agent/redact.hpp"

#include <boost/asio/awaitable.hpp>

namespace firedrill::agent {

namespace asio = boost::asio;

asio::awaitable<AttemptReport> run_step(resident::Job job);

/// One run of `command` within `timeout`, judged by `expect`; an end that we forced is unknown if
/// the command may have changed something. Used for the words of service.stop, too.
struct Trial {
    resident::Command command;
    Nanos timeout{};
    plan::Expect expect;
    bool reads_only = false;
    Redactor hidden{};  ///< what must not be in its output; applied before anything looks at it
    Language language = Language::en;
};
asio::awaitable<AttemptReport> try_once(Trial trial,
                                        std::shared_ptr<resident::Cancellation> cancel);

/// A report of something that was not begun.
AttemptReport not_begun(std::string reason);

}  // namespace firedrill::agent
