// The world: what really is the case on the hosts and among the people, whatever the machine
// believes. The invariants are stated here, on effects and their order.
#pragma once

#include "core/base/attempt.hpp"
#include "core/drill/drill.hpp"
#include "core/plan/plan.hpp"
#include "tests/simulation/promises.hpp"
#include "tests/simulation/seams.hpp"
#include "tests/simulation/timeline.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
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
        bool may_rework = false;    ///< a person said so (resume)
        bool needs_rework = false;  ///< ... and the machine began it again
        int running = 0;            ///< attempts of part act under way
        int undoing = 0;
        int ended = 0;                  ///< attempts of part act that ended or were cut off
        bool self_fenced = false;       ///< the agent fenced before it mended a fault
        bool stuck = false;             ///< the agent tried to mend it by itself and could not
        bool armed = false;             ///< its agent's receipts say how to mend it
        bool escaped = false;           ///< its program left the agent's hands
        bool released = false;          ///< a fence that the orchestrator had lifted
        std::int64_t first_effect = 0;  ///< order of effects in the whole world
        std::int64_t first_begin = 0;
    };

    World(std::shared_ptr<const plan::Plan> plan, const Timeline& timeline, const Seams& seams);

    // what happens on the hosts
    void begin(const AttemptKey& key, std::int64_t epoch, std::int64_t highest_epoch);
    void effect(const AttemptKey& key);
    void end(const AttemptKey& key);
    /// The program died under it.
    void cut_off(const AttemptKey& key);
    /// Of a program that left the agent's hands when its attempt was killed.
    void late_effect(const AttemptKey& key);
    /// The agent mends a fault by itself, fencing its host first if it was told to.
    void self_revert(const std::string& fault, bool fence_first);
    void self_revert_failed(const std::string& fault) { truth_[fault].stuck = true; }
    void stop_probe(const std::string& probe);
    void see_neighbour(bool up) { neighbour_ = up; }
    std::optional<bool> neighbour() const { return neighbour_; }
    bool is_on(const std::string& step) const { return truth_.at(step).on; }

    // what became durable, and who could act when
    void journaled(const drill::Record& record);
    void receipt(const agent::Record& record);
    void renewed(const std::string& host) { contacts_[host].renewed = timeline_.now(); }
    /// A program of this host can act again from now on, or from then on.
    void able(const std::string& host, Nanos from = {});

    /// The machine decided to undo a step: is it the turn of this one? Hosts that it cannot reach
    /// excuse another order, so what it believes matters.
    void undo_intended(const AttemptKey& key, const drill::Drill& believed);
    /// What a person finds who looks at the host: nothing of the step is under way, and no attempt
    /// so far will still begin.
    bool has_come_to_rest(const std::string& step, int attempts) const;

    // the drill is over and everything had time to settle
    void check_end(const drill::Drill& drill);
    void check_all_undos(const drill::Drill& drill);
    void check_records(const std::vector<drill::Record>& records);
    /// Nothing disturbed hosts, network and programs: deadlines count.
    void check_promptness();

    void violate(std::string invariant, std::string what);
    const std::vector<Violation>& violations() const { return violations_; }
    std::uint64_t hash() const { return hash_; }

    /// What happens goes into the history; as text only if somebody wants to read it.
    void note(const char* what, const AttemptKey& key);
    void note(const char* what, const std::string& name);
    void tell(const std::string& what);
    void hash(std::uint64_t number) { hash_ = (hash_ ^ number) * 1099511628211U; }
    void keep_story() { keeps_story_ = true; }
    const std::vector<std::string>& story() const { return story_; }

private:
    struct Contact {
        Nanos renewed{};
        Nanos able{};
    };

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
    void check_step_at_end(const drill::Drill& drill, const plan::Step& step);
    void check_result(const drill::AttemptEnded& event);
    bool ran_beside_promotion(const plan::Step& step, const drill::Drill& believed) const;
    bool left_out(const plan::Step& step) const;
    std::ptrdiff_t undos_cut_off(const std::string& step) const;
    bool agreed(const plan::Step& step) const;
    bool promoted() const;
    std::int64_t promoted_at() const;
    void act_effect(const AttemptKey& key, const plan::Step& step, Truth& truth);
    void lifted(const std::string& fault);
    void answered(const drill::PersonAnswered& answer);
    void left_out_by_hand(const plan::Step& step);
    void resumed(plan::Phase phase);
    void intended(const AttemptKey& key);
    void under_way(int change);
    void stopped(const AttemptKey& key);

    std::shared_ptr<const plan::Plan> plan_;
    const Timeline& timeline_;
    const Seams& seams_;
    bool keeps_story_ = false;
    std::vector<std::string> story_;
    std::map<std::string, Truth> truth_;
    std::map<std::string, Contact> contacts_;
    std::map<AttemptKey, int> begun_;
    std::set<AttemptKey> intended_;
    std::map<AttemptKey, Outcome> finished_;               ///< as the receipts say
    std::set<AttemptKey> received_;                        ///< the receipts say that it begins
    std::map<std::string, std::set<std::string>> agreed_;  ///< step -> people
    std::map<std::string, std::string> chosen_;
    std::set<std::string> refused_;
    std::set<std::string> left_out_by_hand_;
    std::optional<bool> neighbour_;
    std::optional<Nanos> abort_at_;
    Nanos idle_since_abort_{};
    Nanos longest_after_abort_{};
    Nanos idle_from_{};
    int under_way_ = 0;
    bool ended_ = false;
    bool primary_rebuilt_ = false;
    bool resumed_ = false;
    std::int64_t order_ = 0;
    std::vector<Violation> violations_;
    std::uint64_t hash_ = 1469598103934665603U;
};

}  // namespace firedrill::simulation
