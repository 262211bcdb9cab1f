#include "orchestrator/load/bytes.hpp"

#include "orchestrator/load/texts.hpp"

#include <algorithm>

namespace firedrill::load {

namespace {

using model::both;
using model::Place;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

Place place_of(std::string_view bytes, std::size_t offset, int file) {
    const auto before = bytes.substr(0, offset);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto start = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
    const auto line = before.substr(start);
    const auto characters = std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    });
    return {file, static_cast<int>(lines) + 1, static_cast<int>(characters) + 1, 1};
}

/// Bytes of the valid character at the front, 0 if it is none (overlong forms and surrogates too).
std::size_t character_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first < 0xC2   ? 0
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                               : first < 0xF5 ? 4
                                              : 0;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) >= 0xA0) return 0;
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) >= 0x90) return 0;
    return length;
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
}

/// Offset of the first byte that no text file of ours may hold, and why.
struct Flaw {
    std::size_t offset;
    const Message* what;
    const Message* remedy;
};

std::optional<Flaw> first_flaw(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        if (bytes[i] == '\0') return Flaw{i, &texts::nul_byte, &texts::nul_byte_remedy};
        if (is_control(bytes[i])) return Flaw{i, &texts::control_byte, &texts::control_byte_remedy};
        const std::size_t length = character_length(bytes.substr(i));
        if (length == 0) return Flaw{i, &texts::not_utf8, &texts::not_utf8_remedy};
        i += length;
    }
    return {};
}

}  // namespace

bool bytes_are_fit(std::string_view bytes, int file, Report& report) {
    const auto refuse = [&](Place place, const Text& what, const Text& remedy) {
        report.error(place, what, {.remedy = remedy});
        return false;
    };
    if (bytes.size() > file_bytes_max)
        return refuse({file, 1, 1, 0}, both(texts::too_large), both(texts::too_large_remedy));
    if (bytes.substr(0, 3) == byte_order_mark)
        return refuse({file, 1, 1, 0}, both(texts::byte_order_mark),
                      both(texts::byte_order_mark_remedy));
    if (const auto flaw = first_flaw(bytes))
        return refuse(place_of(bytes, flaw->offset, file), both(*flaw->what), both(*flaw->remedy));
    return true;
}

}  // namespace firedrill::load
