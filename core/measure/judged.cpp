#include "core/measure/judged.hpp"

#include <algorithm>

namespace firedrill::measure {
namespace {

Nanos middle(Interval t) {
    return t.lo + t.width() / 2;
}

}  // namespace

bool holds(const Judged& judged) {
    return judged.measured && judged.measured->lo <= judged.truth.hi &&
           judged.truth.lo <= judged.measured->hi;
}

Nanos error_of(const Judged& judged) {
    const Nanos off = middle(*judged.measured) - middle(judged.truth);
    return off < Nanos{0} ? -off : off;
}

Spread spread_of(std::vector<Nanos> lengths) {
    if (lengths.empty()) return {};
    std::sort(lengths.begin(), lengths.end());
    const auto at = [&](std::size_t percent) {  // the smallest that so many do not exceed
        return lengths[(lengths.size() * percent + 99) / 100 - 1];
    };
    return {.count = static_cast<std::int64_t>(lengths.size()),
            .p50 = at(50),
            .p95 = at(95),
            .p99 = at(99),
            .most = lengths.back()};
}

Held hold(const std::vector<Judged>& all) {
    Held out;
    std::vector<Nanos> errors, widths;
    for (const Judged& judged : all) {
        if (!judged.measured && judged.late) {
            ++out.unclaimed;
            continue;
        }
        ++out.judged;
        out.held += holds(judged) ? 1 : 0;
        out.late += judged.late ? 1 : 0;
        out.doubted += judged.doubted ? 1 : 0;
        out.doubted_missed += judged.doubted && !holds(judged) ? 1 : 0;
        out.truth_width = std::max(out.truth_width, judged.truth.width());
        if (!judged.measured) continue;
        errors.push_back(error_of(judged));
        widths.push_back(judged.measured->width());
        if (!judged.late && judged.allowed && judged.measured->width() > *judged.allowed)
            ++out.wider;
    }
    out.error = spread_of(std::move(errors));
    out.width = spread_of(std::move(widths));
    return out;
}

}  // namespace firedrill::measure
