// Writing to standard output and error, and the few colours. A state has its word; colour only
// repeats it. Main thread.
#pragma once

#include <string>
#include <string_view>

namespace firedrill::cli {

/// Errors of the stream (a closed pipe) are ignored: a drill does not end because nobody reads.
void print(std::string_view text);
void print_error(std::string_view text);

enum class Style { plain, bold, dim, good, bad, warn, accent };
std::string paint(bool colour, Style style, std::string_view text);

}  // namespace firedrill::cli
