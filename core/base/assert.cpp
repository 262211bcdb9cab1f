#include "core/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace firedrill {

void assertion_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "firedrill: internal error: %s does not hold at %s:%d\n", expression, file,
                 line);
    std::abort();
}

}  // namespace firedrill
