#include "core/base/format.hpp"
#include "reports/chart_texts.hpp"
#include "reports/charts.hpp"
#include "reports/phrase.hpp"
#include "reports/svg.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::reports {
namespace {

namespace texts = chart_texts;

constexpr double top = 14, bottom = 170, left = 62, right = 600;
constexpr std::int64_t second = 1'000'000'000;

class Writes {
public:
    Writes(const Report& report, Languages languages) : series_(report.series), svg_(languages) {
        const auto& around = series_.around;
        const std::int64_t begin = around.front().since.count();
        const std::int64_t end = std::max<std::int64_t>(around.back().since.count(), 0);
        time_ = {left, right, begin, end + std::max<std::int64_t>((end - begin) / 12, 1'000'000)};
        low_ = std::min(series_.acked_before, series_.kept_before);
        high_ = std::max(series_.acked_at_end, low_ + 1);
        fault_ = report.failover.fault.known();
    }

    std::string draw() {
        trace();
        scale_of_counts();
        if (fault_) {
            svg_.line(time_.at(0), top - 6, time_.at(0), bottom, ink::black, 0.8, true);
            svg_.text({time_.at(0) + 4, bottom - 6, Anchor::start, "b"}, "T0");
        }
        axis(svg_, time_, bottom, 6, phrase(texts::since_fault));
        return svg_.done(bottom + 18, phrase(texts::writes));
    }

private:
    const Series& series_;
    Svg svg_;
    Scale time_;
    std::int64_t low_ = 0, high_ = 1;
    bool fault_ = false;

    double at_count(std::int64_t count) const {
        const double share = static_cast<double>(count - low_) / static_cast<double>(high_ - low_);
        return bottom - share * (bottom - top - 8);
    }

    /// A step line; steps closer than a dot's width are drawn as one.
    std::string steps(bool kept) const {
        std::int64_t count = kept ? series_.kept_before : series_.acked_before;
        std::string out = fmt::format("M{:.1f} {:.1f}", left, at_count(count));
        double drawn = left;
        for (const Series::Ack& ack : series_.around) {
            if (!kept || !ack.lost) ++count;
            const double x = time_.at(ack.since.count());
            if (x - drawn < 0.5 && &ack != &series_.around.back()) continue;
            out += fmt::format("H{:.1f}V{:.1f}", x, at_count(count));
            drawn = x;
        }
        return out + fmt::format("H{:.1f}", right);
    }

    void trace() {
        const std::int64_t lost = series_.acked_at_end - series_.kept_at_end;
        if (lost > 0) {
            const double from = first_lost();
            svg_.box(from, at_count(series_.acked_at_end), right - from,
                     at_count(series_.kept_at_end) - at_count(series_.acked_at_end), ink::hatch);
            svg_.path(fmt::format("M{0:.1f} {1:.1f}{2}V{1:.1f}Z", left, top - 2,
                                  steps(false).substr(1).insert(0, "L")),
                      "none", 0, "#fff");
        }
        svg_.path(steps(true), ink::black, 1.4);
        svg_.path(steps(false), ink::accent, 1.6);
        label(series_.acked_at_end, texts::acknowledged, -5);
        if (lost == 0) return;
        label(series_.kept_at_end, texts::surviving, 12);
        const double y = (at_count(series_.kept_at_end) + at_count(series_.acked_at_end)) / 2;
        const Text words = phrase(texts::lost, thousands(lost));
        svg_.brief({right + 8, y + 3.5, Anchor::start, "b"}, words);
    }

    double first_lost() const {
        for (const Series::Ack& ack : series_.around)
            if (ack.lost) return time_.at(ack.since.count());
        return left;
    }

    void label(std::int64_t count, const Message& message, double dy) {
        const Text words = phrase(message, thousands(count));
        svg_.brief({right, at_count(count) + dy, Anchor::end, "b"}, words);
    }

    void scale_of_counts() {
        svg_.line(left, top, left, bottom, "#6b6b6b");
        for (const std::int64_t count : {low_, high_}) {
            svg_.line(left - 3, at_count(count), left, at_count(count), "#6b6b6b");
            svg_.text({left - 6, at_count(count) + 3.5, Anchor::end, "s"}, thousands(count));
        }
        svg_.text({0, top - 4, Anchor::start, "s"}, phrase(texts::cumulative));
    }
};

}  // namespace

std::string writes_chart(const Report& report, Languages languages) {
    if (report.series.around.size() < 2) return {};
    return Writes(report, languages).draw();
}

std::string rate_chart(const Report& report, Languages languages) {
    const auto& counts = report.series.per_second;
    if (counts.size() < 2) return {};
    Svg svg(languages);
    const double low = 62, high = 12;
    const Scale time{left, right, counts.front().second * second,
                     (counts.back().second + 1) * second};
    std::int64_t most = 1;
    for (const Series::Count& count : counts) most = std::max(most, count.acked);
    const auto band = [&](const OutageRow& outage) {
        if (!outage.fault.known() || !outage.serving.known()) return;
        const double x = std::clamp(time.at(outage.fault.middle()), left, right);
        const double end = std::clamp(time.at(outage.serving.middle()), left, right);
        svg.box(x, high, std::max(end - x, 1.2), low - high, ink::band);
    };
    band(report.failover);
    band(report.failback);
    std::string line = fmt::format("M{:.1f} {:.1f}", left, low);
    for (const Series::Count& count : counts) {
        const double y =
            low - (low - high) * static_cast<double>(count.acked) / static_cast<double>(most);
        line += fmt::format("V{:.1f}H{:.1f}", y, time.at((count.second + 1) * second));
    }
    svg.path(line + fmt::format("V{:.1f}", low), ink::accent, 1.3);
    svg.text({left - 6, high + 3.5, Anchor::end, "s"}, fmt::format("{}/s", thousands(most)));
    svg.text({left - 6, low + 3.5, Anchor::end, "s"}, "0/s");
    axis(svg, time, low, 8, phrase(texts::since_fault));
    return svg.done(low + 18, phrase(texts::rate));
}

}  // namespace firedrill::reports
