// Reading the text files of this room: lines of comma-separated integers and words, and a first
// line "# firedrill <kind> 1 key=value …". Private to core/measure; values only.
#pragma once

#include "core/base/result.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace firedrill::measure {

/// Files come from other hosts. Times (31 years) and counts beyond this are not ours, and nothing
/// that is computed from smaller ones overflows.
inline constexpr std::int64_t plausible_max = 1'000'000'000'000'000'000;
constexpr bool is_plausible(std::int64_t value) {
    return value >= -plausible_max && value <= plausible_max;
}

/// Takes whole lines from the front; what follows the last newline was cut by a crash.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}
    std::optional<std::string_view> next() {
        const std::size_t end = rest_.find('\n');
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        ++number_;
        return line;
    }
    std::int64_t number() const { return number_; }  ///< of the line taken last

private:
    std::string_view rest_;
    std::int64_t number_ = 0;
};

/// Takes comma-separated fields from the front of a line.
class Fields {
public:
    explicit Fields(std::string_view line) : rest_(line) {}
    std::string_view word() {
        const std::size_t end = std::min(rest_.find(','), rest_.size());
        const std::string_view field = rest_.substr(0, end);
        done_ = end == rest_.size();
        rest_.remove_prefix(done_ ? end : end + 1);
        return field;
    }
    template <class T>
    bool number(T& out) {
        const std::string_view field = word();
        const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), out);
        return error == std::errc{} && end == field.data() + field.size() && !field.empty();
    }
    bool done() const { return done_; }  ///< the last field was taken

private:
    std::string_view rest_;
    bool done_ = false;
};

/// Values of a header keep blanks, "%" and control characters as %XX.
std::string escaped(std::string_view value);

using Header = std::map<std::string, std::string, std::less<>>;
Result<Header> read_header(std::optional<std::string_view> line, std::string_view kind);
/// The value of a key that must be there.
Result<std::string> header_text(const Header& header, std::string_view key);
Result<std::int64_t> header_number(const Header& header, std::string_view key);

inline Error bad_line(std::string_view kind, std::int64_t number, std::string_view why) {
    return fail(Errc::corrupt, fmt::format("{} file, line {}: {}", kind, number, why));
}

}  // namespace firedrill::measure
