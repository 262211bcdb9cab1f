#include "core/base/visible.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace firedrill {

namespace {

struct Range {
    char32_t first, last;
};

/// Characters of two bytes and more that show nothing, or turn what stands around them.
constexpr std::array<Range, 9> hidden{{{0x80, 0x9f},
                                       {0x61c, 0x61c},
                                       {0x180e, 0x180e},
                                       {0x200b, 0x200f},
                                       {0x2028, 0x202e},
                                       {0x2060, 0x206f},
                                       {0xfeff, 0xfeff},
                                       {0xfff9, 0xfffb},
                                       {0xe0000, 0xe007f}}};

bool is_hidden(char32_t code) {
    for (const Range& range : hidden)
        if (code >= range.first && code <= range.last) return true;
    return false;
}

std::size_t bytes_of(unsigned char first) {
    if (first < 0x80) return 1;
    if (first < 0xe0) return 2;
    return first < 0xf0 ? 3 : 4;
}

/// The character at the beginning of valid UTF-8.
char32_t code_of(std::string_view text, std::size_t bytes) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (bytes == 1) return first;
    char32_t code = first & (0x7fU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i)
        code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3fU);
    return code;
}

void append(std::string& out, std::string_view character, char32_t code) {
    if (code == '\n' || code == '\r' || code == '\t')
        out += ' ';
    else if (code < 0x20 || code == 0x7f)
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(code));
    else if (is_hidden(code))
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(code));
    else
        out += character;
}

}  // namespace

std::string visible(std::string_view text) {
    return visible(text, std::string::npos);
}

std::string visible(std::string_view text, std::size_t bytes_max) {
    constexpr std::string_view more = "…";
    std::string out;
    std::size_t cut = 0;  // where "…" still fits
    // A character that the first cut broke lies behind the second one.
    const std::string valid =
        to_utf8(bytes_max < text.size() ? text.substr(0, bytes_max + 4) : text);
    for (std::size_t i = 0; i < valid.size();) {
        const std::size_t bytes = bytes_of(static_cast<unsigned char>(valid[i]));
        const std::string_view character = std::string_view(valid).substr(i, bytes);
        append(out, character, code_of(character, bytes));
        if (out.size() > bytes_max) return out.substr(0, cut).append(more);
        if (out.size() + more.size() <= bytes_max) cut = out.size();
        i += bytes;
    }
    return out;
}

}  // namespace firedrill
