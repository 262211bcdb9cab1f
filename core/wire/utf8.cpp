#include "core/wire/utf8.hpp"

namespace firedrill::wire {

namespace {

unsigned byte_at(std::string_view bytes, std::size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
}

bool continues(std::string_view bytes, std::size_t from, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        if ((byte_at(bytes, from + i) & 0xc0U) != 0x80U) return false;
    return true;
}

/// Bytes of the valid character at `i`, 0 if there is none (RFC 3629: no surrogates, no overlong).
std::size_t character_at(std::string_view bytes, std::size_t i) {
    const unsigned first = byte_at(bytes, i);
    const unsigned second = byte_at(bytes, i + 1);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return continues(bytes, i + 1, 1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool forbidden = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f);
        return !forbidden && continues(bytes, i + 1, 2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool forbidden = (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
        return !forbidden && continues(bytes, i + 1, 3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

std::string repaired_utf8(std::string bytes) {
    std::size_t good = 0;
    while (good < bytes.size()) {
        const std::size_t length = character_at(bytes, good);
        if (length == 0) break;
        good += length;
    }
    if (good >= bytes.size()) return bytes;
    std::string out = bytes.substr(0, good);
    for (std::size_t i = good; i < bytes.size();) {
        const std::size_t length = character_at(bytes, i);
        if (length == 0) {
            out += "\xef\xbf\xbd";
            ++i;
        } else {
            out.append(bytes, i, length);
            i += length;
        }
    }
    return out;
}

}  // namespace firedrill::wire
