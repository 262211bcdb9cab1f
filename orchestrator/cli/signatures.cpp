#include "orchestrator/cli/signatures.hpp"

#include "core/base/json.hpp"
#include "core/plan/holdings.hpp"
#include "orchestrator/cli/key_texts.hpp"
#include "orchestrator/load/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace firedrill::cli {

namespace {

namespace texts = key_texts;
namespace fs = std::filesystem;

constexpr std::size_t folder_max = 1'000;

Result<plan::Approval> read_file(const std::string& path) {
    DRILL_TRY(text, load::read_file(path, plan::approval_bytes_max));
    return plan::read_approval(text);
}

bool evaluates(const plan::Plan& plan, const std::string& person) {
    return std::ranges::find(plan.evaluators, person) != plan.evaluators.end();
}

Result<void> counts(const plan::Approval& approval, const SignaturesWanted& wanted,
                    Language language) {
    DRILL_CHECK(stands_for(
        approval, {.plan = wanted.hash, .drill = wanted.drill, .step = {}, .wall = wanted.wall},
        language));
    DRILL_CHECK(may_sign(wanted.plan, approval.person, approval.key, language));
    if (approval.person == wanted.starter)
        return fail(Errc::refused, say(language, texts::starts, approval.person));
    return {};
}

void add(Signatures& out, plan::Approval approval) {
    const auto same = [&](const plan::Approval& other) { return other.id == approval.id; };
    if (std::ranges::none_of(out.there, same) && out.there.size() < plan::approvals_max)
        out.there.push_back(std::move(approval));
}

std::vector<std::string> files_of_folder(const Workspace& workspace) {
    std::vector<std::string> out;
    std::error_code problem;
    fs::directory_iterator at(workspace.directory + "/approvals", problem), end;
    for (; !problem && at != end && out.size() < folder_max; at.increment(problem))
        out.push_back(at->path().string());
    std::ranges::sort(out);
    return out;
}

std::string joined(const std::vector<std::string>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Result<void> may_sign(const plan::Plan& plan, const std::string& person, const std::string& key,
                      Language language) {
    const auto found = std::ranges::find(plan.people, person, &plan::Person::id);
    if (found == plan.people.end())
        return fail(Errc::refused, say(language, texts::unknown_person, person),
                    say(language, texts::unknown_person_remedy));
    if (evaluates(plan, person))
        return fail(Errc::refused, say(language, texts::evaluates, person));
    if (!found->key)
        return fail(Errc::refused, say(language, texts::no_key, person),
                    say(language, texts::no_key_remedy));
    if (*found->key != key)
        return fail(Errc::refused, say(language, texts::other_key, person),
                    say(language, texts::other_key_remedy));
    return {};
}

Result<Signatures> gather_signatures(const Workspace& workspace, const SignaturesWanted& wanted,
                                     const std::vector<std::string>& files) {
    Signatures out;
    for (const std::string& file : files) {
        auto approval = read_file(file);
        const auto good = approval ? counts(*approval, wanted, workspace.language)
                                   : Result<void>(approval.error());
        if (!good)
            return fail(good.error().code,
                        say(workspace.language, texts::refused_file, file, good.error().what),
                        good.error().remedy);
        add(out, std::move(*approval));
    }
    for (const std::string& file : files_of_folder(workspace)) {
        auto approval = read_file(file);
        if (!approval || approval->plan != wanted.hash || !approval->step.empty()) continue;
        if (const auto good = counts(*approval, wanted, workspace.language); !good)
            out.others.emplace_back(approval->person, good.error().what);
        else
            add(out, std::move(*approval));
    }
    return out;
}

bool wants_signatures(const plan::Plan& plan) {
    return plan.environment == plan::Environment::production && !plan::hosts_changed(plan).empty();
}

std::vector<std::string> who_can_sign(const plan::Plan& plan, const std::string& starter) {
    std::vector<std::string> out;
    for (const plan::Person& person : plan.people)
        if (person.key && person.id != starter && !evaluates(plan, person.id))
            out.push_back(person.id);
    return out;
}

Result<void> some_signature(const SignaturesWanted& wanted, const Signatures& given,
                            Language language) {
    if (!wants_signatures(wanted.plan) || !given.there.empty()) return {};
    std::string others;
    for (const auto& [person, why] : given.others) others += "; " + person + ": " + why;
    const auto people = who_can_sign(wanted.plan, wanted.starter);
    return fail(Errc::refused,
                say(language, texts::unsigned_plan, wanted.hash.substr(0, 12), others),
                say(language, texts::unsigned_remedy, wanted.plan.scenario,
                    people.empty() ? "-" : joined(people)));
}

std::string shown_signatures(const plan::Plan& plan, const Signatures& given, Language language) {
    const bool any = !given.there.empty() || !given.others.empty();
    if (!wants_signatures(plan) && !any) return {};
    std::string out = say(language, texts::wanted) + "\n";
    if (given.there.empty()) out += say(language, texts::there_not) + "\n";
    for (const plan::Approval& approval : given.there)
        out += say(language, texts::there, approval.person, to_iso(approval.until)) + "\n";
    for (const auto& [person, why] : given.others)
        out += say(language, texts::does_not_count, person, why) + "\n";
    const auto people = who_can_sign(plan, {});
    out += people.empty() ? say(language, texts::nobody_can)
                          : say(language, texts::can_sign, joined(people));
    return out + "\n";
}

json::object signatures_to_json(const plan::Plan& plan, const Signatures& given) {
    json::array others;
    for (const auto& [person, why] : given.others)
        others.push_back(json::object{{"person", person}, {"why", why}});
    return {{"wanted", wants_signatures(plan)},
            {"there", to_json(given.there)},
            {"do_not_count", std::move(others)},
            {"can_sign", to_json(who_can_sign(plan, {}))}};
}

}  // namespace firedrill::cli
