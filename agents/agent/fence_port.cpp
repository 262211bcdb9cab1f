#include "agents/agent/fence_port.hpp"

#include "agents/agent/nft.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/resident/clock.hpp"
#include "core/plan/partition.hpp"

#include <fmt/format.h>

namespace firedrill::agent::port {

namespace {

using fences::Order;

std::string table_of(const Order& order) {
    return plan::fence_table(order.drill, order.kind, order.with);
}

/// Who may still pass, then everybody else: what comes to the port, or leaves from it.
std::string chain(const char* name, const char* hook, const char* side, const Order& order) {
    const bool enters = std::string_view(side) == "dport";
    std::string rules = fmt::format("{} \"lo\" accept\n", enters ? "iifname" : "oifname");
    const auto except = order.with.find("except");
    const auto peers = except == order.with.end() ? std::nullopt : plan::read_peers(except->second);
    const auto let = [&](const char* family, const std::vector<std::string>& those) {
        if (!those.empty())
            rules += fmt::format("{} {} {{ {} }} accept\n", family, enters ? "saddr" : "daddr",
                                 fmt::join(those, ", "));
    };
    if (peers) {
        let("ip", peers->v4);
        let("ip6", peers->v6);
    }
    rules += fmt::format("meta l4proto {{ tcp, udp }} th {} {} counter drop\n", side,
                         *plan::read_port(order.with.at("port")));
    return fmt::format("chain {} {{\ntype filter hook {} priority -310; policy accept;\n{}}}\n",
                       name, hook, rules);
}

std::string without(const std::string& table) {
    return fmt::format("add table inet {0}\ndelete table inet {0}\n", table);
}

asio::awaitable<Result<void>> holds(std::string table, Language language) {
    const auto listed = co_await nft::run("list table inet " + table + "\n", language);
    if (!listed) co_return listed.error();
    if (listed->find("counter") != listed->npos && listed->find(" drop") != listed->npos)
        co_return Result<void>{};
    co_return fail(Errc::io, say(language, text::not_in_kernel, table));
}

}  // namespace

std::string rules_of(const fences::Order& order) {
    const std::string table = table_of(order);
    // Before a destination is rewritten, so that a published port of a container is closed as well,
    // and before connection tracking, so that established connections end, too.
    return without(table) + fmt::format("table inet {} {{\n", table) +
           chain("entering", "prerouting", "dport", order) +
           chain("leaving", "output", "sport", order) + "}\n";
}

Result<void> check(Language language) {
    return nft::usable(language);
}

asio::awaitable<AttemptReport> fence(Order order) {
    AttemptReport report;
    report.started = resident::mono_now();
    report.facts["table"] = table_of(order);
    const auto set = co_await nft::run(rules_of(order), order.language);
    // One transaction: of what nft refuses nothing holds.
    if (!set && set.error().code != Errc::timeout) co_return not_begun(set.error().what);
    if (auto there = co_await holds(table_of(order), order.language); !there)
        co_return fences::unclear(std::move(report), there.error().what);
    co_return fences::succeeded(std::move(report));
}

asio::awaitable<AttemptReport> release(Order order) {
    AttemptReport report;
    report.started = resident::mono_now();
    const std::string table = table_of(order);
    report.facts["table"] = table;
    const auto deleted = co_await nft::run(without(table), order.language);
    const auto there = co_await nft::has_table(table, order.language);
    if (there && !*there) co_return fences::succeeded(std::move(report));
    const std::string why = !deleted ? deleted.error().what : there ? "" : there.error().what;
    co_return fences::failed(std::move(report), say(order.language, text::still_cut, table, why));
}

}  // namespace firedrill::agent::port
