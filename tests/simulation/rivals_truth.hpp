// What was really the case on the hosts of rival drills: who had a place, who was heard, which
// attempts were under way. Holds everything that happens to P7. It believes of an agent only what
// is durable there, and decides by itself what follows from it.
#pragma once

#include "core/agent/agent.hpp"
#include "tests/simulation/event_hash.hpp"
#include "tests/simulation/rival_plans.hpp"
#include "tests/simulation/swarm.hpp"
#include "tests/simulation/timeline.hpp"
#include "tests/simulation/world.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace firedrill::simulation {

class RivalsTruth {
public:
    RivalsTruth(const Timeline& timeline, const Swarm& swarm)
        : timeline_(timeline), swarm_(swarm) {}

    /// How often what the run must have seen was seen.
    struct Situations {
        int begun = 0;         ///< attempts
        int displaced = 0;     ///< a silent drill lost its place
        int came_back = 0;     ///< it was taken up again there
        int turned_away = 0;   ///< plans, because of another drill
        int stopped = 0;       ///< orders and heartbeats of a drill that had lost its place
        int side_by_side = 0;  ///< attempts that began beside one of another drill
    };

    // of the rivals
    void know(const std::string& drill, const Ground& ground) { drills_[drill].ground = ground; }
    /// Every agent has accepted its plan, as far as it knows.
    void passed(const std::string& drill);
    void over(const std::string& drill) { drills_[drill].over = true; }
    void ended(const std::string& drill, bool to_its_end, const std::string& in_the_way);

    // of the agent on a host; `now` is its CLOCK_BOOTTIME
    /// It decided that the drill has its place, and that is durable.
    void taken(int host, const std::string& drill, Nanos now);
    /// It heard from somebody who speaks for the drill.
    void heard(int host, const std::string& drill, Nanos when);
    void receipt(int host, const agent::Record& record, Nanos now);
    void begin(int host, const AttemptKey& key, std::int64_t epoch, Nanos now);
    void end(int host, const AttemptKey& key);
    void refused(int host, const std::string& drill, const wire::Refused& refusal);
    void crashed(int host);
    /// What was being written at this moment was cut off somewhere.
    void torn(int host);

    void violate(const char* invariant, std::string what);
    void keep_story() { tells_ = true; }
    void tell(const std::string& line);

    const std::vector<Violation>& violations() const { return violations_; }
    const std::vector<std::string>& story() const { return story_; }
    const Situations& situations() const { return situations_; }
    std::uint64_t hash() const { return hash_.value(); }

private:
    struct Drill {
        Ground ground;
        bool passed = false;
        bool over = false;
    };
    /// Of a drill on a host.
    struct Place {
        bool holds = false;
        bool finished = false;
        bool begun = false;  ///< more of it than its plan is known
        bool begun_durably = false;
        std::string lost_to;  ///< and not taken up again since
        std::int64_t lost_at_epoch = 0;
        bool lost_begun = false;
        Nanos lost_at{};
        Nanos finished_at{};
        std::int64_t epoch = 0;  ///< durable
        std::optional<Nanos> contact;
        std::set<AttemptKey> running;
    };
    using Places = std::map<std::string, Place>;

    void displace_others(int host, const std::string& drill, Nanos now);
    void displace(int host, const std::string& id, const std::string& by, Nanos now);
    void check_silent(int host, const std::string& id, const Place& place, Nanos now);
    bool meet_here(int host, const std::string& a, const std::string& b) const;
    void note(const char* what, int host, const std::string& drill, std::int64_t number);

    const Timeline& timeline_;
    const Swarm& swarm_;
    std::map<std::string, Drill> drills_;
    std::array<Places, rival_hosts_max> hosts_;
    Situations situations_;
    std::vector<Violation> violations_;
    std::vector<std::string> story_;
    EventHash hash_;
    bool tells_ = false;
};

}  // namespace firedrill::simulation
