// Steps that every plan gets: baseline and probes in the beginning, their end and the comparison
// in reinstate (internal to core/plan).
#pragma once

#include "core/plan/expand.hpp"

#include <string>
#include <vector>

namespace firedrill::plan {

class Generator {
public:
    Generator(const model::Workspace& workspace, Plan& plan, Expander& expander)
        : workspace_(workspace), plan_(plan), expander_(expander) {}

    /// Snapshots, then probes; gives the ids that the user's baseline steps come after.
    std::vector<std::string> baseline();
    /// After the user's steps of reinstate: puts the end of the probes and the snapshots before
    /// `verify: baseline`, or at the end.
    void reinstate();

private:
    using Ids = std::vector<std::string>;
    Ids snapshots(Phase phase, const std::string& prefix, const Ids& needs);
    Snapshot snapshot_of(const model::Host& host);
    Ids connections_from(const std::string& host) const;
    Step engine_step(Phase phase, std::string id, const Ids& needs) const;
    Ids stop_probes(bool with_service, const Ids& needs);

    const model::Workspace& workspace_;
    Plan& plan_;
    Expander& expander_;
    Ids before_;
};

}  // namespace firedrill::plan
