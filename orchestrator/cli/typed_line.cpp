#include "orchestrator/cli/typed_line.hpp"

namespace firedrill::cli {

namespace {

constexpr std::size_t bytes_max = 400;

/// Of UTF-8: not the first byte of a character.
bool continues(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

void drop_last(std::string& text) {
    while (!text.empty() && continues(text.back())) text.pop_back();
    if (!text.empty()) text.pop_back();
}

}  // namespace

TypedLine::State TypedLine::feed(char byte) {
    constexpr char escape = 0x1b;
    constexpr char backspace = 0x08;
    constexpr char del = 0x7f;
    if (byte == '\r' || byte == '\n') return State::entered;
    if (byte == escape) return State::left;
    if (byte == backspace || byte == del)
        drop_last(text_);
    else if (static_cast<unsigned char>(byte) >= 0x20 && text_.size() < bytes_max)
        text_.push_back(byte);
    return State::typing;
}

}  // namespace firedrill::cli
