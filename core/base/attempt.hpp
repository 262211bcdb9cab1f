// An attempt: one try to perform one part of one step, and what became of it.
//
// The key is derived from the plan, never drawn, so it is the idempotency key between orchestrator
// and agent: the same key is performed at most once.
#pragma once

#include "core/base/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace firedrill {

/// What was known in the end. Unknown is a fact of its own: it may or may not have happened.
enum class Outcome { succeeded, failed, unknown };
BOOST_DESCRIBE_ENUM(Outcome, succeeded, failed, unknown)

enum class Part {
    act,    ///< the step's action
    check,  ///< its read-only check, after an unknown outcome
    undo,   ///< its undo list
};
BOOST_DESCRIBE_ENUM(Part, act, check, undo)

struct AttemptKey {
    std::string drill;
    std::string step;
    int attempt = 1;  ///< counts from 1, for each part of its own
    Part part = Part::act;
    auto operator<=>(const AttemptKey&) const = default;
};
BOOST_DESCRIBE_STRUCT(AttemptKey, (), (drill, step, attempt, part))

/// "primary-loss-2027-01-09-1/promote/1", "…/promote/1/undo".
std::string to_text(const AttemptKey& key);

/// A file kept by content: its bytes have this SHA-256.
struct Artifact {
    std::string name;  ///< "samples-client.csv"
    std::string sha256;
    std::int64_t bytes = 0;
    bool operator==(const Artifact&) const = default;
};
BOOST_DESCRIBE_STRUCT(Artifact, (), (name, sha256, bytes))

/// What the performer says about an attempt that ended. Times are values of its own monotonic
/// clock of boot `boot`; 0 where it has none.
struct AttemptReport {
    Outcome outcome = Outcome::unknown;
    std::string reason;  ///< why it is not a success, for people; empty on success
    std::string host;
    std::string boot;
    Nanos started{};
    Nanos ended{};
    Interval effect{};              ///< when the effect came about, no earlier and no later
    int exit = -1;                  ///< exit code of a program; 128 + signal
    std::string output;             ///< at most 64 KiB of standard output
    std::string errors;             ///< at most 64 KiB of standard error
    std::int64_t output_bytes = 0;  ///< all that was written, kept or not
    std::int64_t errors_bytes = 0;
    int tries = 1;  ///< repetitions inside one attempt (until)
    std::vector<Artifact> artifacts;
    std::map<std::string, std::string> facts;  ///< of a snapshot, or figures by name
    bool refused = false;  ///< failed because the performer would not begin: nothing happened
};
BOOST_DESCRIBE_STRUCT(AttemptReport, (),
                      (outcome, reason, host, boot, started, ended, effect, exit, output, errors,
                       output_bytes, errors_bytes, tries, artifacts, facts, refused))

}  // namespace firedrill
