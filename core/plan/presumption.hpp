// When an old primary that nobody can reach counts as fenced: not by a receipt, but because enough
// time has passed since it last heard of us. docs/adr/0011-kernel-held-leases.md. Pure.
//
//   wait = lease * (1 + rho) + d_max + t_selffence + margin
//
// counted from the moment at which contact was lost, which is later than the last renewal that the
// agent acknowledged.
#pragma once

#include "core/base/time.hpp"

#include <boost/describe/class.hpp>

#include <chrono>

namespace firedrill::plan {

/// How long an agent may take to fence its own host, from the end of the lease.
inline constexpr Nanos self_fence_max = std::chrono::seconds{30};
/// How late a message that was sent while there was contact may still arrive and count.
inline constexpr Nanos delay_max = std::chrono::seconds{5};
/// What two clocks may drift apart, in parts of a million: ten times what crystals do.
inline constexpr std::int64_t drift_ppm = 1000;
inline constexpr Nanos presumption_margin = std::chrono::seconds{2};

struct PresumptionFigures {
    Nanos lease{};
    Nanos drift{};
    Nanos delay{};
    Nanos self_fence{};
    Nanos margin{};
    Nanos wait{};  ///< their sum
    bool operator==(const PresumptionFigures&) const = default;
};
BOOST_DESCRIBE_STRUCT(PresumptionFigures, (), (lease, drift, delay, self_fence, margin, wait))

constexpr PresumptionFigures presumption_after(Nanos lease) {
    PresumptionFigures out{.lease = lease,
                           .drift = Nanos{lease.count() / 1'000'000 * drift_ppm},
                           .delay = delay_max,
                           .self_fence = self_fence_max,
                           .margin = presumption_margin};
    out.wait = out.lease + out.drift + out.delay + out.self_fence + out.margin;
    return out;
}

}  // namespace firedrill::plan
