// Whether a stop condition was obeyed: from the journal, in the orchestrator's own time.
#pragma once

#include "core/drill/event.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <variant>

namespace firedrill::simulation {

/// How long the neighbour has been down as the drill was told, and whether that was answered.
class GuardWatch {
public:
    explicit GuardWatch(Nanos lasting) : lasting_(lasting) {}

    /// Whether the drill goes on although it should have been stopped by then.
    bool is_late(const drill::Record& record) {
        const auto& event = record.event;
        const Nanos now = record.at.mono;
        const bool late = due_ && !stopped_ && now > *due_ + std::chrono::seconds{2};
        const auto* probe = std::get_if<drill::ProbeChanged>(&event);
        if (probe != nullptr && probe->up) due_.reset();
        if (probe != nullptr && !probe->up && !due_) due_ = now + lasting_;
        if (is<drill::OrchestratorRestarted>(event) && due_) due_ = std::max(*due_, now);
        if (is<drill::ResumedFrom>(event)) due_.reset();
        if (is<drill::ResumedFrom>(event)) stopped_ = false;
        if (is<drill::GuardBreached, drill::AbortRequested, drill::DrillEnded>(event))
            stopped_ = true;
        return late;
    }

private:
    template <class... T>
    static bool is(const drill::Event& event) {
        return (std::holds_alternative<T>(event) || ...);
    }

    Nanos lasting_;
    std::optional<Nanos> due_;
    bool stopped_ = false;
};

}  // namespace firedrill::simulation
