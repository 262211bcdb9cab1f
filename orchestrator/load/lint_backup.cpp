// What is wrong with a backup test although its file is well-formed.
#include "orchestrator/load/backup_texts.hpp"
#include "orchestrator/load/lint.hpp"
#include "orchestrator/load/references.hpp"

#include <filesystem>

namespace firedrill::load {

namespace {

using model::both;

/// "/a/b" lies in "/a" and in itself.
bool lies_in(const std::string& path, const std::string& other) {
    return path == other || path.starts_with(other + "/");
}

std::string tidied(const std::string& path) {
    std::string out = std::filesystem::path(path).lexically_normal().string();
    while (out.size() > 1 && out.ends_with('/')) out.pop_back();
    return out;
}

bool is_scratch_name(const std::string& path) {
    const bool plain =
        path.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/") == path.npos;
    return plain && path.starts_with('/') && tidied(path) == path &&
           std::ranges::count(path, '/') >= 2;
}

/// Directories that the host's vars and its baseline name are somebody's.
void keep_off(const model::Host& host, const model::Word& scratch, Report& report) {
    const auto look = [&](const std::string& name, const std::string& value) {
        if (!value.starts_with('/') || value.find("${{") != value.npos) return;
        const std::string path = tidied(value);
        if (path == "/" || !(lies_in(path, scratch.text) || lies_in(scratch.text, path))) return;
        report.error(scratch.place,
                     both(backup_texts::live_directory, scratch.text, name, host.id.text),
                     {.remedy = both(backup_texts::live_directory_remedy)});
    };
    for (const auto& [name, value] : host.vars) {
        // Where programs and homes are is no data directory, but what lies below may be.
        const bool around = name == "home" || name == "tmp";
        if (!around || lies_in(tidied(value.text), scratch.text))
            look("`" + name + "`", value.text);
    }
    for (const auto& file : host.watch_files) look("`watch`", file.text);
}

void targets(const model::Workspace& all, const model::Scenario& test, Report& report) {
    const auto* service = model::find(all.catalogue.services, test.services.front().text);
    if (service == nullptr) return;
    if (!service->rto && !service->rpo)
        report.error(test.services.front().place, both(backup_texts::no_targets, service->id.text),
                     {.remedy = both(backup_texts::no_targets_remedy)});
    if (service->rpo && !test.backup->newest)
        report.warning(test.id.place, both(backup_texts::age_not_asked, service->id.text),
                       {.remedy = both(backup_texts::age_not_asked_remedy)});
    if (service->peak && !test.backup->load)
        report.warning(test.id.place, both(backup_texts::load_not_run, service->id.text),
                       {.remedy = both(backup_texts::load_not_run_remedy)});
}

}  // namespace

void lint_backup(const model::Workspace& all, const model::Scenario& test, Report& report) {
    must_know(test.services,
              {lint_texts::service, "catalogue.yaml", model::ids(all.catalogue.services)}, report);
    must_know(test.risks, {lint_texts::risk, "risks.yaml", model::ids(all.risks)}, report);
    Target person{lint_texts::person_or_role, "people.yaml", model::ids(all.people.people)};
    for (const auto& role : all.people.roles) person.known.push_back(role.id.text);
    must_know(test.commander, person, report);
    must_know(test.evaluators, person, report);
    if (model::find(all.scenarios, test.id.text) != nullptr)
        report.error(test.id.place, both(backup_texts::taken, test.id.text),
                     {.remedy = both(backup_texts::taken_remedy)});
    const model::Word scratch = test.inputs.front().fallback.value_or(model::Word{});
    if (!scratch.empty() && !is_scratch_name(scratch.text))
        report.error(scratch.place, both(backup_texts::bad_scratch, scratch.text),
                     {.remedy = both(backup_texts::bad_scratch_remedy)});
    else if (!scratch.empty() && !test.phases.empty())
        for (const auto& host : all.inventory.hosts)
            for (const auto& on : test.phases.front().steps.front().on)
                if (on.text == host.id.text) keep_off(host, scratch, report);
    targets(all, test, report);
}

}  // namespace firedrill::load
