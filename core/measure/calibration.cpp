#include "core/measure/calibration.hpp"

#include <algorithm>
#include <utility>

namespace firedrill::measure {
namespace {

template <class Figure>
std::int64_t sum(const Calibration& calibration, Figure figure) {
    std::int64_t out = figure(calibration.writes.age) + figure(calibration.clock);
    for (const KindFindings& kind : calibration.kinds)
        out += figure(kind.outage) + figure(kind.recovery) + figure(kind.down);
    return out;
}

void note_miss(Miss miss, const Judged& judged, std::vector<Miss>& misses) {
    const bool claimed = judged.measured || !judged.late;
    if (!claimed || holds(judged) || misses.size() >= misses_kept) return;
    miss.measured = judged.measured;
    miss.truth = judged.truth;
    miss.doubted = judged.doubted;
    misses.push_back(std::move(miss));
}

std::vector<Judged> each(const std::vector<JudgedOutage>& all, Judged JudgedOutage::* figure) {
    std::vector<Judged> out;
    for (const JudgedOutage& judged : all) out.push_back(judged.*figure);
    return out;
}

}  // namespace

std::int64_t Calibration::outages() const {
    std::int64_t out = 0;
    for (const KindFindings& kind : kinds) out += kind.outages;
    return out;
}
std::int64_t Calibration::intervals() const {
    return sum(*this, [](const Held& held) { return held.judged; });
}
std::int64_t Calibration::held() const {
    return sum(*this, [](const Held& held) { return held.held; });
}
std::int64_t Calibration::wider() const {
    return sum(*this, [](const Held& held) { return held.wider; });
}
std::int64_t Calibration::doubted_missed() const {
    return sum(*this, [](const Held& held) { return held.doubted_missed; });
}
bool Calibration::good() const {
    return held() == intervals() && writes.misjudged == 0;
}

KindFindings find_in(Failing failing, const std::vector<KnownOutage>& known,
                     const std::vector<JudgedOutage>& judged, std::vector<Miss>& misses) {
    KindFindings out{.failing = failing, .outages = static_cast<std::int64_t>(known.size())};
    out.flapping =
        std::count_if(known.begin(), known.end(), [](const auto& k) { return k.flaps() > 0; });
    out.outage = hold(each(judged, &JudgedOutage::outage));
    out.recovery = hold(each(judged, &JudgedOutage::recovery));
    out.down = hold(each(judged, &JudgedOutage::down));
    for (std::size_t i = 0; i < judged.size(); ++i) {
        const auto number = static_cast<std::int64_t>(i) + 1;
        note_miss({failing, number, "outage", {}, {}, false}, judged[i].outage, misses);
        note_miss({failing, number, "recovery", {}, {}, false}, judged[i].recovery, misses);
        note_miss({failing, number, "down", {}, {}, false}, judged[i].down, misses);
    }
    return out;
}

WriteFindings find_in(const JudgedWrites& judged) {
    return {.writes = judged.writes,
            .misjudged = judged.misjudged,
            .counted = judged.counted,
            .planted = judged.planted,
            .age = hold(judged.ages)};
}

Calibrated cited(const Calibration& calibration, std::string host, std::string version,
                 Nanos made) {
    Calibrated out{.host = std::move(host),
                   .version = std::move(version),
                   .made = made,
                   .seed = calibration.seed,
                   .every = calibration.every,
                   .deadline = calibration.deadline,
                   .outages = calibration.outages(),
                   .intervals = calibration.intervals(),
                   .held = calibration.held(),
                   .wider = calibration.wider(),
                   .writes = calibration.writes.writes,
                   .misjudged = calibration.writes.misjudged};
    for (const KindFindings& kind : calibration.kinds) {
        if (kind.failing == Failing::refused) out.median_error = kind.outage.error.p50;
        out.worst_error = std::max(out.worst_error, kind.outage.error.most);
    }
    return out;
}

}  // namespace firedrill::measure
