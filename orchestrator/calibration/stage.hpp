// The services of a calibration, and the judgement of what was measured of them. One thread, beside
// those of the services themselves.
#pragma once

#include "core/measure/calibration.hpp"
#include "core/measure/clock.hpp"
#include "orchestrator/calibration/calibrate.hpp"
#include "orchestrator/calibration/calibration_plan.hpp"
#include "orchestrator/calibration/known_service.hpp"
#include "orchestrator/calibration/known_store.hpp"

#include <map>
#include <memory>
#include <vector>

namespace firedrill::calibration {

class Stage {
public:
    static Result<Stage> open(const Settings& settings);

    PlanSettings plan_settings(const Settings& settings) const;
    std::size_t probes() const { return lanes_.size(); }
    void begin_outages();
    bool outages_over() const;
    std::int64_t outages_so_far() const;
    const KnownStore& store() const { return *store_; }

    /// By probe id.
    using Samples = std::map<std::string, measure::SampleFile>;
    /// An error where a service could not do as planned.
    Result<void> judge(const Samples& samples, measure::Calibration& out) const;
    /// Every moment at which something failed, stamped by a clock of its own.
    std::vector<measure::Judged> judge_clocks(
        std::uint64_t seed, const std::vector<measure::ClockSample>& exchanges) const;

private:
    struct Place {
        Lane lane;
        std::unique_ptr<KnownService> service;
    };
    std::vector<Place> lanes_;
    std::unique_ptr<KnownStore> store_;
};

}  // namespace firedrill::calibration
