// The agent on a host of rival drills: the real core/agent, with receipts of which a crash leaves a
// true beginning, and attempts that take their time to end.
#pragma once

#include "tests/simulation/program.hpp"
#include "tests/simulation/rivals_stage.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace firedrill::simulation {

class RivalsAgent : public Program {
public:
    /// Answers go to the rival whose request they answer.
    using Answer = std::function<void(int rival, const std::string& drill, const wire::Message&)>;

    RivalsAgent(RivalsStage& stage, SimulatedHost& host, Chance chance, Answer answer)
        : Program(stage.timeline, host),
          stage_(stage),
          chance_(chance),
          answer_(std::move(answer)) {}

    void start();
    void receive(int rival, const wire::Message& message);

private:
    /// What respond() wants, and for whose sake.
    struct Turn {
        std::vector<agent::Directive> directives;
        std::string drill;
        std::int64_t epoch = 0;
        int rival = 0;
    };
    struct Running {
        int rival = 0;
        bool killed = false;
    };

    void take(const agent::Input& input, Turn turn);
    void carry_out(Turn turn);
    void act_on(const Turn& turn);
    void act(const agent::Directive& directive, const Turn& turn);
    void answer(const wire::Message& message, const Turn& turn);
    bool sync(const Turn& turn);
    void make_durable(std::size_t up_to);
    void note_taken(const Turn& turn);
    void note_speaker(const wire::Message& answer, const std::string& drill);
    void note_contact(const std::string& drill, Nanos when);
    Nanos proven(const std::string& drill) const;
    void tear(Chance& chance);
    void crash(Chance chance);
    void come_down(Chance chance);
    void begin(const agent::Start& start, const Turn& turn);
    void kill(const AttemptKey& key);
    void finish(const AttemptKey& key);

    int number() const { return rival_host(host_.name); }
    Nanos boottime() const { return host_.clock.boottime(stage_.timeline.now()); }

    RivalsStage& stage_;
    Chance chance_;
    Answer answer_;
    agent::State state_;
    std::vector<agent::Record> receipts_;
    std::size_t synced_ = 0;  ///< of them: durable
    std::map<AttemptKey, Running> running_;
    std::map<std::string, Nanos> answered_;  ///< by drill: when its last heartbeat was
    bool broken_ = false;                    ///< receipts cannot be written
    bool hangs_ = false;                     ///< the disk keeps it waiting
};

}  // namespace firedrill::simulation
