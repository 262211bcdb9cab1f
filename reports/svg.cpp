#include "reports/svg.hpp"

#include "core/base/format.hpp"
#include "reports/phrase.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firedrill::reports {
namespace {

constexpr double narrow_unit = 4.9;  // of 9.6 px lettering: Latin letters and figures
constexpr double wide_unit = 9.7;    // Chinese
constexpr double small = 0.9;
constexpr std::array<std::string_view, 3> anchors{"start", "middle", "end"};

/// The first `columns` columns, with a sign that something is missing.
std::string cut(const std::string& words, double room) {
    if (text_width(words) <= room) return words;
    std::string out;
    for (int columns = display_width(words) - 1; columns > 0; --columns) {
        out = pad_right(words, columns);
        while (!out.empty() && out.back() == ' ') out.pop_back();
        if (text_width(out) + narrow_unit <= room) break;
    }
    return out + "\u2026";
}

std::string second_language(const Text& words, Languages languages) {
    const bool both = languages == Languages::both && words.en != words.zh;
    return both && !words.en.empty() && !words.zh.empty() ? words.en : std::string();
}

const std::string& first_language(const Text& words, Languages languages) {
    return words.in(terminal_language(languages));
}

std::string element(const Label& label, std::string_view inner) {
    const std::string kind = label.kind.empty() ? "" : fmt::format(R"( class="{}")", label.kind);
    const std::string anchor =
        label.anchor == Anchor::start
            ? ""
            : fmt::format(R"( text-anchor="{}")", anchors[static_cast<std::size_t>(label.anchor)]);
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\"{}{}>{}</text>\n", label.x, label.y, anchor,
                       kind, inner);
}

}  // namespace

double text_width(std::string_view words) {
    const auto letters = std::ranges::count_if(
        words, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
    const auto wide = std::max(display_width(words) - static_cast<int>(letters), 0);
    return narrow_unit * static_cast<double>(letters - wide) + wide_unit * wide;
}

double text_width(const Text& words, Languages languages) {
    const std::string second = second_language(words, languages);
    const double first = text_width(first_language(words, languages));
    return second.empty() ? first : first + narrow_unit + small * text_width(second);
}

std::string escaped(std::string_view words) {
    std::string out;
    for (const char c : words) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return without_bold(out);
}

void Svg::box(double x, double y, double w, double h, std::string_view fill,
              std::string_view stroke) {
    const std::string edge =
        stroke.empty() ? "" : fmt::format(R"( stroke="{}" stroke-width="0.8")", stroke);
    body_ += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill=\"{}\"{}/>\n", x,
        y, w, h, fill, edge);
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view stroke,
               double thickness, bool dashed) {
    body_ += fmt::format(
        "<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\" stroke=\"{}\" stroke-width=\"{:.1f}\"{}/>\n", x1,
        y1, x2, y2, stroke, thickness, dashed ? R"( stroke-dasharray="2 2")" : "");
}

void Svg::diamond(double x, double y) {
    body_ += fmt::format("<path d=\"M{:.1f} {:.1f}l4.2 4.2-4.2 4.2-4.2-4.2z\" fill=\"{}\"/>\n", x,
                         y - 4.2, ink::black);
}

void Svg::path(std::string_view d, std::string_view stroke, double thickness,
               std::string_view fill) {
    body_ += fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"{:.1f}\" fill=\"{}\"/>\n", d,
                         stroke, thickness, fill);
}

void Svg::text(Label label, std::string_view words) {
    body_ += element(label, escaped(words));
}

void Svg::text(Label label, const Text& words) {
    const std::string second = second_language(words, languages_);
    std::string inner = escaped(first_language(words, languages_));
    if (!second.empty()) inner += fmt::format(R"( <tspan class="e">{}</tspan>)", escaped(second));
    body_ += element(label, inner);
}

void Svg::fitted(Label label, const Text& words, double room) {
    if (text_width(words, languages_) <= room) return text(label, words);
    text(label, cut(first_language(words, languages_), room));
}

std::string Svg::done(double height, const Text& title) const {
    const Language language = terminal_language(languages_);
    return fmt::format(
        "<svg class=\"fig\" viewBox=\"0 0 {0:.0f} {1:.1f}\" width=\"{0:.0f}\" height=\"{1:.1f}\" "
        "role=\"img\" aria-label=\"{2}\">\n{3}</svg>\n",
        width, height, escaped(title.in(language)), body_);
}

double Scale::at(std::int64_t value) const {
    const double share = static_cast<double>(value - from) / static_cast<double>(to - from);
    return left + share * (right - left);
}

std::int64_t Scale::tick(int count) const {
    const std::int64_t least = (to - from) / count;
    for (std::int64_t power = 1'000'000; power <= 100'000'000'000'000; power *= 10)
        for (const std::int64_t factor : {1, 2, 3, 5, 6}) {
            const bool of_a_minute = factor == 3 || factor == 6;
            if (of_a_minute && power < 10'000'000'000) continue;
            if (power * factor >= least) return power * factor;
        }
    return to - from;
}

void axis(Svg& svg, const Scale& scale, double y, int count, const Text& unit) {
    svg.line(scale.left, y, scale.right, y, "#6b6b6b");
    const std::int64_t step = scale.tick(count);
    int decimals = 0;
    for (std::int64_t unit_step = 1'000'000'000; step % unit_step != 0 && decimals < 3;
         unit_step /= 10)
        ++decimals;
    std::int64_t value = scale.from / step * step;
    if (value < scale.from) value += step;
    for (; value <= scale.to; value += step) {
        std::string number = seconds(Nanos{value}, decimals);
        if (number[0] == '-') number.replace(0, 1, "\u2212");
        svg.line(scale.at(value), y, scale.at(value), y + 3, "#6b6b6b");
        svg.text({scale.at(value), y + 13, Anchor::middle, "s"}, number);
    }
    svg.brief({scale.right + 8, y + 3, Anchor::start, "s"}, unit);
}

}  // namespace firedrill::reports
