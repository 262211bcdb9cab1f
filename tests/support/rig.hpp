// A store of its own and drills on real firedrill-agent processes of this machine.
#pragma once

#include "orchestrator/engine/engine.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/links/now.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace firedrill {

inline plan::Step run_step(std::string id, std::string host, std::vector<std::string> argv,
                           std::vector<std::string> needs = {}) {
    plan::Step step;
    step.id = step.group = std::move(id);
    step.host = std::move(host);
    step.action = plan::Run{.argv = std::move(argv)};
    step.needs = std::move(needs);
    step.timeout = std::chrono::seconds{20};
    return step;
}

/// Appends its name to a file: effects are counted in the world, not in our own state.
inline plan::Step effect_step(const std::filesystem::path& file, std::string id, std::string host,
                              std::vector<std::string> needs = {}) {
    const std::string command = "echo " + id + " >> " + file.string();
    return run_step(std::move(id), std::move(host), {"/bin/sh", "-c", command}, std::move(needs));
}

inline std::map<std::string, int> effects_in(const std::filesystem::path& file) {
    std::map<std::string, int> counts;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) ++counts[line];
    return counts;
}

inline plan::Plan plan_of(std::vector<plan::Step> steps, std::vector<std::string> hosts) {
    plan::Plan plan;
    plan.workspace = "test";
    plan.environment = plan::Environment::lab;
    plan.scenario = "small";
    plan.guards = {.max_hosts = 20,
                   .max_duration = std::chrono::minutes{10},
                   .auto_revert_after = std::chrono::seconds{30}};
    for (auto& host : hosts)
        plan.hosts.push_back({.id = std::move(host), .site = "s", .has_agent = true});
    for (const auto& step : steps)
        if (plan.phases.empty() || plan.phases.back() != step.phase)
            plan.phases.push_back(step.phase);
    plan.steps = std::move(steps);
    return plan;
}

class Rig {
public:
    Rig()
        : place_(std::make_unique<TemporaryDirectory>()),
          store_(journal::create_store(place_->path() / ".firedrill").value()) {}
    /// Reuses a store, for a process that a test started.
    explicit Rig(const std::filesystem::path& store)
        : store_(journal::create_store(store).value()) {}
    Rig(Rig&&) = default;
    ~Rig() {
        if (place_) wait_for_agents();
    }

    struct Ran {
        Result<void> result;
        drill::Drill drill;
        std::vector<drill::Record> records;
    };
    using During = std::function<Task<void>(engine::Engine&)>;

    Ran start(plan::Plan plan, const std::string& id = "small-1", bool waived = true,
              During during = {}) {
        return run(
            engine::Start{
                .drill = id, .plan = std::move(plan), .by = me(), .approvals_waived = waived},
            std::move(during));
    }
    Ran resume(const std::string& id = "small-1", std::optional<std::string> abort = {}) {
        return run(engine::Resume{.drill = id, .by = me(), .abort = std::move(abort)}, {});
    }
    Ran recover(const std::string& id, std::optional<plan::Plan> plan = {}, bool goes_on = false) {
        return run(
            engine::Recover{.drill = id, .by = me(), .plan = std::move(plan), .goes_on = goes_on},
            {});
    }
    Ran run(std::variant<engine::Start, engine::Resume, engine::Recover> what, During during);

    std::int64_t snapshot_every = 10'000;  ///< records

    const journal::Store& store() const { return store_; }
    std::filesystem::path file(const std::string& name) const { return place_->path() / name; }
    static drill::Identity me() { return {.person = "tester", .proof = drill::Proof::os_user}; }

private:
    void wait_for_agents() const;

    std::unique_ptr<TemporaryDirectory> place_;  ///< none in a process that a test started
    journal::Store store_;
};

}  // namespace firedrill
