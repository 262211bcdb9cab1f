// `receipts verify`: the chain of a receipts file, checked where it lies. Changes nothing and takes
// no lock, so it may be asked while the program runs.
#pragma once

#include <string>
#include <vector>

namespace firedrill::resident {

/// `words` are those behind `receipts`; returns the exit code.
int receipts_main(const std::vector<std::string>& words);

}  // namespace firedrill::resident
