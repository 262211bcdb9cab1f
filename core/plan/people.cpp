// Who is named by steps, and whether they may.
#include "core/plan/compile_texts.hpp"
#include "core/plan/expand.hpp"

#include <algorithm>

namespace firedrill::plan {

using model::both;

std::string Expander::somebody(const model::Word& word, bool departments) {
    if (word.empty()) return {};
    const auto& all = workspace_.people;
    const std::string id = word.text == "commander" && model::find(all.roles, word.text) == nullptr
                               ? plan_.commander
                               : word.text;
    const auto& evaluators = plan_.evaluators;
    if (std::find(evaluators.begin(), evaluators.end(), id) != evaluators.end())
        problems_.error(word.place, both(texts::evaluator_operates, id),
                        both(texts::evaluator_operates_remedy));
    const bool known = model::find(all.people, id) != nullptr ||
                       model::find(all.roles, id) != nullptr ||
                       (departments && model::find(all.departments, id) != nullptr);
    if (known) return id;
    Ids names = model::ids(all.roles);
    for (const auto& person : all.people) names.push_back(person.id.text);
    if (departments)
        for (const auto& department : all.departments) names.push_back(department.id.text);
    problems_.error(word.place, both(texts::unknown_person, word.text),
                    both(texts::unknown_person_remedy, model::listed(names)),
                    model::did_you_mean(word.text, names));
    return id;
}

std::optional<Action> Expander::approve(const model::Approve& from) {
    const auto& roles = workspace_.people.roles;
    const model::Role* role = model::find(roles, from.role.text);
    if (role == nullptr) {
        if (from.role.empty()) return {};
        const Ids known = model::ids(roles);
        problems_.error(from.role.place, both(texts::unknown_role, from.role.text),
                        both(texts::unknown_person_remedy, model::listed(known)),
                        model::did_you_mean(from.role.text, known));
        return {};
    }
    const int quorum = from.quorum.value_or(role->quorum);
    check_quorum(from, *role, quorum);
    Approve to{.role = from.role.text,
               .subject = from.subject,
               .quorum = quorum,
               .on_refused = from.stop_on_refusal ? OnRefused::stop : OnRefused::undo};
    for (const auto& member : role->members) to.members.push_back(member.text);
    return to;
}

/// Evaluators do not approve, and the commander should not approve the own proposal.
void Expander::check_quorum(const model::Approve& from, const model::Role& role, int quorum) {
    const auto& evaluators = plan_.evaluators;
    std::ptrdiff_t may = 0;
    bool commander = false;
    for (const auto& member : role.members) {
        if (std::find(evaluators.begin(), evaluators.end(), member.text) != evaluators.end())
            continue;
        ++may;
        commander = commander || member.text == plan_.commander;
    }
    if (may < quorum)
        problems_.error(from.role.place, both(texts::quorum_impossible, role.id.text, quorum, may),
                        both(texts::quorum_impossible_remedy));
    else if (commander && may - 1 < quorum)
        problems_.warning(from.role.place, both(texts::commander_approves, role.id.text),
                          both(texts::commander_approves_remedy));
}

const model::Probe* Expander::probe(const model::Word& word) {
    const model::Probe* found = model::find(scenario_.probes, word.text);
    if (found != nullptr || word.empty()) return found;
    const Ids known = model::ids(scenario_.probes);
    problems_.error(word.place, both(texts::unknown_probe, word.text),
                    both(texts::unknown_probe_remedy, model::listed(known)),
                    model::did_you_mean(word.text, known));
    return nullptr;
}

}  // namespace firedrill::plan
