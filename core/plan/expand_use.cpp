// Steps with `use`: opening a playbook.
#include "core/plan/compile_texts.hpp"
#include "core/plan/expand.hpp"
#include "core/plan/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::plan {

using model::both;

bool Expander::may_open(const model::Use& use, const model::Playbook* book, const Frame& frame) {
    if (book == nullptr) {
        if (use.playbook.empty()) return false;
        Ids known;
        for (const auto& [name, other] : workspace_.playbooks) known.push_back(name);
        problems_.error(use.playbook.place, both(texts::unknown_playbook, use.playbook.text),
                        both(texts::unknown_playbook_remedy, use.playbook.text),
                        model::did_you_mean(use.playbook.text, known));
        return false;
    }
    const auto& open = frame.playbooks;
    const bool circle = std::find(open.begin(), open.end(), use.playbook.text) != open.end();
    if (!circle && open.size() < static_cast<std::size_t>(nesting_max)) return true;
    const auto chain = fmt::format("{} -> {}", fmt::join(open, " -> "), use.playbook.text);
    problems_.error(use.playbook.place,
                    circle ? both(texts::playbook_circle, chain)
                           : both(texts::nested_too_deep, nesting_max, chain),
                    both(texts::playbook_circle_remedy));
    return false;
}

std::map<std::string, std::string> Expander::inputs_of(const model::Use& use,
                                                       const model::Playbook& book,
                                                       const Frame& outer, const Frame& inner) {
    std::map<std::string, std::string> out;
    Ids known;
    for (const auto& input : book.inputs) {
        known.push_back(input.id.text);
        const auto given = use.with.find(input.id.text);
        if (given == use.with.end() && !input.fallback) {
            problems_.error(use.playbook.place, both(texts::input_missing, input.id.text),
                            both(texts::input_missing_remedy, input.id.text));
            continue;
        }
        const bool own = given != use.with.end();
        const model::Word& word = own ? given->second : *input.fallback;
        const Surroundings place =
            own ? around(inner.first_host, outer)
                : Surroundings{.host = inner.first_host, .bound = &inner.bound};
        const std::string value = placeholders_.resolve(word, place);
        fits(input, value, word.place, problems_);
        out.emplace(input.id.text, value);
    }
    for (const auto& [name, word] : use.with)
        if (std::find(known.begin(), known.end(), name) == known.end())
            problems_.error(word.place, both(texts::unknown_input, name),
                            both(texts::unknown_input_remedy, model::listed(known)),
                            model::did_you_mean(name, known));
    return out;
}

Expander::Ids Expander::use(const model::Step& step, const model::Use& use, const std::string& id,
                            const Ids& needs, Frame& frame) {
    const auto found = workspace_.playbooks.find(use.playbook.text);
    const model::Playbook* book = found == workspace_.playbooks.end() ? nullptr : &found->second;
    const Ids hosts = hosts_of(step, frame);
    if (!may_open(use, book, frame)) return {};
    if (step.expect || step.until || !step.undo.empty() || step.check || step.retries > 0)
        problems_.error(step.place, both(texts::program_fields_on_use),
                        both(texts::program_fields_on_use_remedy));
    const bool once = hosts.size() == book->hosts.size();
    if (!once && (book->hosts.size() != 1 || hosts.empty())) {
        if (!hosts.empty() || step.on.empty())
            problems_.error(step.place,
                            both(texts::wrong_host_count, book->hosts.size(), hosts.size()),
                            both(texts::wrong_host_count_remedy, book->id.text));
        return {};
    }
    const std::size_t first = plan_.steps.size();
    Ids entry = needs;
    for (std::size_t i = 0; i < (once ? 1 : hosts.size()); ++i) {
        const std::size_t begin = plan_.steps.size();
        const std::string name = once ? id : fmt::format("{}@{}", id, hosts[i]);
        Frame inner = inside(step, *book, name, once ? hosts : Ids{hosts[i]}, frame);
        inner.entry_needs = step.parallel ? needs : entry;
        inner.inputs = inputs_of(use, *book, frame, inner);
        open_playbook(*book, std::move(inner));
        entry = ids_from(begin);
    }
    hand_down(step, first, frame);
    return ids_from(first);
}

Expander::Ids Expander::ids_from(std::size_t first) const {
    Ids out;
    for (std::size_t n = first; n < plan_.steps.size(); ++n) out.push_back(plan_.steps[n].id);
    return out;
}

Frame Expander::inside(const model::Step& step, const model::Playbook& book,
                       const std::string& name, const Ids& hosts, const Frame& frame) {
    Frame inner{.phase = frame.phase,
                .prefix = fmt::format("{}{}/", frame.prefix, name),
                .group = frame.group.empty() ? name.substr(0, name.find('@')) : frame.group,
                .first_host = hosts[0],
                .when = step.when.empty() ? frame.when : when_of(step, frame),
                .on_failure = on_failure_of(step, frame.on_failure),
                .timeout = frame.timeout,
                .always = step.always || frame.always,
                .playbooks = frame.playbooks,
                .title = step.title.empty() ? book.title : step.title};
    if (step.timeout.given())
        inner.timeout = placeholders_.resolve(step.timeout, around(hosts[0], frame), Nanos{1});
    for (std::size_t n = 0; n < hosts.size(); ++n) inner.bound[book.hosts[n].text] = hosts[n];
    inner.playbooks.push_back(book.id.text);
    return inner;
}

void Expander::open_playbook(const model::Playbook& book, Frame inner) {
    Scope scope;
    for (const auto& step : book.steps)
        if (!step.id.empty() && !scope.given.insert(step.id.text).second)
            problems_.error(step.id.place, both(texts::id_taken, step.id.text),
                            both(texts::id_taken_remedy));
    inner.scope = &scope;
    if (book.steps.size() != 1) inner.title = {};
    steps(book.steps, inner);
}

/// Gives what stands on the `use` step to the parts that it means.
void Expander::hand_down(const model::Step& step, std::size_t first, const Frame& frame) {
    if (first == plan_.steps.size()) return;
    const auto begin = plan_.steps.begin() + static_cast<std::ptrdiff_t>(first);
    const auto flagged = [&](const std::set<std::string>& flags) -> Step& {
        auto found = std::find_if(begin, plan_.steps.end(),
                                  [&](const Step& leaf) { return flags.contains(leaf.id); });
        if (found == plan_.steps.end())
            found = std::find_if(begin, plan_.steps.end(),
                                 [](const Step& leaf) { return changes_something(leaf.action); });
        return found == plan_.steps.end() ? plan_.steps.back() : *found;
    };
    Step& last = plan_.steps.back();
    if (!step.mark.empty()) {
        Mark mark{};
        boost::describe::enum_from_string(step.mark.text.c_str(), mark);
        (mark == Mark::disrupted ? flagged(disrupts_) : last).mark = mark;
    }
    if (step.point_of_no_return) flagged(promotes_).point_of_no_return = true;
    if (step.critical) last.critical = true;
    if (step.planned.given()) last.planned = step.planned.value;
    if (auto fault = resolved_fault(step, frame)) last.resolves = std::move(fault);
}

}  // namespace firedrill::plan
