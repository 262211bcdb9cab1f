// What a resident program says to the administrator of its host: lines on standard error. Where
// that is a file (a laboratory's, or `2>> FILE` of whoever starts it) the file does not grow
// without end: when it is full it becomes FILE.1, in the place of an older one, and a new one goes
// on.
#pragma once

#include <cstddef>
#include <string_view>

namespace firedrill::resident {

inline constexpr std::size_t log_bytes_max = std::size_t{4} << 20U;
inline constexpr std::size_t log_line_bytes_max = 8'192;  ///< what is longer is cut

/// A line feed is added. Never fails loudly.
void log(std::string_view line);
/// The same into a descriptor; if the full file cannot be put aside, it is emptied.
void log_to(int fd, std::string_view line, std::size_t bytes_max);

}  // namespace firedrill::resident
