#include "agents/agent/dns_record.hpp"

#include "agents/agent/traffic_texts.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <sstream>

namespace firedrill::agent::dns {

namespace {

constexpr std::int64_t ttl_max = 604'800;  // a week
constexpr std::size_t values_max = 16;

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// A full name, with its last dot.
std::string full(std::string name) {
    name = lower(std::move(name));
    return name.ends_with('.') ? name : name + ".";
}

bool is_name(const std::string& name) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    return name.size() > 1 && name.size() < 254 && name.front() != '-' && name.front() != '.' &&
           name.find_first_not_of(allowed) == std::string::npos &&
           name.find("..") == std::string::npos;
}

/// In the one spelling of its family; empty if it is none.
std::string address(const std::string& text, int family) {
    std::array<unsigned char, 16> bytes{};
    std::array<char, INET6_ADDRSTRLEN> out{};
    if (::inet_pton(family, text.c_str(), bytes.data()) != 1) return {};
    return ::inet_ntop(family, bytes.data(), out.data(), out.size()) == nullptr ? "" : out.data();
}

std::string value_of(const std::string& text, const std::string& type) {
    if (type == "A") return address(text, AF_INET);
    if (type == "AAAA") return address(text, AF_INET6);
    return is_name(full(text)) ? full(text) : "";
}

Result<Values> values_of(const std::string& text, const std::string& type, Language language) {
    Values out;
    std::istringstream in(text);
    for (std::string word; in >> word;) {
        const std::string value = value_of(word, type);
        if (value.empty())
            return fail(Errc::refused, say(language, traffic_text::no_value, word, type));
        out.insert(value);
    }
    const bool good =
        !out.empty() && out.size() <= values_max && (type != "CNAME" || out.size() == 1);
    if (good) return out;
    return fail(Errc::refused, say(language, traffic_text::no_value, text, type));
}

Result<std::int64_t> number(const std::string& text, std::int64_t max, Language language) {
    std::int64_t out = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (problem == std::errc{} && end == text.data() + text.size() && out > 0 && out <= max)
        return out;
    return fail(Errc::refused, say(language, traffic_text::no_number, text, max));
}

Result<void> check_places(const Record& record, Language language) {
    const bool host =
        !address(record.server, AF_INET).empty() || !address(record.server, AF_INET6).empty();
    if (!host) return fail(Errc::refused, say(language, traffic_text::no_address, record.server));
    const bool inside = is_name(record.zone) && is_name(record.name) &&
                        (record.name == record.zone || record.name.ends_with("." + record.zone));
    if (!inside)
        return fail(Errc::refused,
                    say(language, traffic_text::not_in_zone, record.name, record.zone));
    if (record.type == "A" || record.type == "AAAA" || record.type == "CNAME") return {};
    return fail(Errc::refused, say(language, traffic_text::no_type, record.type));
}

}  // namespace

Result<Record> read_record(const std::vector<std::string>& words, Language language) {
    if (words.size() != 9) return fail(Errc::usage, say(language, traffic_text::dns_usage));
    Record out{.server = words[0],
               .zone = full(words[2]),
               .name = full(words[3]),
               .type = words[4],
               .from = {},
               .to = {},
               .key = words[8] == "-" ? "" : words[8]};
    DRILL_TRY(port, number(words[1], 65'535, language));
    DRILL_TRY(ttl, number(words[5], ttl_max, language));
    out.port = static_cast<int>(port);
    out.ttl = ttl;
    DRILL_CHECK(check_places(out, language));
    DRILL_TRY(from, values_of(words[6], out.type, language));
    DRILL_TRY(to, values_of(words[7], out.type, language));
    out.from = from;
    out.to = to;
    return out;
}

std::string update_script(const Record& record, const Values& now, const Values& then) {
    std::string out =
        fmt::format("server {} {}\nzone {}\n", record.server, record.port, record.zone);
    for (const std::string& value : now)
        out += fmt::format("prereq yxrrset {} {} {}\n", record.name, record.type, value);
    out += fmt::format("update delete {} {}\n", record.name, record.type);
    for (const std::string& value : then)
        out += fmt::format("update add {} {} {} {}\n", record.name, record.ttl, record.type, value);
    return out + "send\n";
}

Answer read_answer(const std::string& text, const std::string& type) {
    Answer out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (const auto at = line.find("status: "); line.starts_with(";;") && at != line.npos)
            out.status = line.substr(at + 8, line.find(',', at) - at - 8);
        if (line.starts_with(";; flags:"))
            out.authoritative = line.substr(0, line.find(';', 3)).find(" aa") != line.npos;
        if (line.empty() || line.front() == ';') continue;
        std::istringstream in(line);
        std::string name, ttl, family, kind, value;
        in >> name >> ttl >> family >> kind >> value;
        if (kind != type) continue;
        out.values.insert(value_of(value, type));
        std::from_chars(ttl.data(), ttl.data() + ttl.size(), out.ttl);
    }
    return out;
}

}  // namespace firedrill::agent::dns
