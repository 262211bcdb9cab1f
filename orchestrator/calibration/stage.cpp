#include "orchestrator/calibration/stage.hpp"

#include "core/measure/known_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firedrill::calibration {

namespace {

using measure::Failing;
using namespace std::chrono_literals;

constexpr std::array ways{Failing::refused, Failing::black_holed, Failing::stalled};

std::string name_of(Failing failing) {
    switch (failing) {
        case Failing::refused: return "refused";
        case Failing::black_holed: return "black-holed";
        case Failing::stalled: return "stalled";
    }
    return "";
}

/// Slow probes leave time for several services at once.
std::int64_t lanes_of_each(const Settings& settings) {
    const std::int64_t wanted = std::clamp<std::int64_t>(2 + settings.every / 4ms, 1, 8);
    const auto kinds = static_cast<std::int64_t>(ways.size());
    return std::clamp<std::int64_t>(settings.outages / kinds / 4, 1, wanted);
}

/// So many of `all` come to this lane of `lanes`.
std::int64_t share(std::int64_t all, std::int64_t lanes, std::int64_t lane) {
    return all / lanes + (lane < all % lanes ? 1 : 0);
}

std::vector<measure::ProbeSample> in_order(const measure::SampleFile& file) {
    std::vector<measure::ProbeSample> out = file.samples;
    std::ranges::sort(out, {}, &measure::ProbeSample::due);
    return out;
}

}  // namespace

Result<Stage> Stage::open(const Settings& settings) {
    Stage out;
    const std::int64_t each = lanes_of_each(settings);
    const auto lanes = each * static_cast<std::int64_t>(ways.size());
    const auto seed = static_cast<std::uint64_t>(settings.seed);
    const Nanos sustained =
        measure::calibration_settings(settings.every, settings.deadline).sustained;
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
        const Failing failing = ways[static_cast<std::size_t>(lane) % ways.size()];
        const measure::OutagePlan plan{
            .failing = failing,
            .outages = std::max<std::int64_t>(1, share(settings.outages, lanes, lane)),
            .every = settings.every,
            .deadline = settings.deadline,
            .seed = seed,
            .stream = static_cast<std::uint64_t>(lane)};
        DRILL_TRY(service,
                  KnownService::open({.failing = failing,
                                      .outages = measure::plan_outages(plan),
                                      .tail = 2 * sustained + 10 * settings.every + 250ms}));
        Lane place{.id = fmt::format("{}-{}", name_of(failing), lane / 3 + 1),
                   .kind = failing == Failing::black_holed ? "tcp" : "http",
                   .port = service->port()};
        out.lanes_.push_back({std::move(place), std::move(service)});
    }
    DRILL_TRY(store, KnownStore::open(seed, settings.writes));
    out.store_ = std::move(store);
    return out;
}

PlanSettings Stage::plan_settings(const Settings& settings) const {
    PlanSettings out{.lanes = {},
                     .store_port = store_->port(),
                     .every = settings.every,
                     .deadline = settings.deadline,
                     .language = settings.language};
    for (const Place& place : lanes_) out.lanes.push_back(place.lane);
    return out;
}

void Stage::begin_outages() {
    for (const Place& place : lanes_) place.service->begin();
}

bool Stage::outages_over() const {
    return std::ranges::all_of(lanes_, [](const Place& place) { return place.service->over(); });
}

std::int64_t Stage::outages_so_far() const {
    std::int64_t out = 0;
    for (const Place& place : lanes_) out += place.service->outages_so_far();
    return out;
}

Result<void> Stage::judge(const Samples& samples, measure::Calibration& out) const {
    for (const Failing failing : ways) {
        std::vector<measure::KnownOutage> known;
        std::vector<measure::JudgedOutage> judged;
        for (const Place& place : lanes_) {
            if (place.service->failing() != failing) continue;
            if (!place.service->failed().empty()) return fail(Errc::io, place.service->failed());
            const auto file = samples.find(place.lane.id);
            if (file == samples.end())
                return fail(Errc::not_found, "no samples of probe " + place.lane.id);
            const auto ordered = in_order(file->second);
            for (const auto& outage : place.service->known()) {
                known.push_back(outage);
                judged.push_back(measure::judge_outage(ordered, file->second.settings, outage));
            }
        }
        out.kinds.push_back(measure::find_in(failing, known, judged, out.misses));
    }
    return {};
}

std::vector<measure::Judged> Stage::judge_clocks(
    std::uint64_t seed, const std::vector<measure::ClockSample>& exchanges) const {
    std::vector<measure::Judged> out;
    if (exchanges.empty()) return out;
    for (const Place& place : lanes_) {
        for (const auto& outage : place.service->known()) {
            const auto clock = measure::plant_clock(seed, out.size(), exchanges.front().t1);
            out.push_back(measure::judge_clock(clock, exchanges, outage.runs.front().down.lo));
        }
    }
    return out;
}

}  // namespace firedrill::calibration
