#include "core/base/format.hpp"
#include "reports/chart_texts.hpp"
#include "reports/charts.hpp"
#include "reports/phrase.hpp"
#include "reports/svg.hpp"
#include "reports/word_texts.hpp"

#include <algorithm>

namespace firedrill::reports {
namespace {

namespace texts = chart_texts;

constexpr double row_height = 25;
constexpr double first_row = 29;

/// The largest number that the axis must hold.
std::int64_t reach(const std::vector<ServiceRow>& services, Measured ServiceRow::* which) {
    std::int64_t out = 0;
    for (const ServiceRow& service : services) {
        const Measured& measured = service.*which;
        out = std::max({out, measured.target.hi.value_or(0), measured.measured.hi.value_or(0)});
    }
    return out == 0 ? 1'000'000'000 : out;
}

/// Beside the bar, or behind the target's line where that would run through the words.
double label_place(double end, std::optional<double> target, double width) {
    const double x = end + 7;
    if (target && *target > x - 4 && *target < x + width + 4) return *target + 7;
    return x;
}

void draw_measured(Svg& svg, const Scale& scale, const Measured& measured, double y) {
    std::optional<double> target;
    if (measured.target.known()) {
        target = scale.at(*measured.target.lo);
        svg.box(scale.left, y - 5.5, *target - scale.left, 11, ink::pale);
    }
    if (!measured.measured.known()) {
        svg.brief({scale.left + 6, y + 3.5, Anchor::start, "s"}, word_text(measured.verdict));
    } else {
        const double lo = scale.at(*measured.measured.lo);
        const double hi = scale.at(*measured.measured.hi);
        const double block = std::max(hi - lo, 2.0);
        svg.box(scale.left, y - 1.5, lo - scale.left, 3, ink::black);
        svg.box(lo, y - 4.5, block, 9, ink::black);
        const std::string& words = measured.measured.text;
        svg.text({label_place(lo + block, target, text_width(words)), y + 3.5}, words);
    }
    if (target) svg.line(*target, y - 8.5, *target, y + 8.5, ink::accent, 2.4);
}

void legend(Svg& svg, double y) {
    double x = 6;
    svg.line(x, y - 8, x, y + 1, ink::accent, 2.4);
    svg.text({x + 7, y}, text_of(texts::target));
    x += 20 + text_width(text_of(texts::target), svg.languages());
    svg.box(x, y - 6.5, 20, 7, ink::pale);
    svg.text({x + 24, y}, text_of(texts::within));
    x += 44 + text_width(text_of(texts::within), svg.languages());
    svg.box(x, y - 4.5, 20, 3, ink::black);
    svg.box(x + 20, y - 7.5, 4, 9, ink::black);
    svg.text({x + 30, y}, text_of(texts::measured));
}

}  // namespace

std::string interval_chart(const Report& report, Languages languages) {
    Svg svg(languages);
    const Scale rto{124, 370, 0, reach(report.services, &ServiceRow::rto)};
    const Scale rpo{486, 596, 0, reach(report.services, &ServiceRow::rpo)};
    svg.text({rto.left, 9, Anchor::start, "h"}, text_of(texts::rto_axis));
    svg.text({rpo.left, 9, Anchor::start, "h"}, text_of(texts::rpo_axis));
    double y = first_row;
    for (const ServiceRow& service : report.services) {
        svg.fitted({0, y + 3.5, Anchor::start, "b"},
                   plain(service.title.in(terminal_language(languages))), 114);
        draw_measured(svg, rto, service.rto, y);
        draw_measured(svg, rpo, service.rpo, y);
        y += row_height;
    }
    y -= row_height / 2 - 3;
    axis(svg, rto, y, 6, {});
    axis(svg, rpo, y, 4, {});
    legend(svg, y + 34);
    return svg.done(y + 38, text_of(texts::intervals));
}

std::string outages_chart(const Report& report, Languages languages) {
    struct Bar {
        Text name;
        const OutageRow* outage;
        std::string_view fill;
    };
    const bool planned = report.plan.variant == plan::Variant::planned;
    std::vector<Bar> bars;
    if (report.failover.outage.known())
        bars.push_back({text_of(planned ? texts::switchover : texts::failover), &report.failover,
                        ink::accent});
    if (report.failback.outage.known())
        bars.push_back({text_of(texts::failback), &report.failback, ink::grey});
    if (bars.empty()) return {};
    Svg svg(languages);
    std::int64_t longest = 1;
    for (const Bar& bar : bars) longest = std::max(longest, *bar.outage->outage.hi);
    const Scale scale{120, 460, 0, longest};
    double y = 8;
    for (const Bar& bar : bars) {
        svg.text({0, y + 3.5}, bar.name);
        const double lo = scale.at(*bar.outage->outage.lo);
        const double hi = std::max(scale.at(*bar.outage->outage.hi), lo + 1);
        svg.box(scale.left, y - 6, lo - scale.left, 12, bar.fill);
        svg.box(lo, y - 6, hi - lo, 12, ink::hatch, ink::black);
        const auto& counts = bar.outage->loss.counts;
        const Text label = counts ? phrase(texts::outage_label, bar.outage->outage.text,
                                           thousands(counts->lost), thousands(counts->acked))
                                  : plain(bar.outage->outage.text);
        svg.brief({hi + 7, y + 3.5}, label);
        y += 22;
    }
    axis(svg, scale, y - 4, 6, text_of(texts::client_view));
    return svg.done(y + 12, text_of(texts::outages));
}

}  // namespace firedrill::reports
