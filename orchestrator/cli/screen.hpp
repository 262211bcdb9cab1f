// Repaints a block of lines in place, without the alternate screen: what was printed stays in the
// scroll-back. Keys come one by one while it is open; the terminal is as before when it is closed.
// Main thread.
#pragma once

#include "orchestrator/cli/outlet.hpp"

#include <termios.h>

#include <string>
#include <vector>

namespace firedrill::cli {

struct ScreenSize {
    int columns = 100;
    int rows = 40;
};
ScreenSize screen_size();

class Screen {
public:
    /// Keys come at once and unseen; signals still work.
    explicit Screen(Outlet& outlet);
    ~Screen();  ///< the last picture stays
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    /// Cuts lines to the width (colours count nothing) and to the height. While the terminal stands
    /// still nothing is shown: the next picture says it all.
    void show(const std::vector<std::string>& lines);
    /// Removes the picture, so that other text can be printed.
    void clear();

private:
    Outlet& outlet_;
    termios before_{};
    bool changed_ = false;
    int lines_shown_ = 0;
};

/// At most `columns` displayed columns of a line that may hold colour sequences.
std::string cut_line(const std::string& line, int columns);

}  // namespace firedrill::cli
