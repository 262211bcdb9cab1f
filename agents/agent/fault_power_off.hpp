// host.power_off: this host is switched off, by a command that its own administrator chose when the
// agent was set up; no plan can name one. It never comes back by itself, and nothing undoes it.
// Stateless.
#pragma once

#include "agents/resident/job.hpp"
#include "core/plan/action.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace firedrill::agent::power_off {

namespace asio = boost::asio;

/// Refused without `words`, or if their program is not here.
Result<void> check(const std::string& words, Language language);
/// "boot", by which the host is known to have started again, and "program".
Result<plan::Parameters> find(const std::string& words, Language language);
/// Succeeds when the command has taken the order; the host goes down after that, or with it.
asio::awaitable<AttemptReport> inflict(resident::Job job, std::string words);

}  // namespace firedrill::agent::power_off
