#include "core/plan/note.hpp"

#include "core/base/format.hpp"
#include "core/base/match.hpp"
#include "core/plan/describe.hpp"
#include "core/plan/describe_texts.hpp"

#include <fmt/format.h>

#include <vector>

namespace firedrill::plan {

namespace {

namespace texts = describe_texts;

std::string file_name(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

std::string rate_text(Rate rate) {
    if (rate.per_second_milli % 1000 == 0) return fmt::format("{}/s", rate.per_second_milli / 1000);
    return fmt::format("{}/m", rate.per_second_milli * 60 / 1000);
}

std::string start_note(const Plan& plan, const StartProbe& start, Language language) {
    const Probe* probe = find_probe(plan, start.probe);
    if (probe == nullptr) return {};
    if (!probe->write_log) return say(language, texts::starts_probe, to_text(probe->every));
    return say(language, texts::starts_writes, rate_text(probe->write_log->rate),
               probe->write_log->connections);
}

std::string compares(const CompareTables& compare, Language language) {
    return say(language, texts::compares_tables, compare.tables.size(), compare.first,
               compare.second);
}
std::string compares(const CompareQueries& compare, Language language) {
    return say(language, texts::compares_queries, compare.queries.size());
}
std::string compares(const CompareKeys& compare, Language language) {
    return say(language, texts::compares_keys, compare.first, compare.second);
}
std::string compares(const ListTree& list, Language language) {
    return say(language, texts::lists_tree, list.path);
}
std::string compares(const CompareTrees&, Language language) {
    return say(language, texts::compares_trees);
}

std::string does(const Plan& plan, const Step& step, Language language) {
    const auto text = [&](const Message& message, const auto&... args) {
        return say(language, message, args...);
    };
    return match(
        step.action,
        [&](const Run& run) {
            return run.reads_only ? text(texts::read_only)
                                  : text(texts::runs, file_name(run.argv.front()));
        },
        [&](const Script&) { return text(texts::script); },
        [&](const Fault& fault) {
            const bool for_good = fault.kind == "host.power_off";
            return text(for_good ? texts::irreversible : texts::fault, fault.kind);
        },
        [&](const Fence& fence) { return text(texts::fence, fence.kind); },
        [&](const Release& release) { return text(texts::release, release.fence); },
        [&](const Revert& revert) { return text(texts::revert, revert.fault); },
        [&](const Snapshot&) { return text(texts::snapshot); },
        [&](const StartProbe& start) { return start_note(plan, start, language); },
        [&](const StopProbe&) { return text(texts::stops_probe); },
        [&](const WaitFor& wait) {
            return text(wait.up ? texts::waits_up : texts::waits_down, wait.probe,
                        to_text(wait.lasting));
        },
        [&](const VerifyWrites&) { return text(texts::counts_writes); },
        [&](const HoldService& hold) {
            return text(texts::holds, to_text(hold.lasting), percent(hold.success_ppm));
        },
        [&](const VerifyBaseline&) { return text(texts::compares); },
        [&](const auto& comparison) { return compares(comparison, language); },
        [&](const Manual& manual) {
            return manual.document.empty() ? text(texts::by_hand)
                                           : text(texts::by_hand_document, manual.document);
        },
        [&](const Approve& approve) { return text(texts::approval, approve.quorum); },
        [&](const Decide& decide) {
            return text(texts::decision, fmt::format("{}", fmt::join(decide.options, " | ")));
        });
}

}  // namespace

std::string note_of(const Plan& plan, const Step& step, Language language) {
    std::vector<std::string> parts;
    if (step.point_of_no_return) parts.push_back(say(language, texts::no_return));
    parts.push_back(does(plan, step, language));
    if (step.mark) parts.push_back(say(language, texts::marks, point_of(*step.mark)));
    if (step.resolves) parts.push_back(say(language, texts::resolves, *step.resolves));
    if (step.when)
        parts.push_back(say(language, texts::when, step.when->step,
                            step.when->equal ? "=" : "!=", step.when->value));
    if (step.critical) parts.push_back(say(language, texts::four_eyes));
    if (step.on_failure == OnFailure::carry_on && !step.always)
        parts.push_back(say(language, texts::goes_on));
    if (step.on_failure == OnFailure::ask) parts.push_back(say(language, texts::asks));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string undo_of(const Step& step, Language language) {
    if (step.undo.empty())
        return changes_something(step.action) && step.performer == Performer::agent
                   ? say(language, texts::no_undo)
                   : "-";
    std::vector<std::string> parts;
    for (const auto& action : step.undo) {
        if (const auto* run = std::get_if<Run>(&action))
            parts.push_back(file_name(run->argv.front()));
        else if (std::holds_alternative<Revert>(action))
            parts.push_back(say(language, texts::undo_revert));
        else if (std::holds_alternative<Release>(action))
            parts.push_back(say(language, texts::undo_release));
        else if (std::holds_alternative<StopProbe>(action))
            parts.push_back(say(language, texts::undo_stop));
        else
            parts.emplace_back(tag_of(action));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace firedrill::plan
