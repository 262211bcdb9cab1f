#include "orchestrator/cli/screen.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace firedrill::cli {

namespace {

std::size_t sequence_size(std::string_view text) {
    std::size_t size = 2;
    while (size < text.size() && (text[size] < '@' || text[size] > '~')) ++size;
    return std::min(size + 1, text.size());
}

std::size_t character_size(std::string_view text) {
    std::size_t size = 1;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) ++size;
    return size;
}

std::string back_to_top(int lines) {
    return lines == 0 ? "" : fmt::format("\x1b[{}A\r", lines);
}

}  // namespace

ScreenSize screen_size() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
    return {.columns = size.ws_col, .rows = size.ws_row};
}

std::string cut_line(const std::string& line, int columns) {
    std::string out;
    int used = 0;
    bool coloured = false;
    for (std::string_view rest = line; !rest.empty();) {
        const bool sequence = rest.starts_with("\x1b[");
        const std::size_t size = sequence ? sequence_size(rest) : character_size(rest);
        const int width = sequence ? 0 : display_width(rest.substr(0, size));
        if (used + width > columns) break;
        used += width;
        coloured = coloured || sequence;
        out += rest.substr(0, size);
        rest.remove_prefix(size);
    }
    return coloured ? out + "\x1b[0m" : out;
}

Screen::Screen(Outlet& outlet) : outlet_(outlet) {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    changed_ = ::tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

Screen::~Screen() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

void Screen::show(const std::vector<std::string>& lines) {
    outlet_.push();
    if (outlet_.behind()) return;
    const ScreenSize size = screen_size();
    const std::size_t height =
        std::min(lines.size(), static_cast<std::size_t>(std::max(size.rows - 1, 1)));
    std::string out = back_to_top(lines_shown_);
    for (std::size_t i = 0; i < height; ++i)
        out += cut_line(lines[i], size.columns - 1) + "\x1b[K\n";
    out += "\x1b[J";
    outlet_.write(out);
    lines_shown_ = static_cast<int>(height);
}

void Screen::clear() {
    outlet_.write(back_to_top(lines_shown_) + "\x1b[J");
    lines_shown_ = 0;
}

}  // namespace firedrill::cli
