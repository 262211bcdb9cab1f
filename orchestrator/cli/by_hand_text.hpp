// What a person types to end an outstanding fault: below its line in status, abort and verdict.
// Pure.
#pragma once

#include "core/drill/drill.hpp"
#include "orchestrator/cli/verdict_texts.hpp"

#include <string>

namespace firedrill::cli {

inline std::string by_hand_text(const drill::Drill& drill, const drill::Outstanding& fault,
                                Language language) {
    const std::string indent(11, ' ');
    std::string out;
    for (const std::string& command : fault.by_hand)
        out += indent + say(language, verdict_texts::type_there, fault.host, command) + "\n";
    if (fault.by_hand.empty())
        out = indent + say(language, verdict_texts::no_command, fault.host) + "\n";
    if (drill::past_point_of_no_return(drill))
        out += indent + say(language, verdict_texts::not_a_second_one) + "\n";
    return out;
}

}  // namespace firedrill::cli
