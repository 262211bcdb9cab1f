// The orchestrator of the simulation: the real core/drill in the loop of the engine. What was
// learned and what follows from it is one commit; nothing goes out before it is acknowledged; a
// commit that fails ends the process, and the next one reads what the journal holds.
#pragma once

#include "tests/simulation/journal.hpp"
#include "tests/simulation/stage.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace firedrill::simulation {

class Network;

class Orchestrator : public Program {
public:
    Orchestrator(Stage& stage, SimulatedHost& host, Network& network, Chance chance);

    void start();
    // what the links tell
    void receive(const std::string& host, const wire::Message& message);
    void contact_lost(const std::string& host);
    void connected(const std::string& host);
    // what people do
    bool abort();
    bool pause();
    bool leave_something_out(Chance chance);

    void fill_disk(std::uint32_t number) { journal_.fill(number); }
    /// The drill is over, and nobody will take it up again.
    bool is_over() const { return over_; }
    std::int64_t epoch() const { return drill_.epoch; }
    const drill::Drill& drill() const { return drill_; }
    const std::vector<drill::Record>& records() const { return journal_.records(); }
    std::size_t restarts() const { return restarts_; }
    wire::OfferPlan offer() const;

private:
    struct Input {
        Instant at;
        drill::Event event;
    };
    /// What one commit makes durable, and what is done after it.
    struct Turn {
        std::vector<drill::Record> records;
        std::vector<std::vector<drill::Command>> decisions;
    };

    // orchestrator.cpp: the loop
    void put(drill::Event event);
    void run();
    void turn();
    void record(Input input);
    void decide();
    void note_undo(const drill::Command& command);
    void commit();
    void committed();
    bool act_on(const std::vector<std::vector<drill::Command>>& decisions);
    void leave();
    void end_process();
    void lose_power();
    // orchestrator_life.cpp: restarts
    void come_back();
    void read_journal();
    void begin_drill();
    void maybe_begin();
    void resume(std::optional<plan::Phase> from);
    void go_on();
    void maybe_fail_back();
    void haunt(std::int64_t epoch, Chance chance);
    Instant now() const;
    // orchestrator_act.cpp: commands
    std::optional<drill::Event> intent(const drill::Command& command) const;
    void act(const drill::Command& command);
    void execute(const drill::Execute& command);
    void ask_performer(const AttemptKey& key);
    void cancel(const AttemptKey& key);
    void wake(const std::vector<drill::Command>& commands);
    void arm(const drill::WakeAt& due);
    const plan::Step& step(const std::string& id) const;
    // operator.cpp, people.cpp
    bool answers() const;
    void ask_person(const std::string& step);
    void person_answers(const std::string& step);
    drill::PersonAnswered draw_answer(const plan::Step& step);
    void waive(const std::string& step);
    void person_steers(const std::string& step);
    bool say_how_to_go_on(const plan::Step& step);
    bool say_it_happened(const plan::Step& step);
    bool want_again(const plan::Step& step);
    bool leave_out(const plan::Step& step);
    void continue_later(Nanos delay);

    Stage& stage_;
    Network& network_;
    Chance chance_;
    std::shared_ptr<const plan::Plan> plan_;  ///< ours: a mutant may have changed it
    std::string bytes_;
    std::string hash_;
    Journal journal_;
    drill::Drill drill_;
    std::vector<Input> inputs_;
    Turn turn_;
    std::set<AttemptKey> asked_;
    std::set<AttemptKey> cancelled_;
    std::map<std::string, bool> contact_;
    std::map<std::string, bool> probe_up_;
    std::optional<drill::WakeAt> timer_;
    std::optional<drill::WakeAt> fired_;
    std::size_t restarts_ = 0;
    bool started_ = false;  ///< past the pre-flight, or taken up again
    bool busy_ = false;     ///< a turn is under way
    bool over_ = false;
    bool may_resume_ = false;
};

}  // namespace firedrill::simulation
