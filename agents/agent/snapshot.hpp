// Snapshot of a host: facts to compare before and after a drill. Only reads; gives way to others
// between two pieces of work.
//
//   file:PATH       "0644 1234 bytes xxh3:…" of a file, "directory 0755", "link to …", "absent"
//   process:WORDS   how many processes have this command line (of the names asked for)
//
// Below a directory every entry is listed, without content. PATH may hold * and ? in its last part.
#pragma once

#include "agents/resident/job.hpp"

#include <boost/asio/awaitable.hpp>

namespace firedrill::agent {

namespace asio = boost::asio;

inline constexpr std::size_t snapshot_entries_max = 10'000;
inline constexpr std::size_t snapshot_bytes_max = 2U << 20U;  ///< so that the report fits a frame

asio::awaitable<AttemptReport> take_snapshot(resident::Job job);

}  // namespace firedrill::agent
