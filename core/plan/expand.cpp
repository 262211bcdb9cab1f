#include "core/plan/expand.hpp"

#include "core/plan/compile_texts.hpp"

#include <fmt/format.h>

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace firedrill::plan {

using model::both;

void Expander::add(Step step, model::Place place) {
    if (plan_.steps.size() >= steps_max) {
        if (!full_) problems_.error(place, both(texts::too_many_steps, steps_max));
        full_ = true;
        return;
    }
    if (!taken_.insert(step.id).second) {
        problems_.error(place, both(texts::id_taken, step.id), both(texts::id_taken_remedy));
        return;
    }
    places_.emplace(step.id, place);
    plan_.steps.push_back(std::move(step));
}

model::Place Expander::place_of(const std::string& leaf) const {
    const auto found = places_.find(leaf);
    return found == places_.end() ? model::Place{} : found->second;
}

void Expander::phase(const model::PhaseSteps& phase, std::vector<std::string> entry_needs) {
    Frame frame{.entry_needs = std::move(entry_needs), .scope = &scenario_scope_};
    boost::describe::enum_from_string(phase.phase.text.c_str(), frame.phase);
    for (const auto& input : scenario_.inputs)
        if (const auto value = plan_.inputs.find(input.id.text); value != plan_.inputs.end())
            frame.inputs.insert(*value);
    steps(phase.steps, frame);
}

void Expander::steps(const std::vector<model::Step>& list, Frame& frame) {
    Ids previous = frame.entry_needs;
    for (const auto& item : list) {
        const std::string id = new_id(item, frame);
        problems_.set_where(both(texts::in_step, boost::describe::enum_to_string(frame.phase, "?"),
                                 frame.prefix + id));
        const Ids needs = needs_of(item, frame, previous);
        if (left_out(item, frame)) {
            frame.scope->left_out.insert(id);
            frame.scope->leaves[id] = needs;
            continue;
        }
        Ids leaves = step(item, id, needs, frame);
        frame.scope->leaves[id] = leaves;
        previous = std::move(leaves);
    }
}

bool Expander::left_out(const model::Step& step, const Frame& frame) {
    const auto& only = step.variants;
    const std::string variant = boost::describe::enum_to_string(plan_.variant, "?");
    if (!only.empty() && std::find(only.begin(), only.end(), variant) == only.end()) return true;
    if (!step.when.text.starts_with("inputs.")) return false;
    const bool equal = step.when.text.find("==") != std::string::npos;
    const auto sign = step.when.text.find(equal ? "==" : "!=");
    if (sign == std::string::npos) return false;  // when_of() complains
    const auto name = step.when.text.substr(7, step.when.text.find_first_of(" =!", 7) - 7);
    const auto value_at = step.when.text.find_first_not_of(' ', sign + 2);
    const auto value = value_at == std::string::npos ? "" : step.when.text.substr(value_at);
    const auto found = frame.inputs.find(name);
    return found != frame.inputs.end() && (found->second == value) != equal;
}

Expander::Ids Expander::needs_of(const model::Step& step, const Frame& frame, const Ids& previous) {
    if (!step.needs) return previous;
    Ids out;
    for (const auto& need : *step.needs) {
        const auto found = frame.scope->leaves.find(need.text);
        if (found != frame.scope->leaves.end()) {
            out.insert(out.end(), found->second.begin(), found->second.end());
            continue;
        }
        const bool later = frame.scope->given.contains(need.text);
        const Ids known(frame.scope->given.begin(), frame.scope->given.end());
        problems_.error(need.place,
                        both(later ? texts::needs_later : texts::unknown_step, need.text),
                        both(later ? texts::needs_later_remedy : texts::unknown_step_remedy,
                             model::listed(known)),
                        later ? Text{} : model::did_you_mean(need.text, known));
    }
    return out.empty() ? frame.entry_needs : out;
}

std::string Expander::new_id(const model::Step& step, const Frame& frame) {
    Scope& scope = *frame.scope;
    if (!step.id.empty()) return step.id.text;
    std::string base = derived_id(step.verb);
    std::string id = base;
    for (int n = 2; scope.given.contains(id) || scope.leaves.contains(id); ++n)
        id = fmt::format("{}-{}", base, n);
    return id;
}

Expander::Ids Expander::step(const model::Step& step, const std::string& id, const Ids& needs,
                             Frame& frame) {
    if (const auto* opened = std::get_if<model::Use>(&step.verb))
        return use(step, *opened, id, needs, frame);
    return plain(step, id, needs, frame);
}

Expander::Ids Expander::named_hosts(const model::Word& name, const Frame& frame) {
    if (!frame.playbooks.empty()) {
        if (const auto found = frame.bound.find(name.text); found != frame.bound.end())
            return {found->second};
        Ids known;
        for (const auto& [key, host] : frame.bound) known.push_back(key);
        problems_.error(name.place, both(texts::unknown_bound_host, name.text),
                        both(texts::unknown_bound_host_remedy, model::listed(known)),
                        model::did_you_mean(name.text, known));
        return {};
    }
    const auto& hosts = workspace_.inventory.hosts;
    if (model::find(hosts, name.text) != nullptr) return {name.text};
    Ids members;
    const auto among = [&](const Ids& lists) {
        return std::find(lists.begin(), lists.end(), name.text) != lists.end();
    };
    for (const auto& host : hosts)
        if (among(host.roles) || among(host.groups)) members.push_back(host.id.text);
    if (members.empty()) {
        const auto known = model::ids(hosts);
        problems_.error(name.place, both(texts::unknown_host, name.text),
                        both(texts::unknown_host_remedy, model::listed(known)),
                        model::did_you_mean(name.text, known));
    }
    return members;
}

Expander::Ids Expander::hosts_of(const model::Step& step, const Frame& frame) {
    Ids out;
    for (const auto& name : step.on)
        for (const auto& host : named_hosts(name, frame))
            if (std::find(out.begin(), out.end(), host) == out.end()) out.push_back(host);
    if (step.on.empty() && !frame.playbooks.empty() && !frame.first_host.empty())
        out.push_back(frame.first_host);
    return out;
}

Surroundings Expander::around(const std::string& host, const Frame& frame) const {
    return {.host = host,
            .inputs = &frame.inputs,
            .bound = frame.playbooks.empty() ? nullptr : &frame.bound};
}

std::string Expander::earlier_leaf(const std::string& id, const Frame& frame) const {
    for (const Scope* scope : scopes_of(frame)) {
        const auto found = scope->leaves.find(id);
        if (found != scope->leaves.end() && !found->second.empty() && !scope->left_out.contains(id))
            return found->second.back();
    }
    return {};
}

}  // namespace firedrill::plan
