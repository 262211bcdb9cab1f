// Receipts as they are told to the orchestrator, which compares them with its journal: how many
// there are, their head, and what they say of each attempt of a drill. Plain values.
#pragma once

#include "core/base/attempt.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::wire {

/// What is asked about the receipts themselves.
struct ReceiptsWanted {
    std::int64_t from = 0;  ///< attempts of the drill in the order in which they began: the page
    std::int64_t most = 0;  ///< of the page, at most receipts_page; 0: only the chain
    std::int64_t seen = 0;  ///< a count that was told before: which head stood there?
    bool operator==(const ReceiptsWanted&) const = default;
};
BOOST_DESCRIBE_STRUCT(ReceiptsWanted, (), (from, most, seen))
inline constexpr std::int64_t receipts_page = 4'000;

/// What the receipts say of one attempt.
struct AttemptReceipt {
    std::string step;
    int attempt = 0;
    Part part = Part::act;
    std::optional<Outcome> outcome;  ///< none: it began and has not ended; cut off: unknown
    std::string figures;             ///< figures_digest() of its end; empty: there is none
};
BOOST_DESCRIBE_STRUCT(AttemptReceipt, (), (step, attempt, part, outcome, figures))

/// The receipts file as it is on disk now, and a page of the named drill's attempts.
struct ReceiptsHeld {
    std::int64_t count = 0;  ///< records
    std::string head;        ///< digits of the last one; empty: there is none
    std::string seen_head;   ///< digits at ReceiptsWanted::seen; empty: there are fewer
    std::string broken;      ///< the first place that does not fit the chain; empty: whole
    std::int64_t attempts = 0;
    std::int64_t from = 0;
    std::vector<AttemptReceipt> page;
};
BOOST_DESCRIBE_STRUCT(ReceiptsHeld, (), (count, head, seen_head, broken, attempts, from, page))

/// What the end of an attempt says in figures: SHA-256 of the canonical JSON of outcome, refusal,
/// exit code, times, lengths of the output, tries and artifacts. Words are left out: each side
/// makes them fit for its readers.
std::string figures_digest(const AttemptReport& report);

}  // namespace firedrill::wire
