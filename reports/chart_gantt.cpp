#include "reports/chart_texts.hpp"
#include "reports/charts.hpp"
#include "reports/phrase.hpp"
#include "reports/svg.hpp"
#include "reports/word_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::reports {
namespace {

namespace texts = chart_texts;

constexpr double row_height = 13.9;
constexpr double top = 27;
constexpr double step_x = 72;
constexpr double on_x = 212;
constexpr double chart_x = 292;

std::string number(const Figure& figure) {
    if (!figure.known()) return {};
    const std::size_t unit = figure.text.rfind(" s");
    return unit == std::string::npos ? figure.text : figure.text.substr(0, unit);
}

class Gantt {
public:
    Gantt(const Report& report, std::size_t first, std::size_t last, Languages languages)
        : report_(report), first_(first), last_(last), svg_(languages) {
        for (const StepRow& step : report.course.steps) planned_ |= step.planned.known();
        scale_ = {.left = chart_x, .right = planned_ ? 546.0 : 620.0};
        fit_scale();
        bottom_ = top + row_height * static_cast<double>(last - first);
    }

    std::string draw() {
        outage_band(report_.failover, texts::outage, 10);
        outage_band(report_.failback, texts::second_outage, 21);
        headings();
        for (std::size_t i = first_; i < last_; ++i) row(i);
        axis(svg_, scale_, bottom_ + 4, 8,
             text_of(report_.course.zero_is_fault ? texts::since_fault : texts::since_start));
        legend(bottom_ + 34);
        return svg_.done(bottom_ + 40, text_of(texts::gantt));
    }

private:
    const Report& report_;
    std::size_t first_, last_;
    Svg svg_;
    Scale scale_;
    double bottom_ = 0;
    bool planned_ = false;

    void fit_scale() {
        std::int64_t from = 0, to = 1'000'000'000;
        for (const StepRow& step : report_.course.steps) {
            if (step.began.known()) from = std::min(from, *step.began.lo);
            if (step.ended.known()) to = std::max(to, *step.ended.hi);
        }
        scale_.from = from;
        scale_.to = to;
    }

    void band(const Figure& from, const Figure& to, std::string_view fill) {
        if (!from.known() || !to.known() || to.middle() <= from.middle()) return;
        const double x = scale_.at(from.middle());
        svg_.box(x, top, std::max(scale_.at(to.middle()) - x, 1.2), bottom_ - top, fill);
    }

    void outage_band(const OutageRow& outage, const Message& label, double y) {
        if (!outage.exercised || !outage.fault.known() || !outage.serving.known()) return;
        band(outage.serving, outage.verified, ink::faint);
        band(outage.fault, outage.serving, ink::band);
        const Text words = phrase(label, outage.outage.text);
        const double room = text_width(svg_.first_of(words));
        const double x = std::min(scale_.at(outage.fault.middle()), scale_.right - room);
        svg_.brief({std::max(x, chart_x), y, Anchor::start, "s"}, words);
    }

    void headings() {
        svg_.text({0, 22, Anchor::start, "h"}, text_of(texts::phase));
        svg_.text({step_x, 22, Anchor::start, "h"}, text_of(texts::step));
        svg_.text({on_x, 22, Anchor::start, "h"}, text_of(texts::on));
        const Language language = terminal_language(svg_.languages());
        const auto head = [&](double x, const Message& message) {
            svg_.text({x, 22, Anchor::end, "h"}, text_of(message).in(language));
        };
        head(planned_ ? 598 : Svg::width, texts::actual);
        if (planned_) head(640, texts::planned);
        if (planned_) head(Svg::width, texts::difference);
        svg_.line(0, top, Svg::width, top);
    }

    void row(std::size_t i) {
        const StepRow& step = report_.course.steps[i];
        const double y = top + row_height * (static_cast<double>(i - first_) + 0.5);
        if (i == first_ || report_.course.steps[i - 1].phase != step.phase) begin_phase(step, i, y);
        labels(step, y);
        bar(step, y);
        svg_.text({planned_ ? 598 : Svg::width, y + 3.5, Anchor::end}, number(step.took));
        if (!planned_) return;
        svg_.text({640, y + 3.5, Anchor::end}, number(step.planned));
        svg_.text({Svg::width, y + 3.5, Anchor::end}, number(step.difference));
    }

    void begin_phase(const StepRow& step, std::size_t i, double y) {
        if (i > first_) {
            const double above = y - row_height / 2;
            svg_.line(0, above, chart_x - 6, above, ink::rule, 0.6);
            svg_.line(scale_.right + 8, above, Svg::width, above, ink::rule, 0.6);
        }
        svg_.text({0, y + 3.5, Anchor::start, "b"}, word_text(step.phase));
    }

    void labels(const StepRow& step, double y) {
        const Text title = plain(step.title.in(terminal_language(svg_.languages())));
        const double room = on_x - step_x - (step.point_of_no_return ? 20 : 8);
        svg_.fitted({step_x, y + 3.5}, title, room);
        if (step.point_of_no_return)
            svg_.diamond(step_x + 8 + std::min(text_width(title, svg_.languages()), room), y);
        svg_.fitted({on_x, y + 3.5, Anchor::start, "s"}, plain(step.on), chart_x - on_x - 8);
    }

    void bar(const StepRow& step, double y) {
        const bool disrupts = step.mark == plan::Mark::disrupted;
        double end = chart_x;
        if (step.began.known()) end = draw_bar(step, y);
        if (disrupts && report_.course.zero_is_fault && step.phase != plan::Phase::failback) {
            svg_.diamond(scale_.at(0), y);
            svg_.text({std::max(scale_.at(0), end) + 8, y + 3.5, Anchor::start, "b"}, "T0");
            return;
        }
        if (step.status == drill::StepStatus::succeeded && step.undo != drill::UndoStatus::done)
            return;
        const bool undone = step.undo == drill::UndoStatus::done;
        const Text words = undone ? word_text(step.undo) : word_text(step.status);
        const bool right = end + 6 + text_width(svg_.first_of(words)) > scale_.right;
        const double x = right && step.began.known() ? scale_.at(*step.began.lo) - 5 : end + 6;
        svg_.brief({x, y + 3.5, right ? Anchor::end : Anchor::start, "s"}, words);
    }

    /// Returns where the bar ends.
    double draw_bar(const StepRow& step, double y) {
        const double x = scale_.at(*step.began.lo);
        const double end = step.ended.known() ? scale_.at(*step.ended.lo) : x;
        const double width = std::max(end - x, 1.3);
        if (step.people)
            svg_.box(x, y - 4, width, 5, "#fff", ink::black);
        else
            svg_.box(x, y - 4, width, 5, ink::accent);
        if (!step.planned.known()) return x + width;
        const double planned = std::min(scale_.at(*step.began.lo + *step.planned.lo), scale_.right);
        svg_.line(x, y + 3.6, planned, y + 3.6, ink::black, 0.9);
        svg_.line(x, y + 2.2, x, y + 5);
        svg_.line(planned, y + 2.2, planned, y + 5);
        return std::max(x + width, planned);
    }

    void legend(double y) {
        double x = 0;
        const auto entry = [&](const Message& words, auto draw, double size) {
            draw(x);
            svg_.text({x + size + 5, y}, text_of(words));
            x += size + 20 + text_width(text_of(words), svg_.languages());
        };
        entry(texts::machine_bar, [&](double at) { svg_.box(at, y - 6, 20, 5, ink::accent); }, 20);
        entry(
            texts::people_bar, [&](double at) { svg_.box(at, y - 6, 20, 5, "#fff", ink::black); },
            20);
        if (planned_)
            entry(texts::planned_bar, [&](double at) { svg_.line(at, y - 3, at + 20, y - 3); }, 20);
        entry(texts::no_return, [&](double at) { svg_.diamond(at + 5, y - 3.5); }, 10);
        entry(texts::outage_bar, [&](double at) { svg_.box(at, y - 8, 14, 9, ink::band); }, 14);
        if (report_.failover.verified.known())
            entry(
                texts::unverified_bar,
                [&](double at) { svg_.box(at, y - 8, 14, 9, ink::faint, ink::rule); }, 14);
    }
};

}  // namespace

std::string gantt_chart(const Report& report, std::size_t first, std::size_t last,
                        Languages languages) {
    return Gantt(report, first, last, languages).draw();
}

}  // namespace firedrill::reports
