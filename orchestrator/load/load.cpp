#include "orchestrator/load/load.hpp"

#include "orchestrator/load/backup_texts.hpp"
#include "orchestrator/load/files.hpp"
#include "orchestrator/load/lint.hpp"
#include "orchestrator/load/lint_texts.hpp"
#include "orchestrator/load/readers.hpp"
#include "orchestrator/load/references.hpp"
#include "orchestrator/load/texts.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>

namespace firedrill::load {

namespace {

namespace fs = std::filesystem;
using model::both;

class Loader {
public:
    Loader(fs::path root, const LoadOptions& options)
        : root_(std::move(root)), options_(options), sources_(root_, report_) {
        out_.workspace.directory = root_.string();
    }

    Loaded run() {
        registers();
        registers_broken_ = unreadable_ > 0;
        scenarios();
        backups();
        playbooks();
        unknown_files();
        out_.workspace.files = report_.files();
        // Where a register could not be read, every reference into it would seem to dangle.
        if (!registers_broken_) lint();
        out_.complaints = report_.take();
        out_.files_read = sources_.files_read();
        out_.sources = sources_.take_texts();
        model::tidy(out_.complaints, out_.workspace.files);
        return std::move(out_);
    }

private:
    void registers() {
        auto& all = out_.workspace;
        read("firedrill.yaml", true, [&](Fields& file) { read_settings(file, all.settings); });
        read("inventory.yaml", true,
             [&](Fields& file) { read_inventory(file, all.inventory, sources_); });
        read("catalogue.yaml", false, [&](Fields& file) { read_catalogue(file, all.catalogue); });
        read("risks.yaml", false, [&](Fields& file) { read_risks(file, all.risks); });
        read("people.yaml", false, [&](Fields& file) { read_people(file, all.people); });
        read_keys(all.people, root_, report_);
    }

    void scenarios() {
        for (const auto& name : yaml_files(root_, "scenarios"))
            read(name, true, [&](Fields& file) {
                auto scenario = read_scenario(file);
                if (!scenario.id.empty()) out_.workspace.scenarios.push_back(std::move(scenario));
            });
    }

    void backups() {
        for (const auto& name : yaml_files(root_, "backups"))
            read(name, true, [&](Fields& file) {
                auto test = read_backup(file);
                if (!test.id.empty()) out_.workspace.backups.push_back(std::move(test));
            });
        const std::string& profile = out_.workspace.settings.profile;
        if (profile.empty()) return;
        const std::string name = "profiles/" + profile + ".yaml";
        if (!is_playbook_name(profile) || !sources_.is_file(name)) {
            report_.warning({report_.open("firedrill.yaml"), 0, 0, 0},
                            both(backup_texts::no_profile, profile),
                            {.remedy = both(backup_texts::no_profile_remedy, profile)});
            return;
        }
        read(name, true, [&](Fields& file) {
            out_.workspace.profile = read_profile(file);
            if (out_.workspace.profile->id != profile)
                file.error(file.place(),
                           both(backup_texts::other_profile, profile, out_.workspace.profile->id));
        });
    }

    void playbooks() {
        for (const auto& name : yaml_files(root_, "playbooks")) playbook(name, name);
        std::set<std::string> tried;
        for (;;) {  // playbooks of the library may use others
            std::set<std::string> wanted = used();
            bool more = false;
            for (const auto& name : wanted)
                if (!out_.workspace.playbooks.contains(name) && tried.insert(name).second)
                    more = from_library(name) || more;
            if (!more) return;
        }
    }

    bool from_library(const std::string& name) {
        if (options_.library.empty() || !is_playbook_name(name)) return false;
        const fs::path path = fs::absolute(options_.library) / (name + ".yaml");
        std::error_code ignored;
        if (!fs::is_regular_file(path, ignored)) return false;
        playbook(path.string(), "playbooks/" + name + ".yaml");
        return true;
    }

    void playbook(const std::string& file, const std::string& place) {
        read(file, true, [&](Fields& fields) {
            auto book = read_playbook(fields);
            const std::string name = book.id.text;
            if (name.empty()) return;
            if (place != "playbooks/" + name + ".yaml")
                fields.error(book.id.place, both(lint_texts::playbook_name, name, place),
                             both(lint_texts::playbook_name_remedy, name));
            out_.workspace.playbooks.emplace(name, std::move(book));
        });
    }

    std::set<std::string> used() const {
        std::set<std::string> out;
        const auto look = [&](const std::vector<model::Step>& steps) {
            for (const auto& step : steps)
                if (const auto* use = std::get_if<model::Use>(&step.verb))
                    out.insert(use->playbook.text);
        };
        for (const auto* list : {&out_.workspace.scenarios, &out_.workspace.backups})
            for (const auto& scenario : *list)
                for (const auto& phase : scenario.phases) look(phase.steps);
        for (const auto& [name, book] : out_.workspace.playbooks) look(book.steps);
        return out;
    }

    void read(const std::string& name, bool required, const std::function<void(Fields&)>& reader) {
        if (!required && !sources_.exists(name)) return;
        const auto opened = sources_.open(name);
        const auto node =
            opened ? read_yaml(opened->text, opened->file, report_) : std::optional<Node>{};
        if (!node) {
            ++unreadable_;
            return;
        }
        Fields fields(*node, "", report_);
        reader(fields);
        fields.done();
    }

    void unknown_files() {
        std::vector<std::string> known{"firedrill.yaml", "inventory.yaml", "catalogue.yaml",
                                       "risks.yaml",     "people.yaml",    "calendar.yaml",
                                       "documents.yaml"};
        const auto& ansible = out_.workspace.inventory.ansible.text;
        if (!ansible.empty()) known.push_back(fs::path(ansible).lexically_normal().string());
        for (const auto& name : yaml_files(root_, ".")) {
            if (std::find(known.begin(), known.end(), name) != known.end()) continue;
            report_.warning({report_.open(name), 0, 0, 0}, both(texts::file_unknown),
                            {.hint = model::did_you_mean(name, known),
                             .remedy = both(texts::file_unknown_remedy, model::listed(known))});
        }
    }

    void lint() {
        lint_registers(out_.workspace, report_);
        lint_transports(out_.workspace.inventory, report_);
        for (const auto& scenario : out_.workspace.scenarios) {
            lint_scenario(out_.workspace, scenario, report_);
            if (options_.check_scenarios) lint_steps(out_.workspace, scenario, report_);
        }
        must_be_unique(out_.workspace.backups, backup_texts::backup_test, report_);
        for (const auto& test : out_.workspace.backups) {
            lint_backup(out_.workspace, test, report_);
            if (options_.check_scenarios) lint_steps(out_.workspace, test, report_);
        }
    }

    fs::path root_;
    const LoadOptions& options_;
    Report report_;
    Sources sources_;
    Loaded out_;
    std::size_t unreadable_ = 0;
    bool registers_broken_ = false;
};

}  // namespace

Loaded load_workspace(const std::string& directory, const LoadOptions& options) {
    std::error_code ignored;
    fs::path root = fs::absolute(directory, ignored).lexically_normal();
    if (!root.has_filename()) root = root.parent_path();
    return Loader(std::move(root), options).run();
}

std::string default_library(const std::string& program) {
    if (const char* named = std::getenv("FIREDRILL_PLAYBOOKS"); named != nullptr && *named != '\0')
        return named;
    std::error_code problem;
    const fs::path path = fs::canonical(program, problem);
    if (problem) return {};
    const fs::path library = path.parent_path().parent_path().parent_path() / "playbooks";
    return fs::is_directory(library, problem) ? library.string() : std::string{};
}

}  // namespace firedrill::load
