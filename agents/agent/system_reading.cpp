#include "agents/agent/system_reading.hpp"

#include "agents/agent/system_lines.hpp"
#include "core/base/json.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>

namespace firedrill::agent::reading {

namespace {

using namespace lines;

// Addresses -----------------------------------------------------------------------------------

std::string text_of(const json::object& from, const char* name) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::int64_t number_of(const json::object& from, const char* name) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

bool is_set(const json::object& from, const char* name) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

template <class F>
void each_object(const json::value* array, F&& f) {
    if (array == nullptr || !array->is_array()) return;
    for (const json::value& one : array->get_array())
        if (one.is_object()) f(one.get_object());
}

std::string state_of(const json::object& interface) {
    const json::value* flags = interface.if_contains("flags");
    const bool up = flags != nullptr && flags->is_array() &&
                    std::ranges::count(flags->get_array(), json::value("UP")) > 0;
    std::string out = fmt::format("{} mtu {}", up ? "up" : "down", number_of(interface, "mtu"));
    const std::string master = text_of(interface, "master");
    return master.empty() ? out : out + " master " + master;
}

/// The kernel makes such addresses up, and drops them again.
bool is_the_kernels(const json::object& info) {
    return is_set(info, "temporary");
}

std::string description_of(const json::object& info) {
    std::string out = text_of(info, "scope");
    if (const auto peer = text_of(info, "address"); !peer.empty()) out += " peer " + peer;
    if (const auto all = text_of(info, "broadcast"); !all.empty()) out += " brd " + all;
    if (is_set(info, "noprefixroute")) out += " noprefixroute";
    if (is_set(info, "dadfailed")) out += " dadfailed";
    return out;
}

// Routes --------------------------------------------------------------------------------------

/// What the kernel keeps in its own table follows from the addresses.
bool follows_from_addresses(const Words& words) {
    const auto table = std::ranges::find(words, "table");
    return table != words.end() && std::next(table) != words.end() && *std::next(table) == "local";
}

/// Dropped with the word behind it, and alone.
bool tells_of_time(const std::string& word) {
    return word == "expires" || word == "error" || word == "age";
}
bool tells_of_the_line(const std::string& word) {
    return word == "linkdown" || word == "dead" || word == "offload" || word == "rt_offload";
}

/// Table, destination and metric name a route; the rest is what it says.
struct Route {
    std::string table = "main";
    std::string destination;
    std::string metric;
    Words rest;
};

Route route_of(const Words& words) {
    Route out{.destination = words.front()};
    const bool has_kind = words.size() > 1 && words.front().find_first_of("0123456789") != 0 &&
                          words.front() != "default" &&
                          words.front().find(':') == std::string::npos;
    std::size_t at = 1;
    if (has_kind) out.destination = words[at++];
    if (has_kind) out.rest.push_back(words.front());  // blackhole, unreachable, …
    for (; at < words.size(); ++at) {
        const bool pair = at + 1 < words.size();
        if (words[at] == "table" && pair)
            out.table = words[++at];
        else if (words[at] == "metric" && pair)
            out.metric = words[++at];
        else if (tells_of_time(words[at]))
            ++at;
        else if (!tells_of_the_line(words[at]))
            out.rest.push_back(words[at]);
    }
    return out;
}

// Units ---------------------------------------------------------------------------------------

bool comes_with_people(const std::string& unit) {
    return unit.starts_with("user@") || unit.starts_with("user-runtime-dir@") ||
           unit.starts_with("session-") || unit.starts_with("run-");
}

}  // namespace

Result<Facts> addresses(const std::string& text) {
    DRILL_TRY(said, parse_json(text.empty() ? "[]" : text));
    Facts out;
    each_object(&said, [&](const json::object& interface) {
        const std::string name = "addresses:" + text_of(interface, "ifname");
        put(out, name, state_of(interface));
        each_object(interface.if_contains("addr_info"), [&](const json::object& info) {
            if (is_the_kernels(info)) return;
            put(out,
                fmt::format("{} {}/{}", name, text_of(info, "local"), number_of(info, "prefixlen")),
                description_of(info));
        });
    });
    return out;
}

Facts routes(const std::string& family, const std::string& text) {
    std::map<std::string, std::set<std::string>> all;  // in one order, whenever each was added
    std::string last;
    each_line(text, [&](const std::string& line) {
        const Words words = words_of(line);
        if (words.empty() || follows_from_addresses(words)) return;
        if (words.front() == "nexthop" && !last.empty()) {
            Words rest = words;
            std::erase_if(rest, tells_of_the_line);
            all[last].insert(joined(rest));
            return;
        }
        const Route route = route_of(words);
        last = fmt::format("routes:{} {} {}", family, route.table, route.destination);
        if (!route.metric.empty()) last += " metric " + route.metric;
        auto& values = all[last];
        if (!route.rest.empty()) values.insert(joined(route.rest));
    });
    Facts out;
    for (const auto& [item, values] : all) out[item] = fmt::format("{}", fmt::join(values, "; "));
    return out;
}

Facts rules(const std::string& family, const std::string& text) {
    Facts out;
    each_line(text, [&](const std::string& line) {
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos) return;
        put(out, fmt::format("routes:{} rule {}", family, line.substr(0, colon)),
            joined(words_of(line.substr(colon + 1))));
    });
    return out;
}

Facts queues(const std::string& text) {
    constexpr unsigned long chosen_by_the_kernel = 0x8000;
    Facts out;
    each_line(text, [&](const std::string& line) {
        const Words words = words_of(line);  // qdisc KIND HANDLE: dev NAME root|parent P …
        if (words.size() < 6 || words[0] != "qdisc") return;
        const bool root = words[5] == "root" || words[5] == "ingress";
        std::string where = root ? words[5] : joined({words[5], words.size() > 6 ? words[6] : ""});
        std::string what = words[1];
        const unsigned long handle = std::strtoul(words[2].c_str(), nullptr, 16);
        if (handle > 0 && handle < chosen_by_the_kernel) what += " " + words[2];
        for (std::size_t at = root ? 6 : 7; at < words.size(); ++at)
            if (words[at] == "refcnt")
                ++at;
            else
                what += " " + words[at];
        put(out, "tc:" + words[4] + " " + where, what);
    });
    return out;
}

Facts units(const std::string& active, const std::string& files) {
    std::map<std::string, Words> all;
    each_line(active, [&](const std::string& line) {  // UNIT LOAD ACTIVE SUB DESCRIPTION
        const Words words = words_of(line);
        if (words.size() >= 3 && !comes_with_people(words[0])) all[words[0]] = {words[2]};
    });
    each_line(files, [&](const std::string& line) {  // FILE STATE PRESET
        const Words words = words_of(line);
        if (words.size() < 2 || comes_with_people(words[0])) return;
        Words& unit = all[words[0]];
        if (unit.empty()) unit.emplace_back("inactive");
        unit.push_back(words[1]);
    });
    Facts out;
    for (const auto& [unit, states] : all)
        out["units:" + unit] = fmt::format("{}", fmt::join(states, ", "));
    return out;
}

}  // namespace firedrill::agent::reading
