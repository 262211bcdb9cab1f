// What is mounted where, as /proc tells it, and who works in it. Looks at no file that is mounted:
// a server that does not answer holds nobody up. One thread.
#pragma once

#include "core/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::agent {

struct Mount {
    std::string device;  ///< "8:1": one file system, however often it is mounted
    std::string root;    ///< the part of it that shows; "/": all
    std::string place;
    std::string type;
    std::string source;
    std::string options;  ///< of file system and mount, as `mount -o` takes them
};

/// The lines of a mountinfo file; one that cannot be read is left out. Pure.
std::vector<Mount> read_mounts(std::string_view mountinfo);
/// Of this process, in the order in which they were mounted.
Result<std::vector<Mount>> mounts_here();

/// "postgres (4127)": processes with a file, directory or program below `place`.
std::vector<std::string> users_of(const std::string& place);

/// A process in another mount namespace that still sees the file system.
std::optional<int> sees_elsewhere(const std::string& device);

}  // namespace firedrill::agent
