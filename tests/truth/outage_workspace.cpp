#include "tests/truth/outage_workspace.hpp"

#include <unistd.h>

#include <filesystem>

namespace firedrill::test {

Place::Place() : path("/var/tmp/firedrill-outage-" + std::to_string(::getpid())) {
    std::filesystem::create_directory(path);
}

Place::~Place() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
}

void write_workspace(const Workplace& work, const std::string& connection, const std::string& every,
                     const std::string& deadline, const std::string& step) {
    work.write("firedrill.yaml", "workspace: outage\nenvironment: lab\nlanguage: en\n");
    work.write("people.yaml",
               "people: [{id: boss, title: Boss}]\nroles: {group: {members: [boss], quorum: 1}}\n");
    work.write(
        "catalogue.yaml",
        "services:\n  - {id: door, title: Door, class: real_time, priority: 1, owner: boss,\n"
        "     rto: {target: 60s, clock_end: reconnected},\n"
        "     min_service_level: {success: 99%, latency: 250ms, for: 1s}}\n");
    work.write("inventory.yaml",
               "sites: [{id: main, kind: primary}]\n"
               "hosts: [{id: here, site: main, connect: {via: local, address: 127.0.0.1}}]\n"
               "connections: {door: " +
                   connection + "}\n");
    const std::string lose =
        "{id: lose, on: here, run: " + step + ", mark: disrupted, timeout: 20s}";
    const std::string held = "{id: held, on: here, run: " + step + ", timeout: 30s}";
    const std::string up = "{id: up, wait_for: {probe: door, is: up, lasting: 1200ms}}";
    const auto again = [](std::string text) { return text.replace(0, 5, "{id: back-"); };
    work.write("scenarios/outage.yaml",
               "scenario: outage\ntitle: Outage\nother_event: {reason: Own accuracy}\n"
               "form: live_switchover\nvariant: unplanned\nservices: [door]\n"
               "drill_risk: {could_go_wrong: nothing, rollback: none}\n"
               "probes:\n  - {id: door, connection: door, from: here, service: door, every: " +
                   every + ", deadline: " + deadline +
                   "}\n"
                   "phases:\n  disrupt: [" +
                   lose + ", " + held +
                   "]\n"
                   "  failover: [" +
                   up +
                   "]\n"
                   "  failback: [" +
                   again(lose) + ", " + again(held) + ", " + again(up) +
                   "]\n"
                   "  reinstate: [{verify: baseline}]\n");
}

Interval interval(const json::value& figure) {
    return {Nanos{figure.at("lo").as_int64()}, Nanos{figure.at("hi").as_int64()}};
}

bool holds(Interval measured, Interval truth) {
    return measured.lo <= truth.hi && truth.lo <= measured.hi;
}

}  // namespace firedrill::test
