#include "agents/agent/fence_address.hpp"

#include "agents/agent/link.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/tool.hpp"
#include "agents/resident/clock.hpp"
#include "core/plan/partition.hpp"

#include <arpa/inet.h>
#include <algorithm>
#include <array>

namespace firedrill::agent::address {

namespace {

using fences::Order;
using Holdings = std::vector<link::Held>;

constexpr Nanos patience = std::chrono::seconds{10};
constexpr Nanos a_moment = std::chrono::seconds{1};

/// What the order names, in the kernel's own spelling.
struct Wanted {
    std::string interface;
    std::string address;
    int prefix = 0;
};

std::string spelt(const plan::Address& address) {
    std::array<unsigned char, 16> bytes{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = address.v6 ? AF_INET6 : AF_INET;
    const bool read = ::inet_pton(family, address.address.c_str(), bytes.data()) == 1;
    if (!read || ::inet_ntop(family, bytes.data(), text.data(), text.size()) == nullptr)
        return address.address;
    return text.data();
}

Wanted wanted_of(const Order& order) {
    const auto address = plan::read_address(order.with.at("address"));
    return {.interface = order.with.at("interface"),
            .address = spelt(*address),
            .prefix = address->prefix};
}

const link::Held* holder_of(const Holdings& all, const Wanted& wanted) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const link::Held& held) {
        return held.address == wanted.address;
    });
    return found == all.end() ? nullptr : &*found;
}

/// Not ours to take: it is somewhere else, or written otherwise, than the plan says.
Result<void> is_as_written(const link::Held& held, const Wanted& wanted, Language language) {
    if (held.interface == wanted.interface && held.prefix == wanted.prefix) return {};
    return fail(Errc::refused, say(language, text::another_prefix, held.address, held.interface,
                                   held.address, held.prefix));
}

/// What goes and must come back: the address, and the routes of its interface.
asio::awaitable<Result<plan::Parameters>> note_of(link::Held held, Language language) {
    auto now = co_await link::look(held.interface, language);
    if (!now) co_return now.error();
    link::Link lost{.up = true, .addresses = {held}, .routes = now->routes};
    plan::Parameters out = link::kept(lost);
    out["ours"] = "true";
    co_return out;
}

/// The kernel takes more than it was asked for: secondary addresses of the network, and routes.
asio::awaitable<Result<void>> withdraw(Wanted wanted, Language language) {
    auto before = co_await link::look(wanted.interface, language);
    if (!before) co_return before.error();
    const std::string address = wanted.address + "/" + std::to_string(wanted.prefix);
    tool::Call call{.words = {"ip", "address", "del", address, "dev", wanted.interface}};
    if (auto done = co_await tool::run(std::move(call), language); !done) co_return done.error();
    std::erase_if(before->addresses, [&](const link::Held& held) {
        return held.address == wanted.address && held.prefix == wanted.prefix;
    });
    const std::string source = " src " + wanted.address + " ";
    std::erase_if(before->routes, [&](const std::string& route) {
        return (route + " ").find(source) != std::string::npos;
    });
    // Where the network itself is gone some of them cannot be: a release brings them back.
    (void)co_await link::restore(wanted.interface, *before, a_moment, language);
    before->routes.clear();
    co_return co_await link::restore(wanted.interface, *before, patience, language);
}

asio::awaitable<Result<void>> is_gone(Wanted wanted, Language language) {
    const auto all = co_await link::all_addresses(language);
    if (!all) co_return all.error();
    if (const link::Held* held = holder_of(*all, wanted))
        co_return fail(Errc::io, say(language, text::still_holds, wanted.address, held->interface));
    const auto answers = co_await link::answers(wanted.address, language);
    if (!answers) co_return answers.error();
    if (*answers) co_return fail(Errc::io, say(language, text::still_routes, wanted.address));
    co_return Result<void>{};
}

asio::awaitable<AttemptReport> take_back(Order order, AttemptReport report, Wanted wanted,
                                         plan::Parameters note, std::string why) {
    const auto link = link::from_kept(wanted.interface, note);
    const auto back = co_await link::restore(wanted.interface, link, patience, order.language);
    if (!back)
        co_return fences::unclear(
            std::move(report), say(order.language, text::nor_taken_back, why, back.error().what));
    fences::remove_note(order);
    co_return fences::failed(std::move(report),
                             say(order.language, text::not_fenced_after_all, why));
}

}  // namespace

Result<void> check(Language language) {
    return tool::may_set_network("ip", language);
}

asio::awaitable<AttemptReport> fence(Order order) {
    const Wanted wanted = wanted_of(order);
    const Language language = order.language;
    const auto all = co_await link::all_addresses(language);
    if (!all) co_return not_begun(all.error().what);
    const link::Held* held = holder_of(*all, wanted);
    plan::Parameters note{{"ours", "false"}};
    if (held != nullptr) {
        if (auto good = is_as_written(*held, wanted, language); !good)
            co_return not_begun(good.error().what);
        auto found = co_await note_of(*held, language);
        if (!found) co_return not_begun(found.error().what);
        note = std::move(*found);
    }
    const auto kept = fences::noted(order, note);
    if (!kept) co_return not_begun(say(language, text::no_note, kept.error().what));
    AttemptReport report;
    report.started = resident::mono_now();
    report.facts = link::told(*kept);
    report.facts["address"] = held != nullptr ? "withdrawn" : "not held";
    Result<void> done;
    if (held != nullptr) done = co_await withdraw(wanted, language);
    if (done) done = co_await is_gone(wanted, language);
    if (done) co_return fences::succeeded(std::move(report));
    const std::string why = done.error().what;
    co_return co_await take_back(order, std::move(report), wanted, *kept, why);
}

asio::awaitable<AttemptReport> release(Order order) {
    const Wanted wanted = wanted_of(order);
    AttemptReport report;
    report.started = resident::mono_now();
    const auto note = fences::read_note(order);
    if (!note) co_return fences::failed(std::move(report), note.error().what);
    const bool ours = fences::is_ours(*note);
    report.facts["address"] = ours ? "put back" : "not ours";
    if (ours) {
        const auto link = link::from_kept(wanted.interface, **note);
        const auto back = co_await link::restore(wanted.interface, link, patience, order.language);
        if (!back) co_return fences::failed(std::move(report), back.error().what);
    }
    fences::remove_note(order);
    co_return fences::succeeded(std::move(report));
}

}  // namespace firedrill::agent::address
