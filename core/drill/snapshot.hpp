// The state of a drill as a text, from which a program goes on instead of from the first record.
//
// The records stay the truth: whoever reads a snapshot compares state_hash() with what was noted
// when it was written, and folds the records after it. The plan is not part of it; it stands in
// the drill's first record. Pure functions.
#pragma once

#include "core/drill/drill.hpp"

#include <string>
#include <string_view>

namespace firedrill::drill {

/// Canonical JSON of all that the fold has made of the records so far, without the plan.
std::string write_snapshot(const Drill& drill);

/// What write_snapshot() needs, quickly: the plan is most of a drill. It is away for a moment only.
Drill copy_without_plan(Drill& drill);

/// The state again; `first` is the drill's first record.
Result<Drill> read_snapshot(std::string_view text, const Record& first);

}  // namespace firedrill::drill
