#include "orchestrator/calibration/calibration_plan.hpp"

#include "core/measure/known_outage.hpp"

#include <fmt/format.h>

namespace firedrill::calibration {

namespace {

using namespace std::chrono_literals;
using plan::Phase;

constexpr Nanos probe_timeout = 30s;
constexpr Nanos pause_max = 24h;
constexpr const char* service_id = "known";

plan::Step step_of(Phase phase, std::string id, plan::Performer performer, plan::Action action,
                   Nanos timeout) {
    plan::Step step;
    step.phase = phase;
    step.id = step.group = std::move(id);
    step.title = {.en = step.id, .zh = step.id};
    step.performer = performer;
    if (performer == plan::Performer::probe) step.host = calibrated_host;
    step.action = std::move(action);
    step.timeout = timeout;
    return step;
}

plan::Step start(Phase phase, const std::string& probe) {
    plan::Step step = step_of(phase, "start-" + probe, plan::Performer::probe,
                              plan::StartProbe{.probe = probe}, probe_timeout);
    step.undo = {plan::StopProbe{.probe = probe, .clean_up = true}};
    return step;
}

plan::Step stop(Phase phase, const std::string& probe) {
    plan::Step step = step_of(phase, stop_step(probe), plan::Performer::probe,
                              plan::StopProbe{.probe = probe, .clean_up = true}, probe_timeout);
    step.idempotent = step.always = true;
    return step;
}

plan::Step pause(Phase phase, const char* id, std::vector<std::string> needs) {
    plan::Step step = step_of(phase, id, plan::Performer::person,
                              plan::Manual{.text = {}, .assignee = {}, .document = {}}, pause_max);
    step.needs = std::move(needs);
    return step;
}

void add_probe(const PlanSettings& settings, const Lane& lane, plan::Plan& out) {
    const std::string place = fmt::format("127.0.0.1:{}", lane.port);
    plan::Connection connection{.id = lane.id, .kind = lane.kind, .url = place};
    if (lane.kind == "http") {
        connection.url = "http://" + place + "/";
        connection.http.emplace();
        if (lane.id == writer_probe) connection.http->writes = connection.url + "writes";
    }
    out.connections.push_back(std::move(connection));
    plan::Probe probe{.id = lane.id,
                      .connection = lane.id,
                      .host = calibrated_host,
                      .service = service_id,
                      .every = settings.every,
                      .deadline = settings.deadline,
                      .write_log = {}};
    if (lane.id == writer_probe) probe.write_log = {.connections = 4, .rate = {250'000}};
    out.probes.push_back(std::move(probe));
}

void add_steps(const PlanSettings& settings, plan::Plan& out) {
    std::vector<std::string> started;
    for (const Lane& lane : settings.lanes) {
        out.steps.push_back(start(Phase::prepare, lane.id));
        started.push_back(out.steps.back().id);
    }
    out.steps.push_back(pause(Phase::disrupt, outages_step, started));
    for (const Lane& lane : settings.lanes) out.steps.push_back(stop(Phase::failover, lane.id));
    out.steps.push_back(start(Phase::verify, writer_probe));
    out.steps.push_back(pause(Phase::verify, writes_step, {out.steps.back().id}));
    plan::Step verify = step_of(Phase::verify, read_back_step, plan::Performer::probe,
                                plan::VerifyWrites{.probe = writer_probe}, probe_timeout);
    verify.needs = {writes_step};
    out.steps.push_back(std::move(verify));
    out.steps.push_back(stop(Phase::reinstate, writer_probe));
}

}  // namespace

plan::Plan calibration_plan(const PlanSettings& settings) {
    plan::Plan out;
    out.workspace = out.scenario = "calibration";
    out.environment = plan::Environment::lab;
    out.timezone = "UTC";
    out.languages = settings.language == Language::zh ? Languages::zh : Languages::en;
    out.form = plan::Form::isolated_test;
    out.guards = {.max_hosts = 1, .max_duration = pause_max, .auto_revert_after = 30s};
    const auto measured = measure::calibration_settings(settings.every, settings.deadline);
    out.services.push_back({.id = service_id,
                            .title = {},
                            .success_ppm = measured.success_ppm,
                            .sustained = measured.sustained,
                            .needs = {}});
    out.hosts.push_back({.id = calibrated_host, .site = "here", .has_probe = true});
    for (const Lane& lane : settings.lanes) add_probe(settings, lane, out);
    add_probe(settings, {writer_probe, "http", settings.store_port}, out);
    out.phases = {Phase::prepare, Phase::disrupt, Phase::failover, Phase::verify, Phase::reinstate};
    add_steps(settings, out);
    return out;
}

}  // namespace firedrill::calibration
