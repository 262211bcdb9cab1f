#include "reports/chart_texts.hpp"
#include "reports/charts.hpp"
#include "reports/phrase.hpp"
#include "reports/svg.hpp"
#include "reports/word_texts.hpp"

#include <algorithm>
#include <vector>

namespace firedrill::reports {
namespace {

namespace texts = chart_texts;

constexpr double level_height = 12;

struct Segment {
    const PieceRow* piece = nullptr;
    double left = 0, right = 0;
    double width() const { return right - left; }
    double middle() const { return (left + right) / 2; }
};

std::string name_of(const PieceRow& piece, const Svg& svg) {
    return piece_word(piece.to).in(terminal_language(svg.languages()));
}

std::string number_of(const PieceRow& piece) {
    return piece.length.text.substr(0, piece.length.text.rfind(" s"));
}

std::vector<Segment> laid_out(const std::vector<const PieceRow*>& pieces, double left,
                              double right) {
    std::int64_t total = 0;
    for (const PieceRow* piece : pieces) total += *piece->length.lo;
    const Scale scale{left, right, 0, std::max<std::int64_t>(total, 1)};
    std::vector<Segment> out;
    std::int64_t sum = 0;
    for (const PieceRow* piece : pieces) {
        const double begin = scale.at(sum);
        sum += *piece->length.lo;
        out.push_back({piece, begin, scale.at(sum)});
    }
    return out;
}

bool roomy(const Segment& segment, const Svg& svg) {
    const double label =
        std::max(text_width(name_of(*segment.piece, svg)), text_width(number_of(*segment.piece)));
    return segment.width() >= label + 6;
}

void draw_segments(Svg& svg, const std::vector<Segment>& segments, double y, double height) {
    for (const Segment& segment : segments) {
        const PieceRow& piece = *segment.piece;
        const std::string_view fill = piece.unexplained ? ink::hatch
                                      : piece.people    ? std::string_view("#fff")
                                                        : ink::accent;
        svg.box(segment.left, y, segment.width(), height, fill,
                piece.people || piece.unexplained ? ink::black : std::string_view("#fff"));
    }
    svg.box(segments.front().left, y, segments.back().right - segments.front().left, height, "none",
            ink::black);
}

/// Names above and figures inside, where there is room for both.
void letter_roomy(Svg& svg, const std::vector<Segment>& segments, double y, double height) {
    for (const Segment& segment : segments) {
        if (!roomy(segment, svg)) continue;
        const bool dark = !segment.piece->people && !segment.piece->unexplained;
        svg.text({segment.middle(), y - 4, Anchor::middle, "b"}, name_of(*segment.piece, svg));
        svg.text({segment.middle(), y + height / 2 + 3.5, Anchor::middle, dark ? "w" : ""},
                 number_of(*segment.piece));
    }
}

struct Placed {
    double x = 0;
    int level = 0;
};

/// Name and figure below, right of a line from the piece, deeper than every line that the words
/// would cross; from right to left, so that none is crossed later. Returns the depth.
double letter_below(Svg& svg, const std::vector<Segment>& segments, double y) {
    std::vector<Placed> placed;
    int deepest = -1;
    for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
        const std::string words = name_of(*segment->piece, svg) + " " + number_of(*segment->piece);
        const double x = std::min(segment->middle(), Svg::width - 3 - text_width(words));
        int level = 0;
        for (const Placed& other : placed)
            if (other.x < x + text_width(words) + 6) level = std::max(level, other.level + 1);
        placed.push_back({segment->middle(), level});
        deepest = std::max(deepest, level);
        const double base = y + 12 + level_height * level;
        svg.line(segment->middle(), y, segment->middle(), base, "#6b6b6b", 0.6);
        svg.text({x + 3, base}, words);
    }
    return level_height * (deepest + 1);
}

struct Run {
    std::size_t first = 0, last = 0;
    std::size_t size() const { return last - first; }
};

/// The longest row of neighbours that are too small to be lettered.
Run tiny_run(const std::vector<Segment>& segments, const Svg& svg) {
    Run best, run;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (roomy(segments[i], svg)) {
            run = {i + 1, i + 1};
            continue;
        }
        run.last = i + 1;
        if (run.size() > best.size()) best = run;
    }
    return best;
}

/// A second bar that shows the run larger. Returns the y below it.
double magnify(Svg& svg, const std::vector<Segment>& segments, Run run, double bar, double y) {
    std::vector<const PieceRow*> pieces;
    for (std::size_t i = run.first; i < run.last; ++i) pieces.push_back(segments[i].piece);
    const double left = 150, right = 610, below = y + 20;
    const std::vector<Segment> large = laid_out(pieces, left, right);
    svg.line(segments[run.first].left, bar, left, below, "#6b6b6b", 0.6, true);
    svg.line(segments[run.last - 1].right, bar, right, below, "#6b6b6b", 0.6, true);
    draw_segments(svg, large, below, 16);
    svg.text({left - 8, below + 11.5, Anchor::end, "s"}, text_of(texts::magnified));
    return below + 16 + letter_below(svg, large, below + 16) + 6;
}

void sums(Svg& svg, const OutageRow& outage, double y) {
    svg.box(0, y - 7, 14, 8, "#fff", ink::black);
    const Text people = phrase(texts::people_sum, outage.people.text, outage.people_share.text);
    svg.brief({19, y}, people);
    const double x = 40 + text_width(svg.first_of(people));
    svg.box(x, y - 7, 14, 8, ink::accent);
    svg.brief({x + 19, y},
              phrase(texts::machine_sum, outage.machine.text, outage.machine_share.text));
    svg.brief({Svg::width, y, Anchor::end, "b"}, phrase(texts::total, outage.total.text));
}

}  // namespace

std::string pieces_chart(const OutageRow& outage, Languages languages) {
    std::vector<const PieceRow*> pieces;
    for (const PieceRow& piece : outage.pieces)
        if (piece.length.known() && *piece.length.lo > 0) pieces.push_back(&piece);
    if (pieces.empty()) return {};
    Svg svg(languages);
    const double bar = 18, height = 20;
    const std::vector<Segment> segments = laid_out(pieces, 0.5, Svg::width - 0.5);
    draw_segments(svg, segments, bar, height);
    letter_roomy(svg, segments, bar, height);
    const Run run = tiny_run(segments, svg);
    std::vector<Segment> others;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const bool magnified = run.size() > 1 && i >= run.first && i < run.last;
        if (!magnified && !roomy(segments[i], svg)) others.push_back(segments[i]);
    }
    double y = bar + height + letter_below(svg, others, bar + height);
    if (run.size() > 1) y = magnify(svg, segments, run, bar + height, y);
    sums(svg, outage, y + 18);
    return svg.done(y + 22, text_of(texts::pieces));
}

}  // namespace firedrill::reports
