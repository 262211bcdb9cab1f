#include "agents/agent/fault_partition.hpp"

#include "agents/agent/fence_postgresql.hpp"
#include "agents/agent/nft.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/texts.hpp"
#include "core/plan/by_hand.hpp"
#include "core/plan/fault_kinds.hpp"

#include <fmt/format.h>

namespace firedrill::agent::partition {

namespace {

using plan::Direction;
using resident::mono_now;

std::string parameter(const plan::Parameters& with, const std::string& name) {
    const auto found = with.find(name);
    return found == with.end() ? std::string() : found->second;
}

// The rules -----------------------------------------------------------------------------------

/// Both families: "any" has no element that one lookup could find.
std::string elements(Nanos lease) {
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(lease).count();
    return fmt::format("{{ ipv4 timeout {0}ms, ipv6 timeout {0}ms }}", milliseconds);
}

std::string peer_set(const char* name, const char* type, const std::vector<std::string>& peers) {
    if (peers.empty()) return {};
    return fmt::format("set {} {{ type {}; flags interval; auto-merge; elements = {{ {} }} }}\n",
                       name, type, fmt::join(peers, ", "));
}

/// One rule, or two where the port may stand on either side.
std::string drops(const std::string& peers, const Cut& cut) {
    const char* while_leased = cut.sticky ? "" : "meta nfproto @lease ";
    const char* verdict = cut.what.answer == plan::Answer::reject ? "reject" : "drop";
    if (!cut.what.port) return fmt::format("{} {}counter {}\n", peers, while_leased, verdict);
    std::string out;
    for (const char* side : {"sport", "dport"})
        if (!cut.what.only_to_port || std::string_view(side) == "dport")
            out += fmt::format("{} meta l4proto {{ tcp, udp }} th {} {} {}counter {}\n", peers,
                               side, *cut.what.port, while_leased, verdict);
    return out;
}

std::string drops_with(const char* side, const Cut& cut) {
    std::string out;
    if (!cut.what.peers.v4.empty()) out += drops(fmt::format("ip {} @peers4", side), cut);
    if (!cut.what.peers.v6.empty()) out += drops(fmt::format("ip6 {} @peers6", side), cut);
    return out;
}

std::string chain(const char* name, const char* hook, const std::string& rules) {
    // Before connection tracking, so that an established connection is cut like any other.
    return fmt::format("chain {} {{\ntype filter hook {} priority -310; policy accept;\n{}}}\n",
                       name, hook, rules);
}

std::string without(const std::string& table) {
    return fmt::format("add table inet {0}\ndelete table inet {0}\n", table);
}

// The fence that must hold before it ends -----------------------------------------------------

postgresql::FenceOrder order_of(const plan::Parameters& found, std::string name,
                                Language language) {
    return {.data = parameter(found, "data"), .name = std::move(name), .language = language};
}

std::string name_of(const AttemptKey& key) {
    return key.drill + "/" + key.step;
}

AttemptReport cut_report(Nanos before, const plan::Parameters& found) {
    AttemptReport report;
    report.outcome = Outcome::succeeded;
    report.started = before;
    report.ended = mono_now();
    report.effect = {before, report.ended};
    report.facts["table"] = parameter(found, "table");
    if (found.contains("fence")) report.facts["self_fence"] = parameter(found, "fence");
    return report;
}

/// What the kernel holds now is what was wanted.
asio::awaitable<Result<void>> verify(Cut cut, Language language) {
    auto listed = co_await nft::run("list table inet " + cut.table + "\n", language);
    if (!listed) co_return listed.error();
    const bool timed = !cut.sticky || cut.closes;
    const char* verdict = cut.what.answer == plan::Answer::reject ? "reject" : "drop";
    const bool holds = listed->find(verdict) != std::string::npos &&
                       (!timed || listed->find("expires") != std::string::npos);
    if (holds) co_return Result<void>{};
    co_return fail(Errc::io, say(language, text::not_in_kernel, cut.table));
}

}  // namespace

std::string rules_of(const Cut& cut) {
    const bool in = cut.what.direction != Direction::out;
    const bool out = cut.what.direction != Direction::in;
    std::string entering = in ? drops_with("saddr", cut) : "";
    if (cut.closes)
        entering += fmt::format("tcp dport {} meta nfproto != @lease counter drop\n", *cut.closes);
    return without(cut.table) + fmt::format("table inet {} {{\n", cut.table) +
           fmt::format("set lease {{ type nf_proto; flags timeout; elements = {} }}\n",
                       elements(cut.lease)) +
           peer_set("peers4", "ipv4_addr", cut.what.peers.v4) +
           peer_set("peers6", "ipv6_addr", cut.what.peers.v6) +
           chain("entering", "input", entering) +
           chain("leaving", "output", out ? drops_with("daddr", cut) : "") + "}\n";
}

std::string renewal_of(const std::string& table, Nanos lease) {
    return fmt::format(
        "delete element inet {0} lease {{ ipv4, ipv6 }}\nadd element inet {0} lease {1}\n", table,
        elements(lease));
}

Result<void> check(const std::string& kind, const plan::Parameters& with, Language language) {
    DRILL_CHECK(plan::check_parameters(kind, with, language));
    return nft::usable(language);
}

Result<plan::Parameters> find(const resident::Job& job) {
    plan::Parameters found{{"table", plan::partition_table(job.key.drill, job.key.step)}};
    const plan::Step* step = plan::fence_before(*job.plan, job.key.step);
    if (step == nullptr) return found;
    const auto& fence = std::get<plan::Fence>(step->action);
    if (!plan::can_be_armed(fence.kind))
        return fail(Errc::refused, say(resident::language_of(*job.plan), text::cannot_be_armed,
                                       step->id, fence.kind));
    found["fence"] = step->id;
    found["data"] = parameter(fence.with, "data");
    return found;
}

asio::awaitable<AttemptReport> inflict(resident::Job job) {
    const Language language = resident::language_of(*job.plan);
    const auto& fault = std::get<plan::Fault>(job.action);
    const auto what = fault.kind == "dns.failure" ? plan::read_dns_failure(fault.with)
                                                  : plan::read_partition(fault.with);
    if (!what) co_return not_begun(say(language, text::unknown_fault, fault.kind));
    Cut cut;
    cut.table = parameter(job.found, "table");
    cut.what = *what;
    cut.lease = fault.lease;
    cut.sticky = job.found.contains("fence");
    const postgresql::FenceOrder order = order_of(job.found, name_of(job.key), language);
    if (cut.sticky) {
        const auto armed = postgresql::arm(order);
        if (!armed) co_return not_begun(say(language, text::not_armed, armed.error().what));
        cut.closes = *armed;
    }
    const Nanos before = mono_now();
    auto set = co_await nft::run(rules_of(cut), language);
    if (!set) {
        if (cut.sticky) (void)postgresql::disarm(order);  // a later start is read-only, no more
        co_return not_begun(set.error().what);
    }
    AttemptReport report = cut_report(before, job.found);
    if (auto holds = co_await verify(cut, language); !holds) {
        report.outcome = Outcome::unknown;
        report.reason = holds.error().what;
    }
    co_return report;
}

asio::awaitable<resident::Mended> mend(plan::Parameters found, std::string name,
                                       Language language) {
    const std::string table = parameter(found, "table");
    resident::Mended mended;
    auto deleted = co_await nft::run(without(table), language);
    const auto there = co_await nft::has_table(table, language);
    if (!there || *there) {
        const std::string why = !deleted ? deleted.error().what : there ? "" : there.error().what;
        mended.why = say(language, text::still_cut, table, why);
        co_return mended;
    }
    mended.why = say(language, text::no_cut, table);
    mended.verified = true;
    if (!found.contains("data")) co_return mended;
    if (auto done = postgresql::disarm(order_of(found, std::move(name), language)); !done) {
        mended.verified = false;
        mended.why += "; " + done.error().what;
    }
    co_return mended;
}

asio::awaitable<Result<void>> extend(FaultArmed fault) {
    auto done =
        co_await nft::run(renewal_of(parameter(fault.found, "table"), fault.lease), Language::en);
    if (!done) co_return done.error();
    co_return Result<void>{};
}

}  // namespace firedrill::agent::partition
