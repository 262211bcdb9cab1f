// Exit codes of design and documentation, in one place. Pure.
#pragma once

#include "core/base/result.hpp"

namespace firedrill::cli {

enum ExitCode : int {
    done = 0,
    not_met = 1,
    inconclusive = 2,
    failed = 3,
    outstanding = 4,
    waiting = 5,
    refused = 6,
    usage = 64,
    invalid_input = 65,
    internal = 70,
};

inline int exit_code(Errc code) {
    switch (code) {
        case Errc::usage: return usage;
        case Errc::invalid_input:
        case Errc::not_found: return invalid_input;
        case Errc::refused:
        case Errc::busy: return refused;
        case Errc::unreachable:
        case Errc::io:
        case Errc::timeout:
        case Errc::no_room:
        case Errc::corrupt: return failed;
        case Errc::diverged:
        case Errc::internal: return internal;
    }
    return internal;
}

}  // namespace firedrill::cli
