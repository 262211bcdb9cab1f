// A small canvas for the charts: 680 units wide, as wide as an A4 page's text. All texts are
// escaped here; coordinates are printed with one decimal, so that the same report gives the same
// bytes everywhere.
#pragma once

#include "core/base/text.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace firedrill::reports {

enum class Anchor { start, middle, end };

/// Kinds of lettering: normal, s(mall and grey), b(old), h(eading).
struct Label {
    double x = 0, y = 0;
    Anchor anchor = Anchor::start;
    std::string_view kind = {};
};

namespace ink {
inline constexpr std::string_view black = "#1a1a1a";
inline constexpr std::string_view accent = "#1f4e79";
inline constexpr std::string_view grey = "#8c8c8c";
inline constexpr std::string_view rule = "#bdbdbd";
inline constexpr std::string_view pale = "#ececec";
inline constexpr std::string_view band = "#dcdcdc";
inline constexpr std::string_view faint = "#f2f2f2";
inline constexpr std::string_view hatch = "url(#ht)";
}  // namespace ink

class Svg {
public:
    static constexpr double width = 680;

    explicit Svg(Languages languages) : languages_(languages) {}

    void box(double x, double y, double w, double h, std::string_view fill,
             std::string_view stroke = {});
    void line(double x1, double y1, double x2, double y2, std::string_view stroke = ink::black,
              double thickness = 0.8, bool dashed = false);
    void diamond(double x, double y);
    void path(std::string_view d, std::string_view stroke, double thickness,
              std::string_view fill = "none");
    /// A figure or a name: the same in every language.
    void text(Label label, std::string_view words);
    /// Both languages: Chinese first, English small beside it.
    void text(Label label, const Text& words);
    /// The first of the wanted languages only.
    void brief(Label label, const Text& words) { text(label, first_of(words)); }
    const std::string& first_of(const Text& words) const {
        return words.in(terminal_language(languages_));
    }
    /// Both languages, cut to what fits into `room` units.
    void fitted(Label label, const Text& words, double room);

    /// The whole element. `title` says what the chart shows, for those who cannot see it.
    std::string done(double height, const Text& title) const;

    Languages languages() const { return languages_; }

private:
    Languages languages_;
    std::string body_;
};

/// Roughly how wide a text is at the charts' size.
double text_width(std::string_view words);
double text_width(const Text& words, Languages languages);
/// XML-escaped.
std::string escaped(std::string_view words);

/// A linear scale with round ticks; `from` and `to` are nanoseconds.
struct Scale {
    double left = 0, right = 0;
    std::int64_t from = 0, to = 1;
    double at(std::int64_t value) const;
    /// A round distance that gives at most `count` ticks.
    std::int64_t tick(int count) const;
};

/// Ticks with numbers in seconds along y.
void axis(Svg& svg, const Scale& scale, double y, int count, const Text& unit);

}  // namespace firedrill::reports
