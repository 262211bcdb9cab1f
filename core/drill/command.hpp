// What decide() wants: imperative. The engine journals the intent, then acts. Every command has a
// key; the engine keeps what is under way in memory and does nothing twice.
#pragma once

#include "core/base/attempt.hpp"
#include "core/base/time.hpp"
#include "core/drill/event.hpp"

#include <string>
#include <variant>

namespace firedrill::drill {

/// Journal AttemptIntended, then have the step's performer do this part.
struct Execute {
    AttemptKey key;
    /// Attempts of part act up to this number must not begin any more: the performer refuses a
    /// copy of them that arrives late. Goes into wire::Execute.
    int closes = 0;
};
/// Ask the performer what became of an attempt that has no end.
struct Query {
    AttemptKey key;
};
/// End a running attempt (abort); its outcome still arrives as AttemptEnded.
struct Cancel {
    AttemptKey key;
};
/// Journal PersonAsked and show it; with approvals waived, answer it at once as `waived`.
struct Ask {
    std::string step;
};
/// Journal TimerFired{timer} at this instant of the orchestrator's clock (at once if past).
/// There is one timer: the last decide()'s replaces any other, and none means that none is wanted.
struct WakeAt {
    std::string timer;
    Nanos mono{};
};
/// Journal GuardBreached.
struct Breach {
    std::string guard;
    std::string what;
};
/// Journal FencePresumed.
struct Presume {
    std::string step;
    std::string host;
    std::string fault;
    plan::PresumptionFigures figures;
};
/// Journal DrillEnded.
struct End {
    Ending ending = Ending::completed;
    std::string why;
};

using Command = std::variant<Execute, Query, Cancel, Ask, WakeAt, Breach, Presume, End>;

/// "execute primary-loss-1/promote/1": for stories, logs and de-duplication.
std::string to_text(const Command& command);

}  // namespace firedrill::drill
