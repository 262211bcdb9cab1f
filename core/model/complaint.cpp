#include "core/model/complaint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace firedrill::model {

namespace {

constexpr std::size_t listed_max = 16;
constexpr Message did_you_mean_text{"did you mean \"{}\"?", "是否想写 \"{}\"？"};

/// Edit distance in which swapping two neighbours is one slip.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            next[j] = std::min({row[j] + 1, next[j - 1] + 1, change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                next[j] = std::min(next[j], before[j - 2] + 1);
        }
        before.swap(row);
        row.swap(next);
    }
    return row[b.size()];
}

}  // namespace

bool has_errors(const Complaints& complaints) {
    return std::any_of(complaints.begin(), complaints.end(),
                       [](const auto& item) { return item.severity == Severity::error; });
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    constexpr std::size_t word_bytes_max = 64;
    if (word.empty() || word.size() > word_bytes_max) return {};
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto& candidate : candidates) {
        if (candidate.empty() || candidate.size() > word_bytes_max) continue;
        const std::size_t slips = distance(word, candidate);
        if (slips >= best_distance || slips >= candidate.size()) continue;
        best = candidate;
        best_distance = slips;
    }
    return best;
}

Text did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    const std::string near = nearest(word, candidates);
    return near.empty() ? Text{} : both(did_you_mean_text, near);
}

std::string listed(const std::vector<std::string>& names) {
    std::vector<std::string> shown;
    for (const auto& name : names)
        if (!name.empty()) shown.push_back(name);
    const bool cut = shown.size() > listed_max;
    if (cut) shown.resize(listed_max);
    return fmt::format("{}{}", fmt::join(shown, ", "), cut ? ", ..." : "");
}

void tidy(Complaints& complaints, const std::vector<std::string>& files) {
    const auto order = [&](const Complaint& item) {
        const auto file = std::find(files.begin(), files.end(), item.file) - files.begin();
        return std::make_tuple(file, item.line, item.column, static_cast<int>(item.severity),
                               item.what.en, item.where.en, item.remedy.en);
    };
    std::sort(complaints.begin(), complaints.end(),
              [&](const auto& a, const auto& b) { return order(a) < order(b); });
    const auto same = [](const Complaint& a, const Complaint& b) {
        return a.file == b.file && a.line == b.line && a.column == b.column && a.what == b.what;
    };
    complaints.erase(std::unique(complaints.begin(), complaints.end(), same), complaints.end());
}

}  // namespace firedrill::model
