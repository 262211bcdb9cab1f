// An attempt that ended, whether its end was witnessed or found in a recovery. Pure.
#pragma once

#include "core/drill/event.hpp"

#include <optional>

namespace firedrill::drill {

struct EndedAttempt {
    const AttemptKey& key;
    const AttemptReport& report;
};

/// What the event says of an end; it lives as long as the event.
inline std::optional<EndedAttempt> ended_attempt(const Event& event) {
    if (const auto* ended = std::get_if<AttemptEnded>(&event))
        return EndedAttempt{ended->key, ended->report};
    const auto* found = std::get_if<AttemptFound>(&event);
    if (found == nullptr || !found->report) return std::nullopt;
    return EndedAttempt{found->key, *found->report};
}

}  // namespace firedrill::drill
