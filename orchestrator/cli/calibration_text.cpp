#include "orchestrator/cli/calibration_text.hpp"

#include "core/base/format.hpp"
#include "orchestrator/cli/calibration_texts.hpp"
#include "orchestrator/cli/table.hpp"

#include <fmt/format.h>

namespace firedrill::cli {

namespace {

namespace texts = calibration_texts;
using measure::Failing;
using measure::Held;

const Message& word(Failing failing) {
    switch (failing) {
        case Failing::refused: return texts::refused;
        case Failing::black_holed: return texts::black_holed;
        case Failing::stalled: return texts::stalled;
    }
    return texts::nothing;
}

const Message& word(const std::string& figure) {
    if (figure == "outage") return texts::outage;
    return figure == "recovery" ? texts::recovery : texts::down;
}

/// Rounded up: an error must not look smaller.
std::string milliseconds(Nanos time) {
    return seconds(time * 1000, 2, Rounding::up) + " ms";
}

class Writer {
public:
    Writer(Language language, bool colour) : language_(language), colour_(colour) {}

    std::string table(const measure::Calibration& found) const {
        Table out({{text(texts::failing)},
                   {text(texts::figure)},
                   {text(texts::held), true},
                   {text(texts::error_median), true},
                   {text(texts::error_worst), true},
                   {text(texts::width_median), true},
                   {text(texts::width_worst), true},
                   {text(texts::wider), true},
                   {text(texts::late), true}});
        for (const auto& kind : found.kinds) {
            out.add(row(word(kind.failing), texts::outage, kind.outage));
            out.add(row(word(kind.failing), texts::recovery, kind.recovery));
            out.add(row(word(kind.failing), texts::down, kind.down));
        }
        out.add(row(texts::drill_writes, texts::age, found.writes.age));
        out.add(row(texts::clocks, texts::offset, found.clock));
        return out.text(colour_);
    }

    std::string misses(const measure::Calibration& found) const {
        std::string out;
        for (const auto& miss : found.misses)
            out += line(texts::miss, text(word(miss.failing)), miss.outage, text(word(miss.figure)),
                        miss.measured ? seconds_interval(*miss.measured, 4) : text(texts::nothing),
                        seconds_interval(miss.truth, 4), miss.doubted ? text(texts::in_doubt) : "");
        return out;
    }

    std::string notes(const measure::Calibration& found) const {
        std::int64_t flapping = 0, unclaimed = 0;
        for (const auto& kind : found.kinds) {
            flapping += kind.flapping;
            unclaimed += kind.outage.unclaimed + kind.recovery.unclaimed + kind.down.unclaimed;
        }
        const auto& counted = found.writes.counted;
        std::string out = line(texts::flaps, flapping, found.outages());
        out += line(texts::writes, found.writes.misjudged, found.writes.writes, counted.kept,
                    counted.lost, counted.duplicated, counted.recovered, counted.phantom,
                    counted.unexpected);
        out += line(texts::cost, percent(found.probe_cost_ppm), thousands(found.late_slots),
                    thousands(found.slots));
        return unclaimed == 0 ? out : out + line(texts::unclaimed, unclaimed);
    }

    std::string result(const measure::Calibration& found) const {
        const std::string words = found.good()
                                      ? say(language_, texts::good, found.held(), found.intervals())
                                      : say(language_, texts::bad, found.held(), found.intervals(),
                                            found.writes.misjudged);
        const std::string out =
            paint(colour_, found.good() ? Style::good : Style::bad, words) + "\n";
        const std::int64_t doubted = found.doubted_missed();
        return doubted == 0 ? out : out + line(texts::doubted, doubted);
    }

    template <class... Args>
    std::string line(const Message& message, const Args&... args) const {
        return say(language_, message, args...) + "\n";
    }

private:
    std::string text(const Message& message) const { return say(language_, message); }

    std::vector<Cell> row(const Message& what, const Message& figure, const Held& held) const {
        const std::string of = fmt::format("{}/{}", held.held, held.judged);
        return {{text(what)},
                {text(figure)},
                {of, held.all() ? Style::good : Style::bad},
                {milliseconds(held.error.p50)},
                {milliseconds(held.error.most)},
                {milliseconds(held.width.p50)},
                {milliseconds(held.width.most)},
                {std::to_string(held.wider), held.wider == 0 ? Style::plain : Style::warn},
                {std::to_string(held.late)}};
    }

    Language language_;
    bool colour_;
};

}  // namespace

std::string calibration_text(const measure::Calibration& found, const measure::Calibrated& last,
                             Language language, bool colour) {
    const Writer out(language, colour);
    return out.line(texts::headline, last.host, last.version, to_text(found.every), found.seed) +
           "\n" + out.table(found) + "\n" + out.line(texts::legend) + out.notes(found) +
           out.misses(found) + "\n" + out.result(found);
}

}  // namespace firedrill::cli
