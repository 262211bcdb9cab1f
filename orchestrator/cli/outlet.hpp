// Output of a running drill. Who reads it may stand still (Ctrl-S, a pager, a session that hangs)
// without standing in the drill's way: what cannot be written now is kept, and what is too much is
// left out with a notice. Main thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace firedrill::cli {

class Outlet {
public:
    /// `notice` is written where something was left out.
    Outlet(int descriptor, std::string notice);
    /// Waits a while for the reader to take the rest.
    ~Outlet();
    Outlet(const Outlet&) = delete;
    Outlet& operator=(const Outlet&) = delete;

    /// Never waits. Errors of the stream are ignored: a drill does not end because nobody reads.
    void write(std::string_view text);
    /// Writes what the reader takes now.
    void push();
    /// The reader has not taken everything yet.
    bool behind() const { return !pending_.empty(); }
    void drain(std::chrono::milliseconds patience);

private:
    int descriptor_;
    bool ours_ = false;   ///< a description of our own, which does not block
    bool waits_ = false;  ///< it may block: asked before each piece
    std::string notice_;
    std::string pending_;
    bool left_out_ = false;
};

}  // namespace firedrill::cli
