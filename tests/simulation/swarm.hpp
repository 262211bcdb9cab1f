// The swarm: each seed enables a random subset of the faults, so that rare combinations are not
// drowned by frequent ones. Whether the n-th chance of a fault strikes follows from seed, fault and
// n alone: taking one fault away leaves the others as they were, which is what makes a failure
// shrinkable. With a schedule exactly its occurrences strike.
#pragma once

#include "tests/simulation/chance.hpp"
#include "tests/simulation/fault.hpp"

#include <array>
#include <optional>
#include <vector>

namespace firedrill::simulation {

class Swarm {
public:
    Swarm(std::uint64_t seed, const std::optional<Schedule>& only, std::optional<Fault> without);

    /// The next chance of this fault: its own stream of numbers if it strikes.
    std::optional<Chance> strike(Fault fault);
    bool strikes(Fault fault) { return strike(fault).has_value(); }

    /// For what is planned at the start: the stream of its n-th chance if that is to strike.
    std::optional<Chance> planned(Fault fault, std::uint32_t number) const;
    /// A planned fault had an effect.
    void fired(Fault fault, std::uint32_t number) { fired_.push_back({fault, number}); }

    void disable(Fault fault) { permille_[index_of(fault)] = 0; }
    /// No fault at all, and nobody's consent is waived.
    void disable_all();

    /// From here on nothing strikes any more, and the drill must come to its end.
    void calm_down() { calm_ = true; }
    bool is_calm() const { return calm_; }

    const Schedule& all_fired() const { return fired_; }

    // how this seed's drill is run: no faults, and never taken away
    bool resumes, waived;
    bool real_offer;          ///< the plan travels as bytes
    bool journal_round_trip;  ///< records go through JSON on replay

private:
    Chance stream(Fault fault, std::uint32_t number) const;

    std::uint64_t seed_;
    bool calm_ = false;
    const std::optional<Schedule>& only_;
    std::optional<Fault> without_;
    std::array<int, fault_count> permille_{};  ///< 0: not enabled in this seed
    std::array<std::uint32_t, fault_count> chances_{};
    Schedule fired_;
};

}  // namespace firedrill::simulation
