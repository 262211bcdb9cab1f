#include "core/drill/reasons.hpp"

#include "core/base/visible.hpp"

#include <optional>
#include <vector>

namespace firedrill::drill {

namespace {

constexpr std::string_view place = "{}";

/// What stands at the places of `pattern` in `text`, or nothing if it is no such sentence.
std::optional<std::vector<std::string>> arguments(std::string_view pattern, std::string_view text) {
    std::vector<std::string> out;
    while (true) {
        const std::size_t fixed = std::min(pattern.find(place), pattern.size());
        if (text.substr(0, fixed) != pattern.substr(0, fixed)) return std::nullopt;
        text.remove_prefix(fixed);
        pattern.remove_prefix(fixed);
        if (pattern.empty()) return text.empty() ? std::optional(out) : std::nullopt;
        pattern.remove_prefix(place.size());
        const std::size_t next = std::min(pattern.find(place), pattern.size());
        const std::string_view until = pattern.substr(0, next);
        const std::size_t end = until.empty() ? text.size() : text.find(until);
        if (end == text.npos) return std::nullopt;
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

std::string filled(std::string_view pattern, const std::vector<std::string>& values) {
    std::string out;
    for (const auto& value : values) {
        const std::size_t fixed = pattern.find(place);
        out.append(pattern.substr(0, fixed));
        out.append(value);
        pattern.remove_prefix(fixed + place.size());
    }
    return out.append(pattern);
}

}  // namespace

std::string reason_in(Language language, std::string_view why) {
    if (language == Language::zh)
        for (const Message* message : reasons::all)
            if (const auto values = arguments(message->en, why))
                return visible(filled(message->zh, *values));
    return visible(why);
}

}  // namespace firedrill::drill
