// What a running drill shows: the live view on a terminal, plain lines elsewhere (and after [q]).
// Main thread; observes the engine, decides nothing.
#pragma once

#include "orchestrator/cli/screen.hpp"
#include "orchestrator/engine/engine.hpp"

#include <memory>
#include <optional>
#include <string>

namespace firedrill::cli {

struct DisplaySettings {
    Language language = Language::en;
    std::string timezone;
    bool live = false;    ///< a terminal on both sides
    bool silent = false;  ///< --json: nothing until the end
    bool colour = false;
};

class Display {
public:
    Display(const engine::Engine& engine, DisplaySettings settings);

    /// The engine has something new.
    void changed();
    /// Time has passed; the live view is painted anew, at most five times a second.
    void tick();
    bool live() const { return screen_ != nullptr; }
    /// From now on plain lines.
    void leave();
    /// Shown where the keys are; empty takes it away.
    void ask(std::string question);
    /// Ends the live view; its last picture stays.
    void end();

private:
    void print_new_records();
    void paint_now();

    const engine::Engine& engine_;
    DisplaySettings settings_;
    Outlet outlet_;
    std::unique_ptr<Screen> screen_;
    std::string question_;
    std::optional<int> minutes_east_;
    std::size_t printed_ = 0;
    Nanos painted_{};
};

}  // namespace firedrill::cli
