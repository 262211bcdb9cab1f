#include "orchestrator/cli/output.hpp"

#include <unistd.h>

#include <cerrno>

namespace firedrill::cli {

namespace {

void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(descriptor, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

std::string_view sequence(Style style) {
    switch (style) {
        case Style::plain: return "";
        case Style::bold: return "\x1b[1m";
        case Style::dim: return "\x1b[2m";
        case Style::good: return "\x1b[32m";
        case Style::bad: return "\x1b[1;31m";
        case Style::warn: return "\x1b[1;33m";
        case Style::accent: return "\x1b[36m";
    }
    return "";
}

}  // namespace

void print(std::string_view text) {
    write_all(STDOUT_FILENO, text);
}
void print_error(std::string_view text) {
    write_all(STDERR_FILENO, text);
}

std::string paint(bool colour, Style style, std::string_view text) {
    if (!colour || style == Style::plain || text.empty()) return std::string(text);
    return std::string(sequence(style)).append(text).append("\x1b[0m");
}

}  // namespace firedrill::cli
