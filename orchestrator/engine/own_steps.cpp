#include "orchestrator/engine/own_steps.hpp"

#include "core/base/json.hpp"
#include "core/measure/baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

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

AttemptReport verify(const drill::Drill& drill, const plan::VerifyBaseline& action) {
    std::vector<measure::Difference> differences;
    const std::size_t pairs = std::min(action.before.size(), action.after.size());
    for (std::size_t i = 0; i < pairs; ++i) {
        const AttemptReport* before = snapshot_of(drill, action.before[i]);
        const AttemptReport* after = snapshot_of(drill, action.after[i]);
        if (before == nullptr || after == nullptr)
            return failed("the snapshot " + (before ? action.after[i] : action.before[i]) +
                          " was not taken");
        std::ranges::move(measure::compare(before->facts, after->facts, action.expected),
                          std::back_inserter(differences));
    }
    const auto unexpected = std::ranges::count_if(
        differences, [](const auto& difference) { return !difference.expected; });
    AttemptReport report;
    report.outcome = unexpected == 0 ? Outcome::succeeded : Outcome::failed;
    if (unexpected > 0)
        report.reason = fmt::format("{} differences from the baseline, first: {}", unexpected,
                                    std::ranges::find_if(differences, [](const auto& difference) {
                                        return !difference.expected;
                                    })->item);
    report.facts["differences"] = canonical(to_json(differences));
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

AttemptReport perform(const drill::Drill& drill, const plan::Step& step) {
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
