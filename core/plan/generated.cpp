#include "core/plan/generated.hpp"

#include "core/plan/compile_texts.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace firedrill::plan {

namespace {

constexpr Nanos snapshot_timeout = std::chrono::seconds{60};
constexpr Nanos probe_timeout = std::chrono::seconds{30};
constexpr Nanos stop_timeout = std::chrono::seconds{60};

}  // namespace

Step Generator::engine_step(Phase phase, std::string id, const Ids& needs) const {
    Step step{.id = id, .group = id.substr(0, id.find('@')), .phase = phase, .needs = needs};
    return step;
}

Snapshot Generator::snapshot_of(const model::Host& host) {
    Snapshot out;
    const Surroundings here{.host = host.id.text};
    for (const auto& file : host.watch_files)
        out.files.push_back(expander_.placeholders().resolve(file, here));
    for (const auto& process : host.watch_processes)
        out.processes.push_back(expander_.placeholders().resolve(process, here));
    return out;
}

namespace {

/// Of which a baseline knows facts.
bool is_database(const std::string& kind) {
    return kind == "postgresql" || kind == "mariadb" || kind == "redis";
}

}  // namespace

/// Connections to databases that this probe host looks at: those of its probes; the first host
/// also takes those that no probe uses.
Generator::Ids Generator::connections_from(const std::string& host) const {
    std::set<std::string> used, mine;
    for (const auto& probe : plan_.probes) {
        used.insert(probe.connection);
        if (probe.host == host) mine.insert(probe.connection);
    }
    const bool first = !plan_.probes.empty() && plan_.probes.front().host == host;
    Ids out;
    for (const auto& connection : plan_.connections)
        if (is_database(connection.kind) &&
            (mine.contains(connection.id) || (first && !used.contains(connection.id))))
            out.push_back(connection.id);
    return out;
}

Generator::Ids Generator::snapshots(Phase phase, const std::string& prefix, const Ids& needs) {
    Ids out;
    const auto add = [&](std::string id, const std::string& host, Performer by, Snapshot what) {
        Step step = engine_step(phase, id, needs);
        step.title =
            model::both(by == Performer::agent ? texts::snapshot_title : texts::snapshot_db_title);
        step.host = host;
        step.performer = by;
        step.action = std::move(what);
        step.timeout = snapshot_timeout;
        step.idempotent = true;
        out.push_back(id);
        expander_.add(std::move(step), {});
    };
    for (const auto& host : workspace_.inventory.hosts)
        if (!host.watch_files.empty() || !host.watch_processes.empty())
            add(prefix + "@" + host.id.text, host.id.text, Performer::agent, snapshot_of(host));
    std::set<std::string> seen;
    for (const auto& probe : plan_.probes) {
        if (!seen.insert(probe.host).second) continue;
        auto connections = connections_from(probe.host);
        if (!connections.empty())
            add(prefix + "-db@" + probe.host, probe.host, Performer::probe,
                {.connections = std::move(connections)});
    }
    return out;
}

std::vector<std::string> Generator::baseline() {
    before_ = snapshots(Phase::baseline, "baseline", {});
    Ids probes;
    for (const auto& probe : plan_.probes) {
        Step step = engine_step(Phase::baseline, "probe-" + probe.id, before_);
        step.title = model::both(texts::probe_title, probe.id);
        step.host = probe.host;
        step.performer = Performer::probe;
        step.action = StartProbe{.probe = probe.id};
        step.timeout = probe_timeout;
        step.undo = {StopProbe{.probe = probe.id, .clean_up = true}};
        probes.push_back(step.id);
        expander_.add(std::move(step), {});
    }
    return probes.empty() ? before_ : probes;
}

Generator::Ids Generator::stop_probes(bool with_service, const Ids& needs) {
    Ids out;
    for (const auto& probe : plan_.probes) {
        if ((!probe.service.empty() || probe.write_log) != with_service) continue;
        Step step = engine_step(Phase::reinstate, "stop-" + probe.id, needs);
        step.title = model::both(texts::stop_title, probe.id);
        step.host = probe.host;
        step.performer = Performer::probe;
        step.action = StopProbe{.probe = probe.id, .clean_up = true};
        step.timeout = stop_timeout;
        step.idempotent = true;
        step.always = true;
        step.on_failure = OnFailure::carry_on;
        out.push_back(step.id);
        expander_.add(std::move(step), {});
    }
    return out;
}

void Generator::reinstate() {
    auto& steps = plan_.steps;
    const auto verify = std::find_if(steps.begin(), steps.end(), [](const Step& step) {
        return step.phase == Phase::reinstate &&
               std::holds_alternative<VerifyBaseline>(step.action);
    });
    if (verify == steps.end()) {
        const Ids last =
            steps.empty() || steps.back().phase != Phase::reinstate ? Ids{} : Ids{steps.back().id};
        stop_probes(false, stop_probes(true, last));
        return;
    }
    // The generated steps come out at the end; they are moved in front of the comparison.
    const auto at = verify - steps.begin();
    const auto old_end = static_cast<std::ptrdiff_t>(steps.size());
    const Ids needs = verify->needs;
    const Ids stopped = stop_probes(true, needs);
    const Ids after = snapshots(Phase::reinstate, "after", stopped.empty() ? needs : stopped);
    auto& compare = steps[static_cast<std::size_t>(at)];
    std::get<VerifyBaseline>(compare.action).before = before_;
    std::get<VerifyBaseline>(compare.action).after = after;
    if (!after.empty()) compare.needs = after;
    std::rotate(steps.begin() + at, steps.begin() + old_end, steps.end());
    stop_probes(false, {steps.back().id});
}

}  // namespace firedrill::plan
