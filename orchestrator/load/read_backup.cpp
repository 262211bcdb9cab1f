// backups/*.yaml: a test of a backup, told as a scenario, so that the ordinary machine runs it:
//
//   prepare    scratch: the directory is made; its undo removes everything
//   failover   restore: the recipe; start; checks; application
//   verify     newest
//   operate    load
//   reinstate  remove
//
// And profiles/*.yaml: the levels of the capability table.
#include "core/plan/fill.hpp"
#include "orchestrator/load/backup_texts.hpp"
#include "orchestrator/load/readers.hpp"
#include "orchestrator/load/texts.hpp"

#include <algorithm>

namespace firedrill::load {

namespace {

using model::both;
using std::chrono::minutes;

constexpr Nanos make_timeout = minutes{30};  // may have to remove what an earlier test left
constexpr Nanos remove_timeout = minutes{30};
constexpr Nanos clock_error_usual = std::chrono::seconds{1};

bool runs_programs(const model::Verb& verb) {
    return std::holds_alternative<std::monostate>(verb) ||
           std::holds_alternative<model::Run>(verb) ||
           std::holds_alternative<model::Script>(verb) || std::holds_alternative<model::Use>(verb);
}

class BackupReader {
public:
    explicit BackupReader(Fields& file) : file_(file) {}

    model::Scenario read() {
        header();
        scratch();
        restore();
        out_.backup->checks = list("checks", true, failover_);
        out_.backup->application = list("application", true, failover_);
        out_.backup->newest = one("newest", backup_texts::newest_title, verify_);
        out_.backup->load = one("load", backup_texts::load_title, operate_);
        if (const auto error = file_.nanos("clock_error")) out_.backup->clock_error = *error;
        removal();
        add("prepare", prepare_);
        add("failover", failover_);
        add("verify", verify_);
        add("operate", operate_);
        add("reinstate", reinstate_);
        return std::move(out_);
    }

private:
    using Steps = std::vector<model::Step>;

    void header() {
        out_.backup.emplace();
        out_.backup->clock_error = clock_error_usual;
        out_.id = file_.needed_id("backup_test");
        out_.title = file_.text("title");
        out_.form = {"isolated_test", file_.place()};
        out_.variant = {"planned", file_.place()};
        out_.services = {file_.needed_id("service")};
        host_ = file_.needed_id("on");
        if (const auto agent = file_.word("agent"); !agent.empty()) agent_ = agent;
        out_.risks = file_.ids("risks");
        out_.other_event = both(backup_texts::reason);
        out_.purpose = both(backup_texts::purpose);
        out_.could_go_wrong = both(backup_texts::could_go_wrong);
        out_.rollback = both(backup_texts::rollback);
        out_.business = "none";
        out_.objectives = {"rto_rpo_achievable"};
        out_.guards.max_hosts = 1;
        out_.guards.max_duration = file_.nanos("max_duration").value_or(std::chrono::hours{4});
        file_.sub("participants", [&](Fields& people) {
            out_.commander = people.id("commander");
            out_.evaluators = people.ids("evaluators");
        });
    }

    void scratch() {
        model::Word room;
        file_.need("scratch");
        file_.sub("scratch", [&](Fields& in) {
            scratch_ = in.needed_word("directory");
            room = in.needed_word("room");
        });
        const auto bytes = plan::read_bytes(room.text);
        if (!room.empty() && !bytes)
            file_.error(room.place, both(backup_texts::bad_room, room.text),
                        both(backup_texts::bad_room_remedy));
        out_.backup->scratch = scratch_.text;
        model::Input input{.id = {"scratch", scratch_.place}, .type = "path"};
        input.fallback = scratch_;
        out_.inputs.push_back(std::move(input));
        auto step =
            program("scratch", backup_texts::make_title,
                    {"make", scratch_.text, std::to_string(bytes.value_or(1))}, make_timeout);
        step.undo = {agent_run({"remove", scratch_.text})};
        prepare_.push_back(std::move(step));
    }

    void restore() {
        model::Step step{.place = file_.place(), .id = {"restore", file_.place()}};
        model::Use use{.playbook = file_.needed_word("recipe"), .with = file_.word_map("with")};
        out_.backup->recipe = use.playbook.text;
        use.with["scratch"] = scratch_;
        step.place = use.playbook.place;
        step.title = both(backup_texts::restore_title);
        step.verb = std::move(use);
        step.on = {host_};
        step.on_failure = "stop";
        failover_.push_back(std::move(step));
        out_.backup->restore = {"restore"};
        for (auto& id : list("start", false, failover_)) out_.backup->restore.push_back(id);
    }

    void removal() {
        out_.backup->removal = "remove";
        auto step = program("remove", backup_texts::remove_title, {"remove", scratch_.text},
                            remove_timeout);
        step.idempotent = true;
        reinstate_.push_back(std::move(step));
    }

    /// Steps of users; each gets an id, so that the assessment finds it.
    std::vector<std::string> list(const char* key, bool needed, Steps& to) {
        const Node* node = needed ? file_.need(key) : file_.take(key);
        if (node == nullptr) return {};
        std::vector<std::string> ids;
        for (auto& step : read_steps(*node, key, file_.report(), false)) {
            const std::string number = ids.empty() ? "" : "-" + std::to_string(ids.size() + 1);
            if (step.id.empty()) step.id = {std::string(key) + number, step.place};
            ids.push_back(step.id.text);
            to.push_back(completed(std::move(step)));
        }
        if (needed && ids.empty())
            file_.error(node->place, both(backup_texts::no_steps, key),
                        both(backup_texts::no_steps_remedy));
        return ids;
    }

    std::optional<std::string> one(const char* key, const Message& title, Steps& to) {
        const Node* node = file_.take(key);
        if (node == nullptr) return std::nullopt;
        if (node->kind == Node::Kind::list) {
            file_.error(node->place, both(backup_texts::one_step, key),
                        both(backup_texts::one_step_remedy));
            return std::nullopt;
        }
        const Node single{.kind = Node::Kind::list, .place = node->place, .items = {*node}};
        for (auto& step : read_steps(single, key, file_.report(), false)) {
            step.id = {key, step.place};
            if (step.title.empty()) step.title = both(title);
            // Without its answer a figure is missing; the rest of the test is worth having.
            if (step.on_failure.empty()) step.on_failure = "continue";
            to.push_back(completed(std::move(step)));
        }
        return key;
    }

    model::Step completed(model::Step step) {
        if (!runs_programs(step.verb))
            file_.error(step.place, both(backup_texts::other_verb),
                        both(backup_texts::other_verb_remedy));
        if (step.on.empty()) step.on = {host_};
        // Nobody is asked in a test: it stops, and removes what it made.
        if (step.on_failure.empty()) step.on_failure = "stop";
        return step;
    }

    model::Run agent_run(const std::vector<std::string>& words) const {
        model::Run run;
        run.argv = {agent_, {"scratch", agent_.place}};
        for (const auto& word : words) run.argv.push_back({word, scratch_.place});
        return run;
    }

    model::Step program(const char* id, const Message& title, const std::vector<std::string>& words,
                        Nanos timeout) const {
        model::Step step{.place = file_.place(), .id = {id, file_.place()}};
        step.title = both(title);
        step.verb = agent_run(words);
        step.on = {host_};
        step.timeout = {.value = timeout, .place = file_.place()};
        step.on_failure = "stop";
        return step;
    }

    void add(const char* phase, Steps& steps) {
        if (!steps.empty())
            out_.phases.push_back({.phase = {phase, file_.place()}, .steps = std::move(steps)});
    }

    Fields& file_;
    model::Scenario out_;
    model::Word host_;
    model::Word agent_{"firedrill-agent", {}};
    model::Word scratch_;
    Steps prepare_, failover_, verify_, operate_, reinstate_;
};

}  // namespace

model::Scenario read_backup(Fields& file) {
    return BackupReader(file).read();
}

model::CapabilityProfile read_profile(Fields& file) {
    model::CapabilityProfile out;
    out.id = file.needed_word("profile").text;
    out.title = file.text("title");
    file.need("source");
    out.source = file.text("source");
    file.need("verified");
    out.verified = file.boolean("verified");
    file.need("data_backup");
    file.each("data_backup", [&](Fields& in) {
        model::CapabilityLevel level{.id = in.needed_word("level").text,
                                     .title = in.text("title"),
                                     .restore = in.nanos("restore"),
                                     .age = in.nanos("age"),
                                     .capacity_ppm = in.percent("capacity")};
        out.levels.push_back(std::move(level));
    });
    return out;
}

}  // namespace firedrill::load
