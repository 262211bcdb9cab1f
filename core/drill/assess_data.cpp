// Business data compared between two places: what was found, and which word counts when a set was
// compared again after a backfill (requirements 10.4 c).
#include "core/base/format.hpp"
#include "core/drill/assess_parts.hpp"

#include <algorithm>

namespace firedrill::drill::assessing {
namespace {

/// Connections, or hosts of trees.
std::pair<std::string, std::string> compared_sides(const plan::Plan& plan,
                                                   const plan::Action& action) {
    using Pair = std::pair<std::string, std::string>;
    if (const auto* trees = std::get_if<plan::CompareTrees>(&action)) {
        const auto* first = plan::find_step(plan, trees->first);
        const auto* second = plan::find_step(plan, trees->second);
        return first == nullptr || second == nullptr ? Pair{} : Pair{first->host, second->host};
    }
    if (const auto* tables = std::get_if<plan::CompareTables>(&action))
        return {tables->first, tables->second};
    if (const auto* keys = std::get_if<plan::CompareKeys>(&action))
        return {keys->first, keys->second};
    const auto* queries = std::get_if<plan::CompareQueries>(&action);
    return queries == nullptr ? Pair{} : Pair{queries->first, queries->second};
}

bool same_sets(const DataFigures& a, const DataFigures& b) {
    return a.first == b.first && a.second == b.second &&
           std::ranges::equal(a.sets, b.sets, {}, &measure::SetFigures::name,
                              &measure::SetFigures::name);
}

/// Steps stand in the order of the plan.
void link_repeats(std::vector<DataFigures>& all) {
    for (auto earlier = all.begin(); earlier != all.end(); ++earlier)
        for (auto later = std::next(earlier); later != all.end(); ++later)
            if (same_sets(*earlier, *later)) earlier->again = later->step;
}

const DataFigures* figures_of(const Assessment& assessment, const std::string& step) {
    const auto found = std::ranges::find(assessment.data, step, &DataFigures::step);
    return found == assessment.data.end() ? nullptr : &*found;
}

std::string evidence_of(const DataFigures& data) {
    return "step " + data.step + ", table 7.3";
}

void differing(const DataFigures& data, const measure::SetFigures& set, Findings& out) {
    if (measure::differences(set) > 0)
        out.add(Severity::high, finding::data_differs,
                {set.name, data.step, thousands(set.missing), thousands(set.extra),
                 thousands(set.changed)},
                evidence_of(data));
    else if (set.unsettled == 0 && !measure::agrees(set))
        out.add(Severity::high, finding::data_differs_somewhere, {set.name, data.step},
                evidence_of(data));
    if (set.unsettled > 0)
        out.add(Severity::medium, finding::data_unsettled,
                {set.name, data.step, thousands(set.unsettled)}, evidence_of(data));
}

/// What differed at first and agreed in the end was made good meanwhile.
void made_good(const DataFigures& data, const DataFigures& later, Findings& out) {
    for (std::size_t i = 0; i < data.sets.size(); ++i)
        if (!measure::agrees(data.sets[i]) && measure::agrees(later.sets[i]))
            out.add(Severity::medium, finding::data_made_good,
                    {data.sets[i].name, data.step, thousands(data.sets[i].missing),
                     thousands(data.sets[i].extra + data.sets[i].changed), later.step},
                    evidence_of(data));
}

}  // namespace

void compare_data(const Context& in, Assessment& out) {
    for (const auto& step : in.drill.plan.steps) {
        if (!plan::compares_data(step.action)) continue;
        const auto sets = list_in<measure::SetFigures>(in, step, "comparison");
        if (!sets) continue;
        const auto [first, second] = compared_sides(in.drill.plan, step.action);
        out.data.push_back(
            {.step = step.id, .first = first, .second = second, .again = {}, .sets = *sets});
    }
    link_repeats(out.data);
}

bool data_differ(const Assessment& assessment) {
    return std::ranges::any_of(assessment.data, [](const DataFigures& data) {
        if (!data.again.empty()) return false;  // the later word counts
        return std::ranges::any_of(data.sets, [](const measure::SetFigures& set) {
            return measure::differences(set) > 0 || set.differs || set.more;
        });
    });
}

bool compared_again(const Assessment& assessment, const std::string& step) {
    const DataFigures* data = figures_of(assessment, step);
    return data != nullptr && !data->again.empty();
}

void find_in_comparisons(const Case& c, Findings& out) {
    for (const DataFigures& data : c.assessment.data) {
        const DataFigures* later = figures_of(c.assessment, data.again);
        if (later != nullptr)
            made_good(data, *later, out);
        else
            for (const measure::SetFigures& set : data.sets) differing(data, set, out);
    }
}

}  // namespace firedrill::drill::assessing
