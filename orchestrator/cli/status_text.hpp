// `firedrill status` and `firedrill abort` as text. Pure.
#pragma once

#include "core/drill/drill.hpp"
#include "orchestrator/engine/survey.hpp"

#include <string>
#include <vector>

namespace firedrill::cli {

struct StatusInput {
    const drill::Drill& drill;
    std::int64_t events = 0;
    std::string head;
    std::string owner;                     ///< who runs the drill; empty: nobody
    std::string last_owner;                ///< who ran it last
    std::vector<engine::Surveyed> agents;  ///< asked only when nobody owns the drill
    Nanos asked{};                         ///< wall time of that
    int minutes_east = 0;
    Language language = Language::en;
    bool colour = false;
};
std::string status_text(const StatusInput& in);
/// 0 it runs, 3 interrupted, 4 a fault is outstanding with nobody to mend it, 5 waits for a person.
int status_code(const StatusInput& in);

/// What a person may say about a held step, as commands; each takes the drill and the step.
std::vector<Message> ways_on(const drill::Drill& drill, const std::string& step);

struct AbortInput {
    const drill::Drill& drill;
    Nanos took{};
    int minutes_east = 0;
    Language language = Language::en;
    bool colour = false;
};
std::string abort_text(const AbortInput& in);

}  // namespace firedrill::cli
