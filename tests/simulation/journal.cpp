#include "tests/simulation/journal.hpp"

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

}  // namespace

Nanos Journal::begin(std::vector<drill::Record> batch) {
    Swarm& swarm = stage_.swarm;
    in_flight_ = std::move(batch);
    holds_ = says_ok_ = true;
    if (full_ != 0 && !swarm.is_calm()) {
        swarm.fired(Fault::journal_full, full_);
        holds_ = says_ok_ = false;
    } else if (swarm.strikes(Fault::commit_failed_lost)) {
        holds_ = says_ok_ = false;
    } else if (swarm.strikes(Fault::commit_failed_holds)) {
        says_ok_ = false;
    }
    const auto hangs = swarm.strike(Fault::commit_hangs);
    return hangs ? Chance(*hangs).between(Nanos{100ms}, Nanos{30s}) : Nanos{};
}

bool Journal::end() {
    if (holds_) keep();
    in_flight_.clear();
    return says_ok_;
}

void Journal::cut_off(Chance chance) {
    if (holds_ && chance.percent(50)) keep();
    in_flight_.clear();
}

void Journal::keep() {
    for (auto& record : in_flight_) {
        stage_.world.journaled(record);
        records_.push_back(std::move(record));
    }
}

}  // namespace firedrill::simulation
