// UTF-8 that every JSON parser accepts. Pure.
#pragma once

#include <string>
#include <string_view>

namespace firedrill::wire {

/// `bytes` with every byte that is no part of valid UTF-8 replaced by U+FFFD. Programs print
/// anything; what they printed must fit into receipts, frames and the journal. Takes its argument
/// by value because valid text, the usual case, passes through unchanged.
std::string repaired_utf8(std::string bytes);

}  // namespace firedrill::wire
