#include "orchestrator/cli/baseline_text.hpp"

#include "orchestrator/cli/table.hpp"
#include "orchestrator/cli/verdict_texts.hpp"
#include "reports/baseline_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace firedrill::cli {

namespace {

namespace texts = verdict_texts;

constexpr int columns = 100;
constexpr std::size_t shown_max = 20;
constexpr std::size_t lines_max = 4;  ///< of one value; the report has all of it

std::string indented(const std::string& head, const std::string& text) {
    std::string out, begin = head;
    auto lines = wrap(text, columns - display_width(head));
    if (lines.size() > lines_max) {
        lines.resize(lines_max);
        lines.back() += " ...";
    }
    for (const std::string& line : lines) {
        out += begin + line + "\n";
        begin = std::string(static_cast<std::size_t>(display_width(head)), ' ');
    }
    return out;
}

std::string side(const Message& name, const std::string& value, Language language) {
    return indented("    " + pad_right(say(language, name), 8),
                    value.empty() ? say(language, texts::not_there) : value);
}

std::string difference_text(const measure::Difference& difference, Language language) {
    const Text category = reports::category_word(measure::category_of(difference.item));
    std::string head = "  ";
    if (difference.host) head += *difference.host + "  ";
    head += category.in(language) + "  ";
    std::string item = difference.item;
    if (difference.expected) item += say(language, texts::difference_expected);
    return indented(head, item) + side(texts::before, difference.before, language) +
           side(texts::after, difference.after, language);
}

/// One line for all hosts of which the same is to be said.
std::string not_compared_text(const std::vector<measure::NotCompared>& all, Language language) {
    std::map<std::pair<std::string, std::string>, std::string> hosts;
    for (const auto& one : all) {
        std::string& listed = hosts[{one.category, one.why}];
        listed += (listed.empty() ? "" : ", ") + one.host;
    }
    std::string out;
    for (const auto& [what, where] : hosts) {
        const auto& [category, why] = what;
        out += indented(
            "  ", say(language, texts::not_compared, reports::category_word(category).in(language),
                      where, why.empty() ? say(language, reports::old_agent) : why));
    }
    return out;
}

}  // namespace

std::string differences_text(const drill::Assessment& assessment, Language language) {
    std::string out;
    const auto& all = assessment.baseline;
    const std::size_t shown = std::min(all.size(), shown_max);
    for (std::size_t i = 0; i < shown; ++i) out += difference_text(all[i], language);
    if (shown < all.size())
        out += "  " + say(language, texts::more_differences, all.size() - shown) + "\n";
    out += not_compared_text(assessment.not_compared, language);
    return out.empty() ? out : "\n" + say(language, texts::differences) + "\n" + out;
}

}  // namespace firedrill::cli
