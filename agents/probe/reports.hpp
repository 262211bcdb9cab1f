// Short ways to state how a job of the probe ended. Private to agents/probe.
#pragma once

#include "agents/resident/clock.hpp"
#include "agents/resident/job.hpp"
#include "agents/resident/texts.hpp"
#include "core/base/attempt.hpp"

#include <string>
#include <utility>

namespace firedrill::probe {

inline AttemptReport failed(std::string reason) {
    AttemptReport report;
    report.outcome = Outcome::failed;
    report.reason = std::move(reason);
    return report;
}

template <class... Args>
AttemptReport failed(const resident::Job& job, const Message& message, const Args&... args) {
    return failed(say(resident::language_of(*job.plan), message, args...));
}

inline AttemptReport succeeded(Interval effect = {}) {
    AttemptReport report;
    report.outcome = Outcome::succeeded;
    report.effect = effect;
    return report;
}

/// Leaves time to say so before the caller's own limit.
inline Nanos until_of(const resident::Job& job) {
    return resident::mono_now() + job.timeout -
           std::min<Nanos>(job.timeout / 10, std::chrono::milliseconds(500));
}

}  // namespace firedrill::probe
