// The orchestrator of the simulation: the real core/drill with a journal that survives crashes, and
// the loop of the engine: journal, apply, decide, journal the intent, act.
#pragma once

#include "tests/simulation/resident.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace firedrill::simulation {

class Orchestrator {
public:
    struct Ports {
        /// A message to the program that performs steps of this kind on this host.
        std::function<void(const std::string& host, plan::Performer, wire::Message)> send;
        /// The same from an orchestrator of before, once the program has heard of a newer one.
        std::function<void(const std::string& host, plan::Performer, wire::Message)> send_stale;
        /// The process is gone: links must break. It comes up again by restart().
        std::function<void()> crashed;
    };
    Orchestrator(Stage& stage, Chance chance, Ports ports);

    void start();
    void restart();
    void receive(const wire::Message& message);
    void contact_lost(const std::string& host);
    void contact_made(const std::string& host);
    void abort();
    void see_neighbour(bool up);
    void pause();
    void leave_something_out();

    bool is_up() const { return up_; }
    bool has_ended() const { return drill_.status == drill::DrillStatus::ended && !may_resume_; }
    std::int64_t epoch() const { return epoch_; }
    const drill::Drill& drill() const { return drill_; }
    const std::vector<drill::Record>& records() const { return records_; }
    wire::OfferPlan offer() const;

private:
    void happen(drill::Event event);
    void append(drill::Event event);
    void decide_and_act();
    bool carry_out(const drill::Command& command);
    bool execute(const drill::Execute& command);
    void perform_here(const AttemptKey& key);
    bool ask_once(const drill::Command& command, const AttemptKey& key, wire::Message message);
    bool ask_person(const std::string& step);
    void person_answers(const std::string& step);
    drill::PersonAnswered draw_answer(const plan::Step& step);
    void waive(const std::string& step);
    void person_steers(const std::string& step);
    bool say_how_to_go_on(const plan::Step& step);
    bool say_it_happened(const plan::Step& step);
    bool want_again(const plan::Step& step);
    bool leave_out(const plan::Step& step);
    void continue_later(Nanos delay);
    bool wake(const drill::WakeAt& command);
    bool end(const drill::End& command);
    void maybe_resume();
    void forget(const std::string& host);
    void haunt(std::int64_t epoch);
    void crash();
    bool strikes();
    const plan::Step& step(const std::string& id) const;
    void later(Nanos delay, std::function<void()> what);

    Stage& stage_;
    Chance chance_;
    Ports ports_;
    std::shared_ptr<const plan::Plan> plan_;  ///< ours: a mutant may have changed it
    std::string bytes_;
    std::string hash_;
    drill::Drill drill_;
    std::vector<drill::Record> records_;
    std::set<std::string> asked_;
    std::optional<Nanos> timer_;
    std::int64_t epoch_ = 1;
    int life_ = 0;
    bool up_ = false;
    bool may_resume_ = false;
};

}  // namespace firedrill::simulation
