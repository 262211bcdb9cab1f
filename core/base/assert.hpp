// DRILL_ASSERT: for our own bugs only, in every build. Faults are leased, so ending the process
// is a safe abort of the drill; going on with a broken invariant is not.
#pragma once

namespace firedrill {
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);
}

#define DRILL_ASSERT(expression)   \
    (static_cast<bool>(expression) \
         ? static_cast<void>(0)    \
         : ::firedrill::assertion_failed(#expression, __FILE__, __LINE__))
