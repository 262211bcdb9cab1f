// A line that somebody types under the live view: bytes in, text out. Pure.
#pragma once

#include <string>

namespace firedrill::cli {

class TypedLine {
public:
    enum class State { typing, entered, left };
    /// Enter ends the line, Escape leaves it, Backspace takes one character back.
    State feed(char byte);
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

}  // namespace firedrill::cli
