#include "agents/agent/link.hpp"

#include "agents/agent/tool.hpp"
#include "core/base/json.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <sstream>

namespace firedrill::agent::link {

namespace {

constexpr std::int64_t for_ever = 4'294'967'295;

using Words = std::vector<std::string>;

// What `ip -json` says ------------------------------------------------------------------------

std::string text_of(const json::object& from, const char* name) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::int64_t number_of(const json::object& from, const char* name, std::int64_t otherwise) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : otherwise;
}

bool is_set(const json::object& from, const char* name) {
    const json::value* value = from.if_contains(name);
    return value != nullptr && value->is_bool() && value->get_bool();
}

/// Objects of an array; what else stands in it is no business of ours.
template <class F>
void each_object(const json::value* array, F&& f) {
    if (array == nullptr || !array->is_array()) return;
    for (const json::value& one : array->get_array())
        if (one.is_object()) f(one.get_object());
}

std::string words_of(const json::object& info, const std::string& interface) {
    const std::string local = text_of(info, "local");
    const std::string peer = text_of(info, "address");
    const auto prefix = number_of(info, "prefixlen", 0);
    std::string out = "address replace ";
    out += peer.empty() ? fmt::format("{}/{}", local, prefix)
                        : fmt::format("{} peer {}/{}", local, peer, prefix);
    const auto add = [&](const char* word, const std::string& value) {
        if (!value.empty()) out += fmt::format(" {} {}", word, value);
    };
    add("brd", text_of(info, "broadcast"));
    add("scope", text_of(info, "scope"));
    if (text_of(info, "family") == "inet") add("label", text_of(info, "label"));
    if (const auto metric = number_of(info, "metric", 0); metric > 0)
        add("metric", std::to_string(metric));
    const auto valid = number_of(info, "valid_life_time", for_ever);
    if (valid != for_ever) {
        add("valid_lft", std::to_string(valid));
        add("preferred_lft", std::to_string(number_of(info, "preferred_life_time", valid)));
    }
    for (const char* flag : {"noprefixroute", "nodad"})
        if (is_set(info, flag)) out += fmt::format(" {}", flag);
    return out + " dev " + interface;
}

std::vector<Held> addresses_of(const json::object& interface) {
    std::vector<Held> out;
    const std::string name = text_of(interface, "ifname");
    each_object(interface.if_contains("addr_info"), [&](const json::object& info) {
        out.push_back({.interface = name,
                       .address = text_of(info, "local"),
                       .prefix = static_cast<int>(number_of(info, "prefixlen", 0)),
                       .words = words_of(info, name),
                       .in_doubt = is_set(info, "tentative") || is_set(info, "dadfailed")});
    });
    return out;
}

/// The kernel or a router gives it back by itself.
bool comes_by_itself(const Held& held) {
    const bool v6 = held.address.find(':') != std::string::npos;
    return v6 && (held.words.find(" scope link") != std::string::npos ||
                  held.words.find(" valid_lft ") != std::string::npos);
}

bool is_up(const json::object& interface) {
    const json::value* flags = interface.if_contains("flags");
    if (flags == nullptr || !flags->is_array()) return false;
    const auto& all = flags->get_array();
    return std::any_of(all.begin(), all.end(),
                       [](const json::value& flag) { return flag == json::value("UP"); });
}

asio::awaitable<Result<json::value>> ask(Words words, Language language) {
    words.insert(words.begin(), {"ip", "-json"});
    auto said = co_await tool::run({.words = std::move(words)}, language);
    if (!said) co_return said.error();
    co_return parse_json(said->empty() ? "[]" : *said);
}

// Routes --------------------------------------------------------------------------------------

/// A line of `ip route show` as the words that add it; empty if it comes by itself.
std::string route_of(const std::string& line, const char* family, const std::string& interface) {
    std::istringstream in(line);
    std::string out = fmt::format("{} route add", family);
    bool has_device = false;
    bool first = true;
    for (std::string word; in >> word; first = false) {
        const bool kind = word == "local" || word == "broadcast" || word == "anycast" ||
                          word == "multicast" || word == "unreachable";
        if ((first && kind) || word == "expires" || word == "ra" || word == "redirect") return {};
        if (word == "linkdown" || word == "dead" || word == "offload") continue;
        has_device = has_device || word == "dev";
        out += " " + word;
    }
    if (first) return {};
    return has_device ? out : out + " dev " + interface;
}

asio::awaitable<Result<Words>> routes_of(std::string interface, Language language) {
    Words out;
    for (const char* family : {"-4", "-6"}) {
        tool::Call call{.words = {"ip", family, "route", "show", "table", "all", "dev", interface}};
        auto said = co_await tool::run(std::move(call), language);
        if (!said) co_return said.error();
        std::istringstream lines(*said);
        for (std::string line; std::getline(lines, line);)
            if (std::string words = route_of(line, family, interface); !words.empty())
                out.push_back(std::move(words));
    }
    co_return out;
}

bool has_no_route_of_its_own(const Held& held) {
    return held.words.find(" noprefixroute") != std::string::npos;
}

}  // namespace

/// A route to the network of an address: with another address beside it, it may come back
/// otherwise.
bool is_the_kernels(const std::string& words) {
    return words.find(" proto kernel") != std::string::npos;
}

asio::awaitable<Result<std::vector<Held>>> all_addresses(Language language) {
    auto said = co_await ask({"address", "show"}, language);
    if (!said) co_return said.error();
    std::vector<Held> out;
    each_object(&*said, [&](const json::object& interface) {
        for (Held& held : addresses_of(interface)) out.push_back(std::move(held));
    });
    co_return out;
}

asio::awaitable<Result<Link>> look(std::string interface, Language language) {
    auto said = co_await ask({"address", "show", "dev", interface}, language);
    if (!said) co_return fail(Errc::not_found, said.error().what);
    Link out;
    each_object(&*said, [&](const json::object& one) {
        out.up = is_up(one);
        for (Held& held : addresses_of(one))
            if (!comes_by_itself(held)) out.addresses.push_back(std::move(held));
    });
    auto routes = co_await routes_of(interface, language);
    if (!routes) co_return routes.error();
    out.routes = std::move(*routes);
    // Where somebody told the kernel not to route to the network of an address, they did it
    // instead.
    if (std::none_of(out.addresses.begin(), out.addresses.end(), has_no_route_of_its_own))
        std::erase_if(out.routes, is_the_kernels);
    co_return out;
}

asio::awaitable<Result<void>> set_up(std::string interface, bool up, Language language) {
    tool::Call call{.words = {"ip", "link", "set", "dev", interface, up ? "up" : "down"}};
    auto done = co_await tool::run(std::move(call), language);
    if (!done) co_return done.error();
    co_return Result<void>{};
}

asio::awaitable<Result<bool>> answers(std::string address, Language language) {
    auto said = co_await tool::run({.words = {"ip", "route", "get", address}}, language);
    // Without a way to it the host does not take it for its own.
    co_return said && said->starts_with("local ");
}

}  // namespace firedrill::agent::link
