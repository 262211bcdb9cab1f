// How soon an answer must come to be good: what the probe says, else what its service calls its
// level, else 250 ms.
#pragma once

#include "core/model/workspace.hpp"

namespace firedrill::plan {

inline Nanos deadline_of(const model::Workspace& workspace, const model::Probe& probe) {
    if (probe.deadline) return *probe.deadline;
    const auto* service = model::find(workspace.catalogue.services, probe.service.text);
    if (service != nullptr && service->latency) return *service->latency;
    return std::chrono::milliseconds{250};
}

}  // namespace firedrill::plan
