// A resident program (agent or probe) on a simulated host: the real core/agent with receipts that
// survive its crashes, and actions that act on the world.
#pragma once

#include "tests/simulation/swarm.hpp"
#include "tests/simulation/timeline.hpp"
#include "tests/simulation/world.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::simulation {

/// What every part of a simulated drill shares.
struct Stage {
    const Swarm& swarm;
    const Seams& seams;
    Timeline& timeline;
    World& world;
    std::shared_ptr<const plan::Plan> plan;
    bool calm = false;   ///< no more faults: everything must end
    bool tells = false;  ///< the story is wanted
};

class Resident {
public:
    Resident(Stage& stage, std::string host, plan::Performer program, Chance chance,
             std::function<void(wire::Message)> send);

    void receive(const wire::Message& message);
    void crash();
    void start();
    bool is_up() const { return up_; }
    std::int64_t highest_epoch() const { return highest_epoch_; }
    const std::string& host() const { return host_; }
    plan::Performer program() const { return program_; }

private:
    /// An action under way.
    struct Running {
        agent::Start start;
        Outcome outcome = Outcome::succeeded;
        bool takes_effect = true;
        bool proceeded = false;
    };

    void take(agent::Input input);
    void carry_out(std::vector<agent::Directive> directives);
    void keep(const agent::Record& record);
    void note_contact(const wire::Message& message);
    void begin(const agent::Start& start);
    void draw(Running& running, const plan::Action& action);
    void take_effect(const AttemptKey& key);
    void finish(const AttemptKey& key);
    void kill(const AttemptKey& key);
    void mend(const agent::SelfRevert& revert);
    void arm_tick();
    void later(Nanos delay, std::function<void()> what);
    bool act_fails() { return !stage_.calm && chance_.percent(stage_.swarm.fails); }

    Stage& stage_;
    std::string host_;
    plan::Performer program_;
    Chance chance_;
    std::function<void(wire::Message)> send_;
    agent::State state_;
    std::vector<agent::Record> receipts_;
    std::map<AttemptKey, Running> running_;
    std::int64_t highest_epoch_ = 0;
    std::int64_t epoch_heard_ = 0;  ///< of the message that is being answered
    int life_ = 0;
    bool up_ = false;
    std::optional<Nanos> tick_;
};

}  // namespace firedrill::simulation
