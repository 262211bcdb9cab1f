#include "core/measure/comparison.hpp"

#include <algorithm>
#include <iterator>

namespace firedrill::measure {

namespace {

constexpr std::ptrdiff_t shown_characters = 3;
constexpr std::ptrdiff_t stars_max = 20;

struct Pair {
    std::string first;
    std::string second;
};

RowState state_of(const Pair& pair) {
    if (pair.second.empty()) return RowState::missing;
    return pair.first.empty() ? RowState::extra : RowState::changed;
}

bool begins_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

}  // namespace

std::vector<DifferentRow> different_rows(const std::vector<KeyedDigest>& first,
                                         const std::vector<KeyedDigest>& second) {
    std::map<std::string, Pair> pairs;
    for (const auto& row : first) pairs[row.key].first = row.digest;
    for (const auto& row : second) pairs[row.key].second = row.digest;
    std::vector<DifferentRow> out;
    for (auto& [key, pair] : pairs)
        if (pair.first != pair.second)
            out.push_back(
                {.key = key, .state = state_of(pair), .first = pair.first, .second = pair.second});
    return out;
}

std::vector<DifferentRow> settled(const std::vector<DifferentRow>& rows,
                                  const std::vector<DifferentRow>& again) {
    std::map<std::string, const DifferentRow*> before;
    for (const auto& row : rows) before[row.key] = &row;
    std::vector<DifferentRow> out;
    for (DifferentRow row : again) {
        const auto found = before.find(row.key);
        if (found == before.end()) continue;
        const bool as_before =
            found->second->first == row.first && found->second->second == row.second;
        if (!as_before) row.state = RowState::unsettled;
        out.push_back(std::move(row));
    }
    return out;
}

bool is_settled(const std::vector<DifferentRow>& rows) {
    return std::ranges::find(rows, RowState::unsettled, &DifferentRow::state) == rows.end();
}

void count(const std::vector<DifferentRow>& rows, SetFigures& figures) {
    const auto with = [&](RowState state) {
        return std::ranges::count(rows, state, &DifferentRow::state);
    };
    figures.missing = with(RowState::missing);
    figures.extra = with(RowState::extra);
    figures.changed = with(RowState::changed);
    figures.unsettled = with(RowState::unsettled);
    figures.examples.clear();
    for (const auto& row : rows)
        if (figures.examples.size() < examples_shown && row.state != RowState::unsettled)
            figures.examples.push_back(masked(row.key));
}

std::int64_t differences(const SetFigures& figures) {
    return figures.missing + figures.extra + figures.changed;
}

bool agrees(const SetFigures& figures) {
    const bool sums_agree = std::ranges::all_of(
        figures.sums, [](const auto& sum) { return sum.second.first == sum.second.second; });
    return sums_agree && differences(figures) == 0 && figures.unsettled == 0 && !figures.differs &&
           !figures.more;
}

std::string masked(const std::string& key) {
    const auto characters = std::ranges::count_if(key, begins_character);
    const auto hidden = std::max<std::ptrdiff_t>(characters - shown_characters, 0);
    std::string out;
    std::ptrdiff_t at = 0;
    const std::ptrdiff_t unseen = std::max<std::ptrdiff_t>(hidden - stars_max, 0);
    for (const char byte : key) {
        if (begins_character(byte)) ++at;
        if (at > hidden)
            out += byte;
        else if (begins_character(byte) && at > unseen)
            out += '*';
    }
    return out;
}

}  // namespace firedrill::measure
