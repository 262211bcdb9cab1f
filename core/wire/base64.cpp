// RFC 4648 section 4, strict: padded, no blanks, no stray bits, so that bytes have one spelling.
#include "core/wire/message.hpp"

#include <array>

namespace firedrill::wire {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<int, 256> values = [] {
    std::array<int, 256> out{};
    out.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        out[static_cast<unsigned char>(alphabet[i])] = static_cast<int>(i);
    return out;
}();

unsigned byte_at(std::string_view bytes, std::size_t i) {
    return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U;
}

/// Up to three bytes of four characters; false if a character or a bit is out of place.
bool append_group(std::string_view group, std::string& out) {
    const std::size_t padding = group[3] != '=' ? 0 : group[2] != '=' ? 1 : 2;
    unsigned bits = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const int value = i < 4 - padding ? values[static_cast<unsigned char>(group[i])] : 0;
        if (value < 0) return false;
        bits = bits << 6U | static_cast<unsigned>(value);
    }
    if ((bits & ((1U << (8 * padding)) - 1)) != 0) return false;
    for (std::size_t i = 0; i < 3 - padding; ++i)
        out += static_cast<char>((bits >> (16 - 8 * i)) & 0xffU);
    return true;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const unsigned bits =
            byte_at(bytes, i) << 16U | byte_at(bytes, i + 1) << 8U | byte_at(bytes, i + 2);
        for (std::size_t j = 0; j < 4; ++j)
            out += i + j > bytes.size() ? '=' : alphabet[(bits >> (18 - 6 * j)) & 63U];
    }
    return out;
}

Result<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0) return fail(Errc::invalid_input, "base64 text of a wrong length");
    std::string out;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const bool last = i + 4 == text.size();
        const std::string_view group = text.substr(i, 4);
        if ((!last && group[3] == '=') || !append_group(group, out))
            return fail(Errc::invalid_input, "not base64 text");
    }
    return out;
}

}  // namespace firedrill::wire
