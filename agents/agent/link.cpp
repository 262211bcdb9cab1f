#include "agents/agent/link.hpp"

#include "agents/agent/texts.hpp"
#include "agents/agent/tool.hpp"
#include "agents/agent/waiting.hpp"
#include "agents/resident/clock.hpp"
#include "core/base/json.hpp"

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <sstream>

namespace firedrill::agent::link {

namespace {

constexpr std::int64_t for_ever = 4'294'967'295;
constexpr Nanos between_looks = std::chrono::milliseconds{100};
constexpr int looks_for_the_kernels = 3;

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
                       .words = words_of(info, name)});
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

// What is missing -----------------------------------------------------------------------------

Words missing_in(const Link& now, const Link& wanted) {
    Words out;
    for (const Held& held : wanted.addresses)
        if (std::none_of(now.addresses.begin(), now.addresses.end(), [&](const Held& other) {
                return other.address == held.address && other.prefix == held.prefix;
            }))
            out.push_back(held.words);
    for (const std::string& route : wanted.routes)
        if (std::find(now.routes.begin(), now.routes.end(), route) == now.routes.end())
            out.push_back(route);
    return out;
}

/// A route to the network of an address: with another address beside it, it may come back
/// otherwise.
bool is_the_kernels(const std::string& words) {
    return words.find(" proto kernel") != std::string::npos;
}

bool has_no_route_of_its_own(const Held& held) {
    return held.words.find(" noprefixroute") != std::string::npos;
}

std::string lines_of(const Words& words) {
    return words.empty() ? "" : fmt::format("{}\n", fmt::join(words, "\n"));
}

/// A batch takes no family in its lines: routes begin with theirs, addresses need none.
Words of_family(const Words& lines, const std::string& family) {
    Words out;
    for (const std::string& line : lines)
        if (family.empty() && !line.starts_with("-"))
            out.push_back(line);
        else if (!family.empty() && line.starts_with(family))
            out.push_back(line.substr(family.size() + 1));
    return out;
}

asio::awaitable<void> add(Words lines, Language language) {
    for (const std::string& family : {std::string(), std::string("-4"), std::string("-6")}) {
        const Words some = of_family(lines, family);
        Words words{"ip", family, "-force", "-batch", "-"};
        if (family.empty()) words.erase(words.begin() + 1);
        if (some.empty()) continue;
        tool::Call call{.words = std::move(words), .input = lines_of(some)};
        (void)co_await tool::run(std::move(call), language);
    }
}

Words split(const plan::Parameters& from, const std::string& name) {
    Words out;
    const auto found = from.find(name);
    std::istringstream parts(found == from.end() ? "" : found->second);
    for (std::string part; std::getline(parts, part, ';');)
        if (const auto begin = part.find_first_not_of(' '); begin != part.npos)
            out.push_back(part.substr(begin));
    return out;
}

/// Of "address replace 10.0.1.5/24 … dev eth0".
Held held_of(const std::string& words, const std::string& interface) {
    std::istringstream in(words);
    Held out{.interface = interface, .words = words};
    std::string word;
    in >> word >> word >> out.address;
    while (out.address.find('/') == std::string::npos && in >> word)
        if (word.find('/') != std::string::npos) out.address += word.substr(word.find('/'));
    const std::size_t slash = out.address.find('/');
    if (slash == std::string::npos) return out;
    out.prefix = std::atoi(out.address.c_str() + slash + 1);
    out.address.resize(slash);
    return out;
}

}  // namespace

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

asio::awaitable<Result<void>> restore(std::string interface, Link wanted, Nanos time,
                                      Language language) {
    const Nanos deadline = resident::mono_now() + time;
    for (int looks = 0;; ++looks) {
        auto now = co_await look(interface, language);
        if (!now) co_return now.error();
        const Words missing = missing_in(*now, wanted);
        const auto must = std::find_if_not(missing.begin(), missing.end(), is_the_kernels);
        if (missing.empty() || (must == missing.end() && looks >= looks_for_the_kernels))
            co_return Result<void>{};
        if (resident::mono_now() >= deadline)
            co_return fail(Errc::io, say(language, text::not_restored, interface,
                                         must == missing.end() ? missing.front() : *must));
        // One that cannot be yet (its gateway is not reached, its address is being tested) is tried
        // again with the next look.
        co_await add(missing, language);
        co_await pause(between_looks);
    }
}

plan::Parameters kept(const Link& link) {
    Words addresses;
    for (const Held& held : link.addresses) addresses.push_back(held.words);
    return {{"addresses", fmt::format("{}", fmt::join(addresses, "; "))},
            {"routes", fmt::format("{}", fmt::join(link.routes, "; "))}};
}

plan::Parameters told(plan::Parameters kept) {
    constexpr std::size_t bytes_max = 4'000;
    std::erase_if(kept, [](const auto& item) { return item.second.size() > bytes_max; });
    return kept;
}

Link from_kept(const std::string& interface, const plan::Parameters& kept) {
    Link out;
    for (const std::string& words : split(kept, "addresses"))
        out.addresses.push_back(held_of(words, interface));
    out.routes = split(kept, "routes");
    return out;
}

}  // namespace firedrill::agent::link
