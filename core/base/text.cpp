#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace firedrill {
namespace {

struct Range {
    char32_t first, last;
};

// East Asian Width W and F (Unicode 15), and emoji that terminals show wide.
constexpr std::array<Range, 30> wide{{
    {0x1100, 0x115f},   {0x231a, 0x231b},   {0x23e9, 0x23ec},   {0x25fd, 0x25fe},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26a1, 0x26a1},   {0x26aa, 0x26ab},
    {0x26d4, 0x26d4},   {0x2705, 0x2705},   {0x274c, 0x274c},   {0x2753, 0x2755},
    {0x2757, 0x2757},   {0x2b1b, 0x2b1c},   {0x2e80, 0x2ffb},   {0x3000, 0x303e},
    {0x3041, 0x3247},   {0x3250, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97c},
    {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe10, 0xfe19},   {0xfe30, 0xfe6f},
    {0xff01, 0xff60},   {0xffe0, 0xffe6},   {0x17000, 0x18cd5}, {0x1b000, 0x1b2fb},
    {0x1f300, 0x1faff}, {0x20000, 0x3fffd},
}};

// Combining marks and other characters without a column of their own.
constexpr std::array<Range, 14> zero{{
    {0x0300, 0x036f},
    {0x0483, 0x0489},
    {0x0591, 0x05bd},
    {0x064b, 0x065f},
    {0x0e31, 0x0e31},
    {0x0e34, 0x0e3a},
    {0x1ab0, 0x1aff},
    {0x1dc0, 0x1dff},
    {0x200b, 0x200f},
    {0x202a, 0x202e},
    {0x20d0, 0x20ff},
    {0x302a, 0x302d},
    {0xfe00, 0xfe0f},
    {0xfe20, 0xfe2f},
}};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t c) {
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                        [](char32_t x, const Range& r) { return x < r.first; });
    return after != ranges.begin() && c <= std::prev(after)->last;
}

int width(char32_t c) {
    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || in(zero, c)) return 0;
    return in(wide, c) ? 2 : 1;
}

struct Character {
    char32_t code = 0xfffd;
    std::size_t bytes = 1;
    bool valid = false;
};

std::size_t length_of(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first < 0xe0) return 2;
    if (first >= 0xe0 && first < 0xf0) return 3;
    return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/// The first character of a text that is not empty; one byte at a time where it is no UTF-8.
Character first_of(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t n = length_of(first);
    if (n == 0 || n > text.size()) return {};
    if (n == 1) return {first, 1, true};
    char32_t code = first & (0x7fU >> n);
    for (std::size_t i = 1; i < n; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xc0U) != 0x80U) return {};
        code = (code << 6U) | (next & 0x3fU);
    }
    const bool overlong = (n == 3 && code < 0x800) || (n == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (overlong || surrogate || code > 0x10ffff) return {};
    return {code, n, true};
}

/// As many characters as fit into `columns`; `used` says how many they take.
std::string_view cut(std::string_view text, int columns, int& used) {
    std::size_t end = 0;
    used = 0;
    while (end < text.size()) {
        const Character next = first_of(text.substr(end));
        if (used + width(next.code) > columns) break;
        used += width(next.code);
        end += next.bytes;
    }
    return text.substr(0, end);
}

}  // namespace

int display_width(std::string_view utf8) {
    int columns = 0;
    for (; !utf8.empty(); utf8.remove_prefix(first_of(utf8).bytes))
        columns += width(first_of(utf8).code);
    return columns;
}

std::string pad_right(std::string_view utf8, int columns) {
    int used = 0;
    const std::string_view kept = cut(utf8, columns, used);
    return std::string(kept) +
           std::string(static_cast<std::size_t>(std::max(columns - used, 0)), ' ');
}

std::string pad_left(std::string_view utf8, int columns) {
    int used = 0;
    const std::string_view kept = cut(utf8, columns, used);
    return std::string(static_cast<std::size_t>(std::max(columns - used, 0)), ' ') +
           std::string(kept);
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const Character next = first_of(bytes);
        if (!next.valid) return false;
        bytes.remove_prefix(next.bytes);
    }
    return true;
}

std::string to_utf8(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const Character next = first_of(bytes);
        if (next.valid)
            out += bytes.substr(0, next.bytes);
        else
            out += "\xef\xbf\xbd";
        bytes.remove_prefix(next.bytes);
    }
    return out;
}

}  // namespace firedrill
