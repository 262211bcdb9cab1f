// Reverts what drills left on this host, from the receipts alone: for the person at the host when
// the orchestrator is gone and no agent runs. Holds the lock of the receipts, so no agent can start
// meanwhile. One thread; blocks until all is done.
#pragma once

#include "agents/agent/faults.hpp"
#include "agents/agent/seal.hpp"
#include "agents/resident/receipts.hpp"
#include "core/agent/ledger.hpp"
#include "core/base/text.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace firedrill::agent {

/// A fault that is gone now, as was verified.
struct Mending {
    std::string drill;
    std::string step;
    std::string kind;
    std::string why;
    std::string fence;  ///< the fence step that was carried out first, if any
};
BOOST_DESCRIBE_STRUCT(Mending, (), (drill, step, kind, why, fence))

class OfflineRevert {
public:
    /// busy, with the process that holds the lock, when an agent runs; not_found without receipts:
    /// creates nothing.
    static Result<OfflineRevert> open(const std::string& directory, Language fallback);

    /// What is there now.
    Ledger left() const { return ledger_of(state_, directory_); }
    /// The language of the drill that left something, else the fallback.
    Language language() const;
    /// Reverts what reverts by itself and looks for what somebody mended. A disk that takes no
    /// receipts does not keep it from reverting.
    void revert_all();
    const std::vector<Mending>& mended() const { return mended_; }
    /// Why the receipts could not be written, if so.
    const std::optional<std::string>& not_written() const { return not_written_; }

private:
    OfflineRevert(std::string directory, resident::Receipts::Opened opened,
                  std::optional<helper::Seal> seal, Language fallback);
    void take(std::vector<Directive> directives);
    void keep(const Record& record);
    void sync();
    void mend(const SelfRevert& revert);
    resident::Mended mended_by(const SelfRevert& revert);
    void look_for_mended();

    std::string directory_;
    resident::Receipts receipts_;
    std::optional<helper::Seal> seal_;  ///< of an agent with a helper
    Language fallback_;
    State state_;
    std::vector<Mending> mended_;
    std::optional<std::string> not_written_;
    faults::Held held_;  ///< of what other programs hold nothing is here
};

}  // namespace firedrill::agent
