// One of several orchestrators that know nothing of each other: it offers its plan to its hosts,
// begins when all have taken it, performs step after step, beats once a second, and stops where its
// place is lost. Its process dies, stands still, wakes up with old orders, and is resumed.
#pragma once

#include "tests/simulation/program.hpp"
#include "tests/simulation/rivals_stage.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace firedrill::simulation {

class Rival : public Program {
public:
    using Send = std::function<void(int rival, int host, const wire::Message&)>;

    Rival(RivalsStage& stage, SimulatedHost& host, int number, RivalPlan plan, Chance chance,
          Send send);

    void start(Nanos after);
    void receive(int host, const std::string& drill, const wire::Message& message);
    /// Its people stop it; false if nothing of it runs.
    bool abort();

    bool is_over() const { return over_; }
    bool ran_to_its_end() const { return to_its_end_; }
    int resumes() const { return resumes_; }

private:
    enum class Phase { preflight, entering, running, stopping };

    // rival.cpp: how it lives
    void try_anew();
    void resume();
    void crash();
    void beat();
    void enter_phase(Phase phase);
    void give_up_start(const std::string& in_the_way);
    void give_up_resume(const std::string& in_the_way);
    void stop_for(std::string in_the_way);
    void stopped();
    void completed();
    void end(bool to_its_end, const std::string& in_the_way);
    // rival_orders.cpp: what it sends, and what it makes of answers
    void speak();
    void offer(int host);
    void go_on();
    void pursue();
    void settle(bool next_step);
    void plan_taken(int host);
    void ended(const wire::Ended& message);
    void refused(const wire::Refused& message);
    void to_all(const wire::Message& message);
    void send_stale();
    std::optional<AttemptKey> next_key() const;
    int host_of(const AttemptKey& key) const;
    bool has_taken_everywhere() const { return taken_.size() == plan_.plan.hosts.size(); }
    Nanos now() const { return stage_.timeline.now(); }

    RivalsStage& stage_;
    int number_;
    RivalPlan plan_;
    Chance chance_;
    Send send_;

    Phase phase_ = Phase::preflight;
    Nanos since_{};      ///< when it came into its phase
    std::string drill_;  ///< each start has a name of its own
    std::int64_t epoch_ = 1;
    std::string started_;  ///< empty: not yet
    std::set<int> taken_;  ///< hosts that took the plan of this epoch
    std::set<int> kept_;   ///< hosts that have its bytes
    std::size_t step_ = 0;
    std::map<std::size_t, int> attempts_;  ///< of each step, the last one
    std::optional<AttemptKey> pending_;
    Nanos sent_{};  ///< when something was last sent about it
    std::string in_the_way_;
    int tries_ = 0;
    int resumes_ = 0;
    bool failed_back_ = false;
    bool over_ = false;
    bool to_its_end_ = false;
};

}  // namespace firedrill::simulation
