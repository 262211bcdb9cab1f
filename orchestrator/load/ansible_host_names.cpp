// Host names with ranges: "db[01:03].example", "rack[a:c][1:9:2]:2222".
#include "orchestrator/load/ansible_texts.hpp"
#include "orchestrator/load/ansible_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace firedrill::load::ansible {

namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr int port_max = 65'535;

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t out = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
    constexpr std::int64_t most = 1'000'000'000'000;
    if (problem != std::errc{} || end != text.data() + text.size()) return {};
    if (out < 0 || out > most) return {};
    return out;
}

/// One range, [from:to:step].
struct Range {
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::int64_t step = 1;
    bool alphabetic = false;
    std::size_t width = 0;  ///< digits, filled up with zeros; 0: as many as it takes

    std::int64_t count() const { return to < from ? 0 : (to - from) / step + 1; }
    std::string text(std::int64_t n) const {
        const auto value = from + n * step;
        if (alphabetic) return {letters[static_cast<std::size_t>(value)]};
        return fmt::format("{:0>{}}", value, width);
    }
};

std::variant<Range, const Message*> range_of(std::string_view inside) {
    const auto colon = inside.find(':');
    if (colon == inside.npos) return &texts::range_form;
    const auto second = std::min(inside.find(':', colon + 1), inside.size());
    auto from = inside.substr(0, colon);
    const auto to = inside.substr(colon + 1, second - colon - 1);
    Range out;
    if (second < inside.size()) {
        const auto step = number(inside.substr(second + 1));
        if (!step || *step == 0) return &texts::range_form;
        out.step = *step;
    }
    if (from.empty()) from = "0";
    if (from.size() == 1 && to.size() == 1 && letters.find(from[0]) != letters.npos &&
        letters.find(to[0]) != letters.npos) {
        out.alphabetic = true;
        out.from = static_cast<std::int64_t>(letters.find(from[0]));
        out.to = static_cast<std::int64_t>(letters.find(to[0]));
        if (out.from > out.to) return &texts::range_backwards;
        return out;
    }
    const auto first = number(from);
    const auto last = number(to);
    if (!first || !last) return &texts::range_form;
    if (from.size() > 1 && from[0] == '0') {
        if (from.size() != to.size()) return &texts::range_width;
        out.width = from.size();
    }
    out.from = *first;
    out.to = *last;
    return out;
}

/// Splits a port off. What is in brackets holds colons of its own.
std::optional<int> take_port(std::string_view& pattern) {
    const auto colon = pattern.rfind(':');
    if (colon == pattern.npos || colon == 0) return {};
    const auto port = number(pattern.substr(colon + 1));
    auto host = pattern.substr(0, colon);
    if (!port || *port > port_max) return {};
    if (std::count(host.begin(), host.end(), '[') != std::count(host.begin(), host.end(), ']'))
        return {};
    std::string outside;
    bool inside = false;
    for (const char c : host) {
        if (c == '[') inside = true;
        if (!inside) outside += c;
        if (c == ']') inside = false;
    }
    if (outside.find(':') != outside.npos) return {};  // an IPv6 address
    const bool bracketed = host.front() == '[' && host.back() == ']' && outside.empty() &&
                           std::count(host.begin(), host.end(), '[') == 1;
    pattern = bracketed ? host.substr(1, host.size() - 2) : host;
    return static_cast<int>(*port);
}

}  // namespace

std::variant<HostNames, const Message*> host_names(std::string_view pattern) {
    HostNames out;
    out.port = take_port(pattern);
    if (pattern.ends_with(':')) return &texts::host_ends_with_colon;
    if (pattern == "---") return &texts::yaml_in_ini;
    out.names.emplace_back();
    while (!pattern.empty()) {
        const auto open = std::min(pattern.find('['), pattern.size());
        for (auto& name : out.names) name += pattern.substr(0, open);
        pattern.remove_prefix(open);
        if (pattern.empty()) break;
        const auto close = pattern.find(']');
        if (close == pattern.npos) return &texts::range_form;
        const auto range = range_of(pattern.substr(1, close - 1));
        if (const auto* problem = std::get_if<const Message*>(&range)) return *problem;
        const auto& found = std::get<Range>(range);
        pattern.remove_prefix(close + 1);
        const auto most = static_cast<std::int64_t>(hosts_max);
        if (found.count() > most ||
            found.count() * static_cast<std::int64_t>(out.names.size()) > most)
            return &texts::too_many_hosts;
        std::vector<std::string> next;
        for (const auto& name : out.names)
            for (std::int64_t n = 0; n < found.count(); ++n) next.push_back(name + found.text(n));
        out.names = std::move(next);
    }
    return out;
}

}  // namespace firedrill::load::ansible
