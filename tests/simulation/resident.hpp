// A resident program (agent or probe) on a simulated host: the real core/agent with receipts that
// fail as a disk does, and actions that act on the world.
#pragma once

#include "tests/simulation/stage.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::simulation {

class Network;

class Resident : public Program {
public:
    Resident(Stage& stage, SimulatedHost& host, Network& network, plan::Performer program,
             Chance chance);

    void receive(const wire::Message& message);
    void start();
    void crash();
    /// SIGSTOP.
    void stop(Nanos length);
    /// A probe tells a new connection what it sees.
    void announce();
    std::int64_t highest_epoch() const { return highest_epoch_; }

private:
    /// An action under way.
    struct Running {
        agent::Start start;
        Nanos began{};
        Outcome outcome = Outcome::succeeded;
        bool takes_effect = true;
        bool proceeded = false;
        bool floods = false;
    };

    // resident.cpp: what core/agent decides
    void take(agent::Input input);
    void carry_out(std::vector<agent::Directive> directives);
    void act_on(std::vector<agent::Directive> directives);
    void act(agent::Directive& directive);
    void keep(const agent::Record& record);
    bool sync();
    void note_contact();
    void give_up();
    void arm_tick();
    std::string boot() const { return "boot-" + host_.name; }
    Nanos boottime() const { return host_.clock.boottime(stage_.timeline.now()); }
    // performer.cpp: what happens on the host
    void begin(const agent::Start& start);
    void draw(Running& running, const plan::Action& action);
    void draw_act(Running& running);
    void take_effect(const AttemptKey& key);
    void finish(const AttemptKey& key);
    AttemptReport report_of(const Running& running) const;
    void kill(const AttemptKey& key);
    void escape(Running& running);
    void mend(const agent::SelfRevert& revert, bool told);
    bool cut_off_in_effect(const AttemptKey& key, const Running& running);

    Stage& stage_;
    Network& network_;
    plan::Performer program_;
    Chance chance_;
    agent::State state_;
    std::vector<agent::Record> receipts_;
    std::size_t synced_ = 0;  ///< of them: durable
    std::map<AttemptKey, Running> running_;
    std::int64_t highest_epoch_ = 0;  ///< that is durable here
    std::int64_t epoch_heard_ = 0;    ///< of the message that is being answered
    bool broken_ = false;             ///< receipts cannot be written: it mends, then ends
    std::optional<Nanos> tick_;
};

}  // namespace firedrill::simulation
