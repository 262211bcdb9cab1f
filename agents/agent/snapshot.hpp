// Snapshot of a host: facts to compare before and after a drill. Only reads; gives way to others
// between two pieces of work.
//
//   file:PATH       "0644 1234 bytes xxh3:…" of a file, "directory 0755", "link to …", "absent"
//   owners:PATH     "0:0": user and group of the same file, directory …
//   process:WORDS   how many processes have this command line (of the names asked for)
//
// and the system's own state (system_reading.hpp): addresses, routes, nft, tc, units. For each of
// these and for owners, seen:CATEGORY is "yes", or why they were not looked at.
//
// Below a directory every entry is listed, without content. PATH may hold * and ? in its last part.
#pragma once

#include "agents/resident/job.hpp"

#include <boost/asio/awaitable.hpp>

namespace firedrill::agent {

namespace asio = boost::asio;

asio::awaitable<AttemptReport> take_snapshot(resident::Job job);

}  // namespace firedrill::agent
