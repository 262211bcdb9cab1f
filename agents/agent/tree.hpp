// Lists a tree of files with a digest of every content, for a comparison with another host. Only
// reads. The work is done by threads of its own, so that the agent answers meanwhile.
#pragma once

#include "agents/resident/job.hpp"

#include <boost/asio/awaitable.hpp>

namespace firedrill::agent {

namespace asio = boost::asio;

/// The listing (core/measure/tree.hpp) becomes the artifact "tree-STEP.tsv"; facts: entries, bytes.
/// Digests that an attempt before this one has made are used again where size, times and inode are
/// the same; they are kept below `state`.
asio::awaitable<AttemptReport> list_tree(resident::Job job, std::string state);

}  // namespace firedrill::agent
