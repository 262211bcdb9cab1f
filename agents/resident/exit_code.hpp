// How our programs end after an error. Pure.
#pragma once

#include "core/base/result.hpp"

namespace firedrill::resident {

constexpr int exit_code(Errc code) {
    switch (code) {
        case Errc::usage: return 64;
        case Errc::invalid_input:
        case Errc::corrupt: return 65;
        case Errc::internal: return 70;
        default: return 3;
    }
}

}  // namespace firedrill::resident
