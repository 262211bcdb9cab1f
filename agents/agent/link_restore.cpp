// What an interface lost is given back, and what it held is written down.
#include "agents/agent/link.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/tool.hpp"
#include "agents/agent/waiting.hpp"
#include "agents/resident/clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <sstream>

namespace firedrill::agent::link {

namespace {

using Words = std::vector<std::string>;

constexpr Nanos between_looks = std::chrono::milliseconds{100};
constexpr int looks_for_the_kernels = 3;

const Held* find_in(const Link& link, const Held& wanted) {
    const auto found =
        std::find_if(link.addresses.begin(), link.addresses.end(), [&](const Held& other) {
            return other.address == wanted.address && other.prefix == wanted.prefix;
        });
    return found == link.addresses.end() ? nullptr : &*found;
}

Words missing_in(const Link& now, const Link& wanted) {
    Words out;
    for (const Held& held : wanted.addresses)
        if (find_in(now, held) == nullptr) out.push_back(held.words);
    for (const std::string& route : wanted.routes)
        if (std::find(now.routes.begin(), now.routes.end(), route) == now.routes.end())
            out.push_back(route);
    return out;
}

/// There, and not yet in use: adding it once more would help nobody.
Words in_doubt_of(const Link& now, const Link& wanted) {
    Words out;
    for (const Held& held : wanted.addresses)
        if (const Held* there = find_in(now, held); there != nullptr && there->in_doubt)
            out.push_back(held.words);
    return out;
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

asio::awaitable<Result<void>> restore(std::string interface, Link wanted, Nanos time,
                                      Language language) {
    const Nanos deadline = resident::mono_now() + time;
    for (int looks = 0;; ++looks) {
        auto now = co_await look(interface, language);
        if (!now) co_return now.error();
        const Words missing = missing_in(*now, wanted);
        Words must = in_doubt_of(*now, wanted);
        std::copy_if(missing.begin(), missing.end(), std::back_inserter(must),
                     [](const std::string& words) { return !is_the_kernels(words); });
        if (missing.empty() && must.empty()) co_return Result<void>{};
        if (must.empty() && looks >= looks_for_the_kernels) co_return Result<void>{};
        if (!must.empty() && resident::mono_now() >= deadline)
            co_return fail(Errc::io, say(language, text::not_restored, interface, must.front()));
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
