#include "core/base/canonical_text.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <charconv>

namespace firedrill {

namespace {

bool is_plain(char c) {
    return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20;
}

bool is_beyond_ascii(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}

/// How many characters stand before the next quote, escape or control character.
std::size_t plain_length(std::string_view text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_plain);
    return static_cast<std::size_t>(end - text.begin());
}

}  // namespace

bool CanonicalText::integer(std::int64_t& out) {
    const char* const end = rest_.data() + rest_.size();
    const auto [after, error] = std::from_chars(rest_.data(), end, out);
    if (error != std::errc{}) return false;
    const std::string_view digits(rest_.data(), static_cast<std::size_t>(after - rest_.data()));
    const bool odd = digits.starts_with("-0") || (digits.size() > 1 && digits.front() == '0');
    rest_.remove_prefix(digits.size());
    return !odd;  // a fraction or an exponent is not what may follow
}

bool CanonicalText::name(std::string_view& out) {
    if (!take('"')) return false;
    out = rest_.substr(0, plain_length(rest_));
    rest_.remove_prefix(out.size());
    return std::none_of(out.begin(), out.end(), is_beyond_ascii) && take('"');
}

bool CanonicalText::text(std::string& out) {
    if (!take('"')) return false;
    out.clear();
    for (;;) {
        const std::size_t plain = plain_length(rest_);
        out.append(rest_.substr(0, plain));
        rest_.remove_prefix(plain);
        if (take('"')) break;
        if (!escaped(out)) return false;
    }
    return std::none_of(out.begin(), out.end(), is_beyond_ascii) || is_utf8(out);
}

/// The escapes that canonical() writes.
bool CanonicalText::escaped(std::string& out) {
    if (rest_.size() < 2 || rest_.front() != '\\') return false;
    constexpr std::string_view written = "\"\\nrt", meant = "\"\\\n\r\t";
    const std::size_t which = written.find(rest_[1]);
    if (which != std::string_view::npos) {
        out.push_back(meant[which]);
        rest_.remove_prefix(2);
        return true;
    }
    unsigned code = 0;
    if (rest_.size() < 6 || !take("\\u00")) return false;
    const auto [after, error] = std::from_chars(rest_.data(), rest_.data() + 2, code, 16);
    if (error != std::errc{} || after != rest_.data() + 2 || code >= 0x20) return false;
    out.push_back(static_cast<char>(code));
    rest_.remove_prefix(2);
    return true;
}

bool CanonicalText::skip_text() {
    if (!take('"')) return false;
    for (;;) {
        rest_.remove_prefix(plain_length(rest_));
        if (take('"')) return true;
        if (rest_.size() < 2 || rest_.front() != '\\') return false;
        rest_.remove_prefix(2);
    }
}

bool CanonicalText::skip() {
    std::size_t depth = 0;
    while (!rest_.empty()) {
        const char next = rest_.front();
        const bool closes = next == '}' || next == ']';
        if (depth == 0 && (closes || next == ',')) return true;
        if (next == '"') {
            if (!skip_text()) return false;
            continue;
        }
        if (next == '{' || next == '[') ++depth;
        if (closes) --depth;
        rest_.remove_prefix(1);
    }
    return false;
}

}  // namespace firedrill
