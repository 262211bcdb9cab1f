// What file.remove, file.permissions, interface.down and fence storage may touch, and what they
// must leave alone whatever the plan says. Pure: links and mounts are the agent's business.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace firedrill::plan {

/// Absolute and plain (no ".", "..", "//", no "/" at its end, no control character), and not vital.
bool is_target(std::string_view path);
/// Absolute and plain, and not what the system itself runs from.
bool is_mount_point(std::string_view path);
/// Without it the host, its accounts or its agent would not come back: a directory at the top, the
/// programs and libraries of the system, the kernel's file systems, the files that let people in.
bool is_vital(std::string_view path);

/// The name of a network interface other than lo.
bool is_interface(std::string_view name);

/// "0640", "0000": three or four octal digits, without set-user-id and the like.
std::optional<unsigned> read_mode(std::string_view text);

/// Where file.remove keeps the original: beside it, under a name that belongs to one step of one
/// drill and that nobody else would use.
std::string kept_beside(std::string_view path, std::string_view drill, std::string_view step);

}  // namespace firedrill::plan
