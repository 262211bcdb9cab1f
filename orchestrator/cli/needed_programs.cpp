#include "orchestrator/cli/needed_programs.hpp"

#include "core/model/complaint.hpp"
#include "core/plan/compile.hpp"
#include "orchestrator/links/ssh_target.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace firedrill::cli {

namespace {

plan::Environment environment_of(const model::Settings& settings) {
    if (settings.environment == "lab") return plan::Environment::lab;
    return settings.environment == "test" ? plan::Environment::test : plan::Environment::production;
}

void merge(const plan::Host& from, plan::Plan& into) {
    const auto same = [&](const plan::Host& host) { return host.id == from.id; };
    const auto found = std::ranges::find_if(into.hosts, same);
    if (found == into.hosts.end()) return into.hosts.push_back(from);
    found->has_agent = found->has_agent || from.has_agent;
    found->has_probe = found->has_probe || from.has_probe;
}

void add(const model::Workspace& workspace, const std::string& scenario, NeededPrograms& out) {
    const auto compiled = plan::compile(workspace, scenario, {.inputs = {}, .sample_inputs = true});
    if (!compiled.plan) return;
    for (const auto& host : compiled.plan->hosts) {
        merge(host, out.plan);
        out.scenarios[host.id].push_back(scenario);
    }
}

}  // namespace

NeededPrograms needed_programs(const model::Workspace& workspace) {
    NeededPrograms out;
    out.plan.environment = environment_of(workspace.settings);
    for (const auto* list : {&workspace.scenarios, &workspace.backups})
        for (const auto& scenario : *list) add(workspace, scenario.id.text, out);
    for (const auto& from : workspace.inventory.hosts) {
        if (out.scenarios.contains(from.id.text)) continue;
        out.plan.hosts.push_back(plan::host_of(workspace, from));
        out.plan.hosts.back().has_agent = true;
    }
    std::ranges::sort(out.plan.hosts, {}, &plan::Host::id);
    return out;
}

Result<void> keep_only(plan::Plan& plan, const std::vector<std::string>& hosts) {
    std::vector<std::string> known;
    for (const auto& host : plan.hosts) known.push_back(host.id);
    for (const auto& wanted : hosts) {
        if (std::ranges::find(known, wanted) != known.end()) continue;
        const std::string hint = model::nearest(wanted, known);
        return fail(Errc::not_found, fmt::format("inventory.yaml has no host {}", wanted),
                    hint.empty() ? fmt::format("it has {}", fmt::join(known, ", "))
                                 : "did you mean " + hint + "?");
    }
    if (!hosts.empty())
        std::erase_if(plan.hosts, [&](const plan::Host& host) {
            return std::ranges::find(hosts, host.id) == hosts.end();
        });
    return {};
}

std::string way_to(const plan::Host& host) {
    if (host.ssh)
        return "ssh " + links::place_of({.address = host.address,
                                         .port = host.ssh->port,
                                         .user = host.user,
                                         .identity = {}});
    return host.socket.empty() ? host.via : host.via + " " + host.socket;
}

}  // namespace firedrill::cli
