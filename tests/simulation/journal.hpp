// The journal of the simulation: it fails in every way in which SQLite can. A commit is on disk
// whole or not at all, and an error says nothing about which of the two.
#pragma once

#include "core/drill/event.hpp"
#include "tests/simulation/stage.hpp"

#include <vector>

namespace firedrill::simulation {

class Journal {
public:
    explicit Journal(Stage& stage) : stage_(stage) {}

    /// Begins a commit; how long until it ends.
    Nanos begin(std::vector<drill::Record> batch);
    /// It ended: whether it is acknowledged. After an error the process must end.
    bool end();
    /// The process died, or lost its power, before it was told of the end.
    void cut_off(Chance chance);
    /// From now on until the calm nothing fits any more.
    void fill(std::uint32_t number) { full_ = number; }

    /// What a new process reads.
    const std::vector<drill::Record>& records() const { return records_; }

private:
    void keep();

    Stage& stage_;
    std::vector<drill::Record> records_;
    std::vector<drill::Record> in_flight_;
    bool holds_ = true;
    bool says_ok_ = true;
    std::uint32_t full_ = 0;  ///< which occurrence filled it
};

}  // namespace firedrill::simulation
