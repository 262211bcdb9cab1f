// The receipts of a program beside the journal of the drill. The agent wrote a receipt before each
// beginning and before it told of each end; the journal has each intent and each end that was told.
// Whatever one of them has and the other has not, or has otherwise, is a difference. Pure.
#pragma once

#include "core/drill/event.hpp"
#include "core/wire/receipts.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace firedrill::engine {

/// What the journal says of an attempt.
struct JournaledAttempt {
    std::optional<Outcome> outcome;  ///< none: its end is not known
    std::string figures;             ///< wire::figures_digest(); empty: not comparable
    bool refused = false;            ///< it may have no receipt: nothing happened
    bool never_came = false;
};

/// A place of a receipts chain that was told before.
struct ChainSeen {
    std::int64_t count = 0;
    std::string head;
};

using ProgramId = std::pair<std::string, plan::Performer>;  ///< host, program

struct Journaled {
    std::map<AttemptKey, JournaledAttempt> attempts;
    std::map<ProgramId, ChainSeen> seen;  ///< by the last comparison
    void add(const drill::Event& event);
};

/// What a program told of its receipts, all pages.
struct ToldReceipts {
    wire::ReceiptsHeld chain;  ///< of the last page
    std::vector<wire::AttemptReceipt> attempts;
};

/// `seen` is what was to be found again in the chain: ToldReceipts::chain.seen_head belongs to it.
drill::ReceiptsCompared compare(const plan::Plan& plan, const std::string& drill,
                                const Journaled& journaled, const ProgramId& who,
                                const ChainSeen& seen, const ToldReceipts& told);

}  // namespace firedrill::engine
