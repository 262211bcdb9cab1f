// What a drill says in a pipe or a log: one line for each fact that matters to somebody. Pure.
#pragma once

#include "core/drill/drill.hpp"

#include <optional>
#include <string>

namespace firedrill::cli {

struct LineStyle {
    Language language = Language::en;
    int minutes_east = 0;
    bool colour = false;
};

/// `drill` is the state after the record was applied. Nothing for facts that nobody waits for.
std::optional<std::string> plain_line(const drill::Drill& drill, const drill::Record& record,
                                      const LineStyle& style);

}  // namespace firedrill::cli
