#include "tests/agents/agent/governed.hpp"

#include "tests/support/postgres.hpp"

#include <fmt/format.h>

#include <signal.h>
#include <stdlib.h>
#include <filesystem>
#include <fstream>

namespace firedrill::test {

std::string governed_plan(std::vector<plan::Step> steps) {
    plan::Plan plan = plan::read_plan(plan_of(std::move(steps))).value();
    plan.services.push_back({.id = "trading"});
    return plan::canonical_bytes(plan);
}

/// Whole at once, as an administrator's editor does it.
void put(const std::string& file, const std::string& text) {
    std::ofstream(file + ".new") << text;
    std::filesystem::permissions(file + ".new", std::filesystem::perms(0644));
    std::filesystem::rename(file + ".new", file);
}

Governed::Governed() {
    std::string name = "/var/tmp/firedrill-governed-XXXXXX";
    place_ = ::mkdtemp(name.data());
    std::filesystem::create_directory(open_place());
    std::filesystem::create_directory(place_ + "/run");
    write(policy());
    ResidentAgent::Options options;
    options.more = {"--policy", policy_file(), "--stop-file", stop_file()};
    agent_ = std::make_unique<ResidentAgent>(options);
}

Governed::~Governed() {
    agent_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(place_, ignored);
}

std::string Governed::policy(std::string verbs, const std::string& max_duration) const {
    if (verbs.empty()) verbs = "verbs: [run, fault, snapshot]";
    return fmt::format(R"(environment: lab
services: [trading]
{1}
max_lease: 10m
max_duration: {2}
commands:
  - argv: [/usr/bin/touch, {{below: [{0}]}}]
  - argv: [/usr/bin/sleep, {{max: 1000}}]
faults:
  - kind: disk.fill
    with:
      directory: {{below: [{0}]}}
      size: {{max: 4MiB}}
      beside_receipts: "true"
)",
                       open_place(), verbs, max_duration);
}

void Governed::hang_up() {
    ::kill(agent_->pid(), SIGHUP);
}

bool Governed::logs(const std::string& line) const {
    return eventually([&] { return agent_->log().find(line) != std::string::npos; });
}

std::string Governed::binary() {
    return std::string(DRILL_BINARY_DIR) + "/firedrill-agent";
}

}  // namespace firedrill::test
