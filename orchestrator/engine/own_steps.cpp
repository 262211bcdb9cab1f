#include "orchestrator/engine/own_steps.hpp"

#include "core/base/json.hpp"
#include "core/measure/baseline.hpp"
#include "core/measure/tree.hpp"
#include "core/plan/snapshot_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::engine {

namespace {

AttemptReport failed(std::string reason) {
    AttemptReport report;
    report.outcome = Outcome::failed;
    report.reason = std::move(reason);
    return report;
}

const AttemptReport* snapshot_of(const drill::Drill& drill, const std::string& step) {
    const auto found = drill.steps.find(step);
    if (found == drill.steps.end() || found->second.status != drill::StepStatus::succeeded)
        return nullptr;
    return &found->second.report;
}

/// What only agents look at, and not all of them.
measure::Categories categories_of(const plan::Step& snapshot) {
    if (snapshot.performer != plan::Performer::agent) return {};
    return {.names = {plan::snapshot_categories.begin(), plan::snapshot_categories.end()},
            .seen_prefix = std::string(plan::seen_prefix),
            .seen_yes = std::string(plan::seen_yes)};
}

const plan::Step& step_of(const drill::Drill& drill, const std::string& id) {
    return *std::ranges::find(drill.plan.steps, id, &plan::Step::id);
}

/// Adds what one pair of snapshots shows, with its host.
void add(measure::Comparison& all, measure::Comparison one, const std::string& host) {
    for (auto& difference : one.differences) {
        difference.host = host;
        all.differences.push_back(std::move(difference));
    }
    for (auto& not_compared : one.not_compared) {
        not_compared.host = host;
        all.not_compared.push_back(std::move(not_compared));
    }
}

AttemptReport report_of(const measure::Comparison& all) {
    const auto& differences = all.differences;
    const auto unexpected = std::ranges::count(differences, false, &measure::Difference::expected);
    AttemptReport report;
    report.outcome = unexpected == 0 ? Outcome::succeeded : Outcome::failed;
    if (unexpected > 0)
        report.reason = fmt::format(
            "{} differences from the baseline, first: {}", unexpected,
            std::ranges::find(differences, false, &measure::Difference::expected)->item);
    report.facts["differences"] = canonical(to_json(differences));
    if (!all.not_compared.empty())
        report.facts["not_compared"] = canonical(to_json(all.not_compared));
    return report;
}

AttemptReport verify(const drill::Drill& drill, const plan::VerifyBaseline& action) {
    measure::Comparison all;
    const std::size_t pairs = std::min(action.before.size(), action.after.size());
    for (std::size_t i = 0; i < pairs; ++i) {
        const AttemptReport* before = snapshot_of(drill, action.before[i]);
        const AttemptReport* after = snapshot_of(drill, action.after[i]);
        if (before == nullptr || after == nullptr)
            return failed("the snapshot " + (before ? action.after[i] : action.before[i]) +
                          " was not taken");
        const plan::Step& step = step_of(drill, action.before[i]);
        add(all,
            measure::compare(before->facts, after->facts, action.expected, categories_of(step)),
            step.host);
    }
    return report_of(all);
}

constexpr std::size_t differing_entries_max = 100'000;

Result<std::vector<measure::TreeEntry>> tree_of(const drill::Drill& drill, const std::string& step,
                                                const OwnArtifacts& artifacts) {
    const AttemptReport* listed = snapshot_of(drill, step);
    if (listed == nullptr || listed->artifacts.empty())
        return fail(Errc::not_found, "the listing " + step + " was not made");
    DRILL_TRY(text, artifacts.read(listed->artifacts.front()));
    return measure::read_tree(text);
}

Result<AttemptReport> compare_trees(const drill::Drill& drill, const plan::Step& step,
                                    const plan::CompareTrees& action,
                                    const OwnArtifacts& artifacts) {
    DRILL_TRY(first, tree_of(drill, action.first, artifacts));
    DRILL_TRY(second, tree_of(drill, action.second, artifacts));
    const measure::TreeRules rules{
        .mode = action.mode, .owner = action.owner, .modified = action.modified};
    auto compared = measure::compare_trees(first, second, rules, differing_entries_max);
    auto& figures = compared.figures;
    figures.name = std::get<plan::ListTree>(step_of(drill, action.first).action).path;
    for (const auto& row : compared.rows)
        if (figures.examples.size() < measure::examples_shown) figures.examples.push_back(row.key);
    AttemptReport report;
    DRILL_TRY(kept, artifacts.keep("comparison-" + step.id + ".json",
                                   canonical(to_json(compared.rows)) + "\n"));
    report.artifacts.push_back(kept);
    report.facts["comparison"] = canonical(to_json(std::vector{figures}));
    report.outcome = measure::agrees(figures) ? Outcome::succeeded : Outcome::failed;
    if (report.outcome == Outcome::failed)
        report.reason =
            fmt::format("{}: {} missing, {} extra, {} changed, {} unsettled", figures.name,
                        figures.missing, figures.extra, figures.changed, figures.unsettled);
    return report;
}

constexpr std::string_view opening = "${{ ";
constexpr std::string_view closing = " }}";

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return text;
}

void collect(const drill::Drill& drill, std::string_view text,
             std::map<std::string, std::string>& values) {
    for (auto at = text.find(opening); at != std::string_view::npos; at = text.find(opening, at)) {
        at += opening.size();
        const auto end = text.find(closing, at);
        if (end == std::string_view::npos) return;
        const std::string name(text.substr(at, end - at));
        if (!name.starts_with("steps.") || !name.ends_with(".output")) continue;
        const auto found = drill.steps.find(name.substr(6, name.size() - 13));
        if (found != drill.steps.end()) values[name] = trimmed(found->second.report.output);
    }
}

void collect(const drill::Drill& drill, const plan::Action& action,
             std::map<std::string, std::string>& values) {
    const auto* run = std::get_if<plan::Run>(&action);
    if (run == nullptr) return;
    for (const auto& word : run->argv) collect(drill, std::string_view(word), values);
    for (const auto& [name, text] : run->environment)
        collect(drill, std::string_view(text), values);
}

}  // namespace

AttemptReport perform(const drill::Drill& drill, const plan::Step& step,
                      const OwnArtifacts& artifacts) {
    if (const auto* action = std::get_if<plan::CompareTrees>(&step.action)) {
        auto report = compare_trees(drill, step, *action, artifacts);
        return report ? std::move(*report) : failed(describe(report.error()));
    }
    if (const auto* action = std::get_if<plan::VerifyBaseline>(&step.action))
        return verify(drill, *action);
    return failed(fmt::format("the orchestrator cannot perform \"{}\"", plan::tag_of(step.action)));
}

std::map<std::string, std::string> run_time_values(const drill::Drill& drill,
                                                   const plan::Step& step, Part part) {
    std::map<std::string, std::string> values;
    if (part == Part::act) collect(drill, step.action, values);
    if (part == Part::check && step.check) collect(drill, *step.check, values);
    if (part == Part::undo)
        for (const auto& action : step.undo) collect(drill, action, values);
    return values;
}

}  // namespace firedrill::engine
