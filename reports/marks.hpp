// The table of timestamps, for either outage. Internal to the room.
#pragma once

#include "reports/document.hpp"

namespace firedrill::reports {

/// `with_ids`: T0, T1, … in front; the second outage has none.
Table mark_table(const Report& report, const OutageRow& outage, bool with_ids);

}  // namespace firedrill::reports
