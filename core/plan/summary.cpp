// What follows from the compiled steps: hosts, footprint, unbound clocks.
#include "core/base/match.hpp"
#include "core/plan/header.hpp"

#include <algorithm>
#include <array>

namespace firedrill::plan {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t bytes_per_row = 320;  // a drill row with its index entries
constexpr int helper_connections = 2;        // availability and reading back

Ssh ssh_of(const model::Host& from) {
    Ssh ssh{
        .port = from.port, .identity = from.identity.text, .known_hosts = from.known_hosts.text};
    for (const auto& text : from.jump)
        if (auto jump = parse_jump(text.text)) ssh.jump.push_back(std::move(*jump));
    if (!from.programs.empty()) ssh.programs = from.programs.text;
    if (!from.state.empty()) ssh.state = from.state.text;
    return ssh;
}

}  // namespace

Host host_of(const model::Workspace& workspace, const model::Host& from) {
    Host to{.id = from.id.text,
            .site = from.site.text,
            .roles = from.roles,
            .via = from.via,
            .address = from.address.text,
            .user = from.user,
            .socket = from.socket.text};
    if (from.via == "ssh") to.ssh = ssh_of(from);
    if (const auto* site = model::find(workspace.inventory.sites, to.site))
        to.site_kind = site->kind;
    return to;
}

namespace {

std::string removed_by(const Plan& plan, const Probe& probe) {
    for (const auto& step : plan.steps)
        if (const auto* stop = std::get_if<StopProbe>(&step.action);
            stop != nullptr && stop->probe == probe.id)
            return step.id;
    return {};
}

}  // namespace

void fill_hosts(const model::Workspace& workspace, Plan& plan) {
    for (const auto& from : workspace.inventory.hosts) {
        Host host = host_of(workspace, from);
        for (const auto& step : plan.steps) {
            if (step.host != host.id) continue;
            host.has_agent = host.has_agent || step.performer == Performer::agent;
            host.has_probe = host.has_probe || step.performer == Performer::probe;
        }
        if (host.has_agent || host.has_probe) plan.hosts.push_back(std::move(host));
    }
}

Nanos expected_length(const Step& step) {
    if (step.planned > Nanos{0}) return step.planned;
    if (const auto* hold = std::get_if<HoldService>(&step.action)) return hold->lasting;
    if (const auto* wait = std::get_if<WaitFor>(&step.action)) return wait->lasting + seconds{2};
    if (step.performer == Performer::person) return seconds{30};
    return step.performer == Performer::agent ? Nanos{seconds{2}} : Nanos{milliseconds{500}};
}

namespace {

struct Place {
    std::string name;
    std::string rights;
};

/// Where drill writes go, and what they need there.
Place place_of(const Plan& plan, const Probe& probe) {
    const Connection* connection = find_connection(plan, probe.connection);
    const std::string kind = connection == nullptr ? "" : connection->kind;
    if (kind == "redis") return {.name = "firedrill:w_*", .rights = "RPUSH, LRANGE, UNLINK, ROLE"};
    if (kind == "http") return {.name = "w_*", .rights = "PUT, POST, GET, DELETE"};
    if (kind == "mariadb")
        return {.name = "firedrill_w_*", .rights = "CREATE, INSERT, SELECT, DROP"};
    return {.name = "firedrill", .rights = "CREATE"};
}

}  // namespace

void fill_footprint(Plan& plan) {
    Nanos length{};
    for (const auto& step : plan.steps)
        if (step.phase >= Phase::baseline && step.phase < Phase::reinstate)
            length += expected_length(step);
    for (const auto& probe : plan.probes) {
        if (!probe.write_log) continue;
        const std::int64_t rows =
            length / milliseconds{1} * probe.write_log->rate.per_second_milli / 1'000'000;
        const Place place = place_of(plan, probe);
        plan.footprint.push_back({.connection = probe.connection,
                                  .schema = place.name,
                                  .rows_estimated = rows,
                                  .bytes_estimated = rows * bytes_per_row,
                                  .connections = probe.write_log->connections + helper_connections,
                                  .rights = place.rights,
                                  .removed_by = removed_by(plan, probe)});
    }
}

void fill_marks(Plan& plan) {
    if (plan.backup) return;  // its times are those of its steps
    using enum Mark;
    constexpr std::array by_steps{disrupted,         detected,   verified,  assessed,
                                  declared,          proposed,   approved,  promoted,
                                  business_verified, reconciled, backfilled};
    for (const Mark mark : by_steps) {
        const bool not_exercised =
            plan.variant == Variant::planned && (mark == detected || mark == verified);
        const bool bound = std::any_of(plan.steps.begin(), plan.steps.end(), [&](const Step& step) {
            return step.mark == mark && step.phase < Phase::failback;
        });
        if (!bound && !not_exercised) plan.unbound_marks.push_back(mark);
    }
}

}  // namespace firedrill::plan
