// What users wrote may be shown on a terminal: control characters must not get there.
#pragma once

#include <string>
#include <string_view>

namespace firedrill::model {

/// Control characters (also those of U+0080..U+009F) become '?'; line feeds stay if `lines`.
inline std::string printable(std::string_view text, bool lines = false) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool c1 =
            byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (c1) ++i;
        const bool feed = lines && byte == '\n';
        out += c1 || ((byte < 0x20 || byte == 0x7F) && !feed) ? '?' : text[i];
    }
    return out;
}

}  // namespace firedrill::model
