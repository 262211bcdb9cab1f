// From a verb to the action of a plan.
#include "core/base/match.hpp"
#include "core/plan/compile_texts.hpp"
#include "core/plan/expand.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::plan {

using model::both;

std::string derived_id(const model::Verb& verb) {
    const auto last_part = [](const std::string& name) { return name.substr(name.rfind('/') + 1); };
    return match(
        verb,  //
        [](const std::monostate&) -> std::string { return "step"; },
        [&](const model::Use& use) { return last_part(use.playbook.text); },
        [](const model::Run&) { return std::string(Run::tag); },
        [](const model::Script&) { return std::string(Script::tag); },
        [](const model::Fault&) { return std::string(Fault::tag); },
        [](const model::Fence&) { return std::string(Fence::tag); },
        [](const model::Release&) { return std::string(Release::tag); },
        [](const model::WaitFor&) { return std::string(WaitFor::tag); },
        [](const model::VerifyWrites&) { return std::string(VerifyWrites::tag); },
        [](const model::VerifyBaseline&) { return std::string(VerifyBaseline::tag); },
        [](const model::Compare& compare) { return compare.what.text; },
        [](const model::CompareFiles&) { return std::string("files"); },
        [](const model::HoldService&) { return std::string(HoldService::tag); },
        [](const model::Manual&) { return std::string(Manual::tag); },
        [](const model::Approve&) { return std::string(Approve::tag); },
        [](const model::Decide&) { return std::string(Decide::tag); });
}

namespace {

bool can_be_released(const Action& action) {
    const auto* fault = std::get_if<Fault>(&action);
    return std::holds_alternative<Fence>(action) ||
           (fault != nullptr && reverts_by_itself(fault->kind));
}

/// What ends the fence or the fault of this step.
Action end_of(const Step& step) {
    if (const auto* fault = std::get_if<Fault>(&step.action))
        return Revert{.fault = step.id, .kind = fault->kind, .with = fault->with};
    const auto& fence = std::get<Fence>(step.action);
    return Release{.fence = step.id, .kind = fence.kind, .with = fence.with};
}

}  // namespace

std::optional<Action> Expander::action(const model::Verb& verb, const Making& making) {
    using Made = std::optional<Action>;
    return match(
        verb,  //
        [](const std::monostate&) { return Made{}; }, [](const model::Use&) { return Made{}; },
        [&](const model::Run& from) { return Made{run(from, making)}; },
        [&](const model::Script& from) { return Made{script(from, making)}; },
        [&](const model::Fault& from) {
            return Made{Fault{.kind = from.kind.text,
                              .with = with(from.with, from.kind, making),
                              .lease = plan_.guards.auto_revert_after}};
        },
        [&](const model::Fence& from) {
            return Made{Fence{.kind = from.kind.text, .with = with(from.with, from.kind, making)}};
        },
        [&](const model::Release& from) {
            for (const auto& id : released(from, making.frame))
                if (const Step* step = find_step(plan_, id); step->host == making.host)
                    return Made{end_of(*step)};
            return Made{};
        },
        [&](const model::WaitFor& from) { return Made{wait(from, making)}; },
        [&](const model::VerifyWrites& from) {
            const auto* found = probe(from.probe);
            if (found != nullptr && !found->write_log)
                problems_.error(from.probe.place, both(texts::no_write_log, from.probe.text),
                                both(texts::no_write_log_remedy));
            return Made{VerifyWrites{.probe = from.probe.text}};
        },
        [&](const model::VerifyBaseline& from) {
            return Made{VerifyBaseline{.expected = from.expected}};
        },
        [&](const model::Compare& from) { return compare(from, making); },
        [&](const model::CompareFiles& from) { return Made{compared_files(from, making)}; },
        [&](const model::HoldService& from) { return Made{hold(from, making)}; },
        [&](const model::Manual& from) { return Made{manual(from, making)}; },
        [&](const model::Approve& from) { return approve(from); },
        [&](const model::Decide& from) { return Made{decide(from, making)}; });
}

Action Expander::run(const model::Run& from, const Making& making) {
    Surroundings here = around(making.host, making.frame);
    Run to;
    to.environment = placeholders_.resolve(from.environment, here);
    to.secrets = secrets(from.secrets, here);
    if (!from.directory.empty()) to.directory = placeholders_.resolve(from.directory, here);
    to.reads_only = from.reads_only.value_or(making.step.until.has_value());
    if (!from.fact.empty()) to.fact = from.fact.text;
    here.needs = &making.needs;
    here.step = [&](const std::string& id) { return earlier_leaf(id, making.frame); };
    for (const auto& word : from.argv) to.argv.push_back(placeholders_.resolve(word, here));
    if (to.argv.empty() || to.argv.front().empty())
        problems_.error(making.step.place, both(texts::no_program), both(texts::no_program_remedy));
    return to;
}

Action Expander::script(const model::Script& from, const Making& making) {
    const Surroundings here = around(making.host, making.frame);
    return Script{.interpreter = from.interpreter,
                  .text = from.text.text,
                  .environment = placeholders_.resolve(from.environment, here),
                  .secrets = secrets(from.secrets, here)};
}

/// Absent where there is none, so that plans without secrets are what they always were.
std::optional<Parameters> Expander::secrets(const model::WordMap& files, const Surroundings& here) {
    if (files.empty()) return std::nullopt;
    Parameters out = placeholders_.resolve(files, here);
    for (const auto& [name, file] : out)
        if (!file.starts_with('/') && !file.starts_with("~/"))
            problems_.error(files.at(name).place, both(texts::secret_file, file),
                            both(texts::secret_file_remedy));
    return out;
}

Parameters Expander::with(const model::WordMap& words, const model::Word& kind,
                          const Making& making) {
    Parameters out = placeholders_.resolve(words, around(making.host, making.frame));
    if (kind.empty()) return out;
    const KindRule* rule = find_kind(kind.text);
    if (rule == nullptr) return out;  // complained about where it was read
    const Ids known = parameters_of(*rule);
    for (const auto& [name, word] : words) {
        const ParameterRule* parameter = find_parameter(*rule, name);
        if (parameter == nullptr)
            problems_.error(word.place, both(texts::unknown_parameter, kind.text, name),
                            both(texts::input_choices, model::listed(known)),
                            model::did_you_mean(name, known));
        else
            check_value(kind, name, word.place, *parameter, out.at(name));
    }
    need(kind, words, *rule);
    return out;
}

/// A value with a placeholder that means nothing was complained about before.
void Expander::check_value(const model::Word& kind, const std::string& name, model::Place place,
                           const ParameterRule& rule, const std::string& value) {
    if (value.find("${{") != std::string::npos || has_type(rule.type, value)) return;
    const Message& way = way_to_write(rule.type);
    problems_.error(place, both(texts::bad_parameter, kind.text, name, value),
                    {.en = say(Language::en, texts::bad_parameter_remedy, say(Language::en, way)),
                     .zh = say(Language::zh, texts::bad_parameter_remedy, say(Language::zh, way))});
}

void Expander::need(const model::Word& kind, const model::WordMap& words, const KindRule& rule) {
    const auto complain = [&](const Ids& names) {
        problems_.error(
            kind.place, both(texts::missing_parameter, kind.text),
            both(texts::missing_parameter_remedy, fmt::format("{}", fmt::join(names, " | "))));
    };
    Ids either;
    for (const ParameterRule& one : rule.one_of) either.emplace_back(one.name);
    const auto given = std::count_if(either.begin(), either.end(),
                                     [&](const auto& name) { return words.contains(name); });
    if (!either.empty() && given != 1) complain(either);
    for (const ParameterRule& one : rule.required)
        if (!words.contains(std::string(one.name))) complain({std::string(one.name)});
}

Action Expander::wait(const model::WaitFor& from, const Making& making) {
    return WaitFor{.probe = from.probe.text,
                   .up = from.up,
                   .lasting = placeholders_.resolve(from.lasting, around(making.host, making.frame),
                                                    Nanos{0})};
}

Action Expander::hold(const model::HoldService& from, const Making& making) {
    return HoldService{
        .probe = from.probe.text,
        .lasting = placeholders_.resolve(from.lasting, around(making.host, making.frame), Nanos{0}),
        .success_ppm = from.success_ppm};
}

Action Expander::manual(const model::Manual& from, const Making& making) {
    if (from.document.empty())
        problems_.warning(from.place, both(texts::no_document), both(texts::no_document_remedy));
    return Manual{
        .text = placeholders_.resolve(from.text, from.place, around(making.host, making.frame)),
        .assignee = somebody(from.assignee, true),
        .document = from.document.text};
}

Action Expander::decide(const model::Decide& from, const Making& making) {
    Decide to{.question = placeholders_.resolve(from.question, from.by.place,
                                                around(making.host, making.frame)),
              .by = somebody(from.by, false),
              .expected = from.expected.text};
    for (const auto& option : from.options) to.options.push_back(option.text);
    return to;
}

/// The fence steps, and the steps with a fault that can be ended, among the leaves of the named
/// step.
Expander::Ids Expander::released(const model::Release& release, const Frame& frame) {
    Ids out;
    for (const Scope* scope : scopes_of(frame)) {
        const auto found = scope->leaves.find(release.fence.text);
        if (found == scope->leaves.end() || scope->left_out.contains(release.fence.text)) continue;
        for (const auto& id : found->second)
            if (const Step* step = find_step(plan_, id);
                step != nullptr && can_be_released(step->action))
                out.push_back(id);
        break;
    }
    if (out.empty() && !release.fence.empty())
        problems_.error(release.fence.place, both(texts::no_fence_step, release.fence.text),
                        both(texts::no_fence_step_remedy));
    return out;
}

}  // namespace firedrill::plan
