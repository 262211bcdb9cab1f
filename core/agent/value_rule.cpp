#include "core/agent/value_rule.hpp"

#include "core/agent/policy_texts.hpp"
#include "core/base/match.hpp"
#include "core/base/time.hpp"
#include "core/plan/fill.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::agent {

namespace {

constexpr std::size_t value_bytes_judged = 16U << 10U;

bool is_printable(char c) {
    return c > 0x20 && c < 0x7f;
}

bool has_dots(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('/'), text.size());
        if (text.substr(0, end) == "..") return true;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

bool fits(const Chars& rule, std::string_view value) {
    if (value.size() < rule.prefix.size() + rule.suffix.size()) return false;
    if (!value.starts_with(rule.prefix) || !value.ends_with(rule.suffix)) return false;
    const auto brought =
        value.substr(rule.prefix.size(), value.size() - rule.prefix.size() - rule.suffix.size());
    if (brought.size() < rule.min || brought.size() > rule.max) return false;
    if (rule.prefix.empty() && value.starts_with('-')) return false;
    if (has_dots(brought) || has_dots(value)) return false;
    return brought.find_first_not_of(rule.chars) == std::string_view::npos;
}

bool fits(const Numbers& rule, std::string_view value) {
    const auto number = read_number(value, rule.unit);
    return number && rule.min <= *number && *number <= rule.max;
}

std::string written(std::int64_t number, Unit unit) {
    if (unit == Unit::time) return to_text(Nanos{number});
    if (unit == Unit::share) return fmt::format("{}.{:04}%", number / 10'000, number % 10'000);
    return std::to_string(number);
}

}  // namespace

std::optional<std::int64_t> read_number(std::string_view text, Unit unit) {
    const bool padded = text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
    if (text.empty() || padded) return std::nullopt;
    const bool digits = text.find_first_not_of("0123456789") == text.npos;
    if (unit == Unit::time) {
        const auto time = parse_duration(text);
        return time ? std::optional(time->count()) : std::nullopt;
    }
    if (unit == Unit::share) {
        const auto share = parse_percent_ppm(text);
        return share ? std::optional(*share) : std::nullopt;
    }
    if (!digits && unit == Unit::none) return std::nullopt;
    return text == "0" ? std::optional<std::int64_t>(0) : plan::read_bytes(text);
}

bool accepts(const ValueRule& rule, std::string_view value) {
    if (value.size() > value_bytes_judged || value.find('\0') != value.npos) return false;
    return match(
        rule, [&](const OneOf& r) { return std::ranges::find(r.values, value) != r.values.end(); },
        [&](const Chars& r) { return fits(r, value); },
        [&](const Below& r) {
            return is_plain_path(value) &&
                   std::ranges::any_of(r.directories, [&](const std::string& directory) {
                       return is_at_or_below(value, directory);
                   });
        },
        [&](const Within& r) { return is_within(value, r.networks); },
        [&](const Numbers& r) { return fits(r, value); });
}

std::string in_words(const ValueRule& rule, Language language) {
    return match(
        rule,
        [&](const OneOf& r) {
            return say(language, text::one_of, fmt::format("{}", fmt::join(r.values, " | ")));
        },
        [&](const Chars& r) {
            return say(language, text::characters, r.prefix, r.min, r.max, r.chars, r.suffix);
        },
        [&](const Below& r) {
            return say(language, text::below, fmt::format("{}", fmt::join(r.directories, " | ")));
        },
        [&](const Within& r) {
            return say(language, text::within, fmt::format("{}", fmt::join(r.networks, " | ")));
        },
        [&](const Numbers& r) {
            return say(language, text::between, written(r.min, r.unit), written(r.max, r.unit));
        });
}

Result<std::string> expand_chars(std::string_view written) {
    std::string out;
    for (std::size_t i = 0; i < written.size(); ++i) {
        const char from = written[i];
        const bool range = i + 2 < written.size() && written[i + 1] == '-';
        const char to = range ? written[i + 2] : from;
        if (!is_printable(from) || !is_printable(to) || to < from)
            return fail(Errc::invalid_input, say(Language::en, text::bad_chars, written));
        for (int c = from; c <= to; ++c) out += static_cast<char>(c);
        if (range) i += 2;
    }
    if (out.empty()) return fail(Errc::invalid_input, say(Language::en, text::bad_chars, written));
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

bool is_plain_path(std::string_view path) {
    if (!path.starts_with('/') || !std::ranges::all_of(path, is_printable)) return false;
    if (path == "/") return true;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        const auto part = path.substr(0, end);
        if (part.empty() || part == "." || part == "..") return false;
        path.remove_prefix(end);
    }
    return true;
}

bool is_at_or_below(std::string_view path, std::string_view directory) {
    if (directory == "/") return path.starts_with('/');
    return path.starts_with(directory) &&
           (path.size() == directory.size() || path[directory.size()] == '/');
}

namespace {

/// What the kernel would make of it, links aside.
std::string resolved(std::string_view path) {
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/'), path.size());
        const auto part = path.substr(0, end);
        if (part == ".." && !parts.empty()) parts.pop_back();
        if (!part.empty() && part != "." && part != "..") parts.push_back(part);
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return fmt::format("/{}", fmt::join(parts, "/"));
}

bool begins_a_path(std::string_view word, std::size_t slash) {
    if (slash == 0) return true;
    if (slash == 2 && word[0] == '-') return true;  // "-f/x"
    const char before = word[slash - 1];
    const bool in_name = (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') ||
                         (before >= '0' && before <= '9') || before == '.' || before == '_' ||
                         before == '-' || before == '/';
    return !in_name;
}

}  // namespace

bool mentions(std::string_view word, std::string_view directory, std::string_view path) {
    if (!word.starts_with('/') &&
        is_at_or_below(resolved(std::string(directory) + "/" + std::string(word)), path))
        return true;
    for (std::size_t at = word.find('/'); at != word.npos; at = word.find('/', at + 1)) {
        if (!begins_a_path(word, at)) continue;
        const auto rest = word.substr(at);
        const std::size_t end = rest.find_first_of(" \t\n:;,'\")");
        if (is_at_or_below(resolved(rest), path) ||
            is_at_or_below(resolved(rest.substr(0, end)), path))
            return true;
    }
    return false;
}

}  // namespace firedrill::agent
