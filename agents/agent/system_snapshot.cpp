#include "agents/agent/system_snapshot.hpp"

#include "agents/agent/system_reading.hpp"
#include "agents/agent/texts.hpp"
#include "agents/agent/tool.hpp"
#include "core/plan/snapshot_facts.hpp"

#include <unistd.h>

namespace firedrill::agent {

namespace {

using Words = std::vector<std::string>;
using Seen = Result<Facts>;

constexpr const char* systemd_runs = "/run/systemd/system";

asio::awaitable<Result<std::string>> ask(Words words, Language language) {
    co_return co_await tool::run({.words = std::move(words)}, language);
}

asio::awaitable<Seen> addresses(Language language) {
    auto said = co_await ask({"ip", "-json", "address", "show"}, language);
    if (!said) co_return said.error();
    co_return reading::addresses(*said);
}

asio::awaitable<Seen> routes(Language language) {
    Facts out;
    for (const bool v6 : {false, true}) {
        if (v6 && ::access("/proc/net/if_inet6", F_OK) != 0) break;  // switched off
        const std::string family = v6 ? "ipv6" : "ipv4";
        const std::string option = v6 ? "-6" : "-4";
        auto said = co_await ask({"ip", option, "route", "show", "table", "all"}, language);
        if (!said) co_return said.error();
        out.merge(reading::routes(family, *said));
        said = co_await ask({"ip", option, "rule", "show"}, language);
        if (!said) co_return said.error();
        out.merge(reading::rules(family, *said));
    }
    co_return out;
}

/// Without the right nft shows an empty set of rules, and says nothing.
asio::awaitable<Seen> filter(Language language) {
    if (auto may = tool::may_set_network("nft", language); !may) co_return may.error();
    auto said = co_await ask({"nft", "-s", "-n", "list", "ruleset"}, language);
    if (!said) co_return said.error();
    co_return reading::rulesets(*said);
}

asio::awaitable<Seen> queues(Language language) {
    auto said = co_await ask({"tc", "qdisc", "show"}, language);
    if (!said) co_return said.error();
    co_return reading::queues(*said);
}

asio::awaitable<Seen> units(Language language) {
    if (::access(systemd_runs, F_OK) != 0)
        co_return fail(Errc::refused, say(language, text::no_systemd));
    const Words only{"--type=service,socket,timer,mount", "--no-legend", "--no-pager", "--plain",
                     "--full"};
    Words active{"systemctl", "list-units", "--state=active,reloading,failed"};
    Words files{"systemctl", "list-unit-files"};
    active.insert(active.end(), only.begin(), only.end());
    files.insert(files.end(), only.begin(), only.end());
    auto now = co_await ask(std::move(active), language);
    if (!now) co_return now.error();
    auto set_up = co_await ask(std::move(files), language);
    if (!set_up) co_return set_up.error();
    co_return reading::units(*now, *set_up);
}

}  // namespace

Result<void> add_category(FactSheet& sheet, std::string_view category, const Result<Facts>& seen) {
    const std::string item = std::string(plan::seen_prefix) + std::string(category);
    if (!seen) return sheet.add(item, seen.error().what);
    if (auto fits = sheet.add(*seen); !fits) return sheet.add(item, fits.error().what);
    return sheet.add(item, std::string(plan::seen_yes));
}

asio::awaitable<Result<void>> add_system(FactSheet& sheet) {
    const Language language = sheet.language();
    DRILL_CO_CHECK(add_category(sheet, "addresses", co_await addresses(language)));
    DRILL_CO_CHECK(add_category(sheet, "routes", co_await routes(language)));
    DRILL_CO_CHECK(add_category(sheet, "nft", co_await filter(language)));
    DRILL_CO_CHECK(add_category(sheet, "tc", co_await queues(language)));
    co_return add_category(sheet, "units", co_await units(language));
}

}  // namespace firedrill::agent
