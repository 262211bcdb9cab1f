// The world: what really is the case on the hosts and among the people, whatever the machine
// believes. The invariants are stated here, on effects and their order.
#pragma once

#include "core/base/attempt.hpp"
#include "core/drill/drill.hpp"
#include "core/plan/plan.hpp"
#include "tests/simulation/seams.hpp"
#include "tests/simulation/timeline.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace firedrill::simulation {

struct Violation {
    std::string invariant;  ///< its name: what a mutant is killed by
    std::string what;
};

class World {
public:
    /// What the truth about one step is.
    struct Truth {
        bool on = false;            ///< its effect holds
        bool needs_rework = false;  ///< begun again on a person's order (resume)
        int running = 0;            ///< attempts of part act under way
        int undoing = 0;
        int ended = 0;                  ///< attempts of part act that ended or were cut off
        bool self_fenced = false;       ///< the agent fenced before it mended a fault
        bool stuck = false;             ///< the agent tried to mend it by itself and could not
        std::int64_t first_effect = 0;  ///< order of effects in the whole world
        std::int64_t first_begin = 0;
    };

    World(std::shared_ptr<const plan::Plan> plan, const Timeline& timeline, const Seams& seams);

    /// An attempt begins on its host.
    void begin(const AttemptKey& key, std::int64_t epoch, std::int64_t highest_epoch);
    /// The machine decided to undo a step: is it the turn of this one? Hosts that it cannot reach
    /// excuse another order, so what it believes matters.
    void undo_intended(const AttemptKey& key, const drill::Drill& believed);
    void effect(const AttemptKey& key);
    void end(const AttemptKey& key);
    bool is_on(const std::string& step) const { return truth_.at(step).on; }

    /// The agent mends a fault by itself, fencing its host first if it was told to.
    void self_revert(const std::string& fault, bool fence_first);
    void self_revert_failed(const std::string& fault) { truth_[fault].stuck = true; }

    void answered(const std::string& step, const drill::PersonAnswered& answer);
    /// A person left the step out, or wants it once more.
    void left_out_by_hand(const plan::Step& step);
    void wanted_again(const std::string& step) { refused_.erase(step); }
    /// What a person finds who looks at the host: nothing of the step is under way, and no attempt
    /// so far will still begin.
    bool has_come_to_rest(const std::string& step, int attempts) const;
    void stop_probe(const std::string& probe);
    void resumed(plan::Phase phase);
    /// The drill is over and everything had time to settle.
    void check_end(const drill::Drill& drill, bool leases_have_run_out);
    void check_all_undos(const drill::Drill& drill);
    void check_records(const std::vector<drill::Record>& records);

    void violate(std::string invariant, std::string what);
    const std::vector<Violation>& violations() const { return violations_; }
    std::uint64_t hash() const { return hash_; }

    /// What happens goes into the history; as text only if somebody wants to read it.
    void note(const std::string& what);
    void keep_story() { keeps_story_ = true; }
    const std::vector<std::string>& story() const { return story_; }

private:
    std::size_t position(const std::string& step) const;
    void tell(Happening::What what, const AttemptKey& key);
    void begin_act(const plan::Step& step, Truth& truth);
    void begin_undo(const plan::Step& step, Truth& truth);
    void check_needs(const plan::Step& step);
    void check_behind(const plan::Step& step, const plan::Step& left_out);
    void check_need(const plan::Step& step, const plan::Step& need);
    void check_promotion(const plan::Step& step);
    void check_undo_order(const plan::Step& step, const drill::Drill& believed);
    void check_one_undo(const plan::Step& step, const drill::Drill& believed);
    void check_one_primary();
    void check_mended_into_fence(const std::string& fault);
    bool ran_beside_promotion(const plan::Step& step, const drill::Drill& believed) const;
    bool left_out(const plan::Step& step) const;
    bool agreed(const plan::Step& step) const;
    bool promoted() const;
    std::int64_t promoted_at() const;

    std::shared_ptr<const plan::Plan> plan_;
    const Timeline& timeline_;
    const Seams& seams_;
    bool keeps_story_ = false;
    std::vector<std::string> story_;
    std::map<std::string, Truth> truth_;
    std::map<AttemptKey, int> begun_;
    std::map<std::string, std::set<std::string>> agreed_;  ///< step -> people
    std::map<std::string, std::string> chosen_;
    std::set<std::string> refused_;
    std::set<std::string> left_out_by_hand_;
    bool primary_rebuilt_ = false;
    bool resumed_ = false;
    std::int64_t order_ = 0;
    std::vector<Violation> violations_;
    std::uint64_t hash_ = 1469598103934665603U;
};

}  // namespace firedrill::simulation
