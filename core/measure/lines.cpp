#include "core/measure/lines.hpp"

namespace firedrill::measure {
namespace {

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::optional<std::string> unescaped(std::string_view value) {
    std::string out;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] != '%') {
            out.push_back(value[i]);
            continue;
        }
        if (i + 2 >= value.size()) return std::nullopt;
        const int high = hex_value(value[i + 1]);
        const int low = hex_value(value[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return out;
}

}  // namespace

std::string escaped(std::string_view value) {
    std::string out;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte == 0x7f || c == '%')
            out += fmt::format("%{:02x}", byte);
        else
            out.push_back(c);
    }
    return out;
}

Result<Header> read_header(std::optional<std::string_view> line, std::string_view kind) {
    const std::string start = fmt::format("# firedrill {} 1", kind);
    if (!line || !line->starts_with(start)) return bad_line(kind, 1, "not \"" + start + " …\"");
    std::string_view rest = line->substr(start.size());
    Header out;
    while (!rest.empty()) {
        if (rest.front() != ' ') return bad_line(kind, 1, "no blank between header values");
        rest.remove_prefix(1);
        const std::string_view pair = rest.substr(0, rest.find(' '));
        rest.remove_prefix(pair.size());
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos)
            return bad_line(kind, 1, "no \"=\" in a header value");
        auto value = unescaped(pair.substr(equals + 1));
        if (!value) return bad_line(kind, 1, "a header value ends in half an escape");
        out.emplace(pair.substr(0, equals), std::move(*value));
    }
    return out;
}

Result<std::string> header_text(const Header& header, std::string_view key) {
    const auto found = header.find(key);
    if (found == header.end())
        return fail(Errc::corrupt, fmt::format("header of a measurement file has no {}", key));
    return found->second;
}

Result<std::int64_t> header_number(const Header& header, std::string_view key) {
    DRILL_TRY(text, header_text(header, key));
    std::int64_t out = 0;
    if (!Fields(text).number(out))
        return fail(Errc::corrupt,
                    fmt::format("header of a measurement file: {} is no number", key));
    return out;
}

}  // namespace firedrill::measure
