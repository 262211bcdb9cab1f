#include "orchestrator/cli/app.hpp"

#include "orchestrator/cli/calibrate_options.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/help_texts.hpp"
#include "orchestrator/cli/output.hpp"

#include <CLI/CLI.hpp>

#include <functional>

namespace firedrill::cli {

namespace {

/// Builds the commands; what was chosen is run after parsing.
class App {
public:
    App()
        : app_("Firedrill runs disaster-recovery drills and proves what they showed.",
               "firedrill") {
        app_.set_version_flag("--version", std::string("firedrill ") + DRILL_VERSION);
        app_.add_option("-C", global_.directory, "Workspace (default: this directory)")
            ->type_name("DIR");
        app_.add_flag("--json", global_.json, "Print JSON");
        app_.add_option("--lang", language_, "Language of messages: en or zh")
            ->check(CLI::IsMember({"en", "zh"}));
        app_.require_subcommand(1);
        app_.fallthrough();
        app_.footer(help_texts::examples);
        add_workspace_commands();
        add_run_commands();
        add_stop_commands();
        add_people_commands();
        add_steering_commands();
        add_report_command();
        add_options(*command("calibrate", calibrate_what, calibrate_examples,
                             [this] { return calibrate(global_, calibrate_); }),
                    calibrate_);
        add_agent_commands();
        add_key_commands();
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            return app_.exit(error) == 0 ? done : usage;
        }
        if (!language_.empty()) global_.language = language_ == "zh" ? Language::zh : Language::en;
        return chosen_();
    }

private:
    CLI::App* command(const char* name, const char* what, const char* example,
                      std::function<int()> action) {
        return command(app_, name, what, example, std::move(action));
    }
    CLI::App* command(CLI::App& group, const char* name, const char* what, const char* example,
                      std::function<int()> action) {
        CLI::App* sub = group.add_subcommand(name, what);
        sub->footer(std::string("Example:\n  ") + example + "\n");
        sub->callback([this, action = std::move(action)] { chosen_ = action; });
        return sub;
    }

    static void add_inputs(CLI::App* sub, std::string& variant, Inputs& inputs) {
        sub->add_option("--variant", variant, "planned or unplanned (default: the scenario's)")
            ->check(CLI::IsMember({"planned", "unplanned"}));
        sub->add_option("--set", inputs, "An input of the scenario")->type_name("NAME=VALUE");
    }

    static void add_approvals(CLI::App* sub, std::vector<std::string>& files) {
        sub->add_option("--approval", files, "A signature under the plan (firedrill key sign)")
            ->type_name("FILE")
            ->allow_extra_args(false);
    }

    void add_workspace_commands() {
        CLI::App* sub = command("init", "Make a commented workspace to start from",
                                "firedrill init my-drills --measure-only",
                                [this] { return init(global_, init_); });
        sub->add_option("DIR", init_.directory, "Directory to make")->required();
        CLI::Option* live = sub->add_flag("--live", live_, "Firedrill switches over (default)");
        sub->add_flag("--measure-only", init_.measure_only,
                      "Your own scripts or people switch; Firedrill measures")
            ->excludes(live);
        command("check", "Validate the workspace", "firedrill -C my-drills check",
                [this] { return check(global_); });
        sub = command("plan", "Show what a scenario would do; touches nothing",
                      "firedrill plan primary-loss --set replication=sync",
                      [this] { return plan_scenario(global_, plan_); });
        sub->add_option("SCENARIO", plan_.scenario)->required();
        add_inputs(sub, plan_.variant, plan_.inputs);
        sub->add_flag("--all", plan_.all, "Every step");
        add_approvals(sub, plan_.approvals);
    }

    void add_run_commands() {
        CLI::App* sub = command("run", "Run a drill to its end", "firedrill run primary-loss --yes",
                                [this] { return cli::run(global_, run_); });
        sub->add_option("SCENARIO", run_.scenario)->required();
        add_inputs(sub, run_.variant, run_.inputs);
        add_start_options(sub);
        sub->add_option("--times", run_.times,
                        "So many drills, one after the other, as long as each ends well")
            ->check(CLI::Range(1, 1000))
            ->type_name("N");
        add_test_backup_command();
        sub = command("status", "What is true now", "firedrill status",
                      [this] { return status(global_, drill_); });
        sub->add_option("DRILL", drill_, "Default: all that run, or the last one");
        sub = command("resume", "Go on with a drill whose process ended, or from failback",
                      "firedrill resume --from failback",
                      [this] { return cli::resume(global_, resume_); });
        sub->add_option("DRILL", resume_.drill,
                        "Default: the one that was interrupted, or the last one");
        sub->add_option("--from", resume_.from, "Go on with an aborted drill from this phase")
            ->check(CLI::IsMember({"failback", "reinstate"}));
        add_approvals(sub, resume_.approvals);
        sub->add_option("--as", resume_.person, "Who you are")->type_name("PERSON");
        sub->add_flag("--plain", resume_.plain, "Plain lines also on a terminal");
        sub =
            command("recover", "Rebuild a drill's record from its agents, and stop it safely",
                    "firedrill recover --list", [this] { return cli::recover(global_, recover_); });
        sub->add_option("DRILL", recover_.drill, "Default: the one that the agents keep");
        sub->add_flag("--list", recover_.list, "Show what the agents keep, and change nothing");
        sub->add_flag("--go-on", recover_.goes_on, "Do not stop it: it goes on, approved anew");
        sub->add_option("--why", recover_.why, "Reason, for the report");
        sub->add_option("--as", recover_.person, "Who you are")->type_name("PERSON");
    }

    void add_start_options(CLI::App* sub) {
        sub->add_option("--as", run_.person, "Who you are, as in people.yaml")->type_name("PERSON");
        add_approvals(sub, run_.approvals);
        sub->add_option("--service", run_.services, "In production: the service, as if typed")
            ->allow_extra_args(false);
        sub->add_flag("--yes", run_.yes, "Start without asking; in a lab, answer everything");
        sub->add_flag("--plain", run_.plain, "Plain lines also on a terminal");
    }

    void add_test_backup_command() {
        CLI::App* sub =
            command("test-backup", "Restore a backup beside the service, check it, remove it again",
                    help_texts::test_backup, [this] { return cli::test_backup(global_, run_); });
        sub->add_option("TEST", run_.scenario, "Default: show what each test showed last");
        add_start_options(sub);
    }

    void add_stop_commands() {
        CLI::App* sub =
            command("abort", "Stop a drill: undo before the point of no return, stop after it",
                    "firedrill abort --why \"neighbour system slow\"",
                    [this] { return cli::abort(global_, abort_); });
        sub->add_option("DRILL", abort_.drill, "Default: the one that runs, or the last one");
        sub->add_option("--why", abort_.why, "Reason, for the report");
        sub->add_option("--as", abort_.person, "Who you are")->type_name("PERSON");
        sub = command("stop-all", "Stop every drill of this workspace, and let none start",
                      "firedrill stop-all --why \"market opens\"",
                      [this] { return cli::stop_all(global_, stop_all_); });
        sub->add_option("--why", stop_all_.why, "Reason, for the report and for who starts next");
        sub->add_option("--as", stop_all_.person, "Who you are")->type_name("PERSON");
        sub->add_flag("--lift", stop_all_.lift, "Let drills start again");
    }

    CLI::App* person_command(const char* name, const char* what, const char* example,
                             control::Verb verb) {
        CLI::App* sub = command(name, what, example, [this, verb] {
            say_.verb = verb;
            return say_something(global_, say_);
        });
        sub->add_option("DRILL", say_.drill)->required();
        sub->add_option("--as", say_.person, "Who you are, as in people.yaml")->type_name("PERSON");
        return sub;
    }

    void add_people_commands() {
        using control::Verb;
        const auto step = [this](CLI::App* sub) {
            sub->add_option("STEP", say_.step)->required();
            sub->add_option("--why", say_.why, "Reason, for the report");
        };
        CLI::App* sub = person_command("approve", "Approve a step",
                                       "firedrill approve DRILL go --as cio", Verb::approve);
        step(sub);
        sub->add_option("--approval", say_.approval, "The answer, signed with firedrill key sign")
            ->type_name("FILE");
        step(person_command("refuse", "Refuse a step", "firedrill refuse DRILL go --why TEXT",
                            Verb::refuse));
        sub =
            person_command("confirm", "Confirm what was done by hand, or that a held step happened",
                           "firedrill confirm DRILL smoke --at 18:04:30", Verb::confirm);
        step(sub);
        sub->add_option("--at", say_.at, "When it happened, if earlier")->type_name("TIME");
        sub = person_command("choose", "Choose an option of a decision",
                             "firedrill choose DRILL postpone later", Verb::choose);
        sub->add_option("STEP", say_.step)->required();
        sub->add_option("OPTION", say_.option)->required();
        sub->add_option("--why", say_.why, "Reason, for the report");
        sub = person_command("note", "Write something into the drill's log",
                             "firedrill note DRILL \"phone line 2 was busy\"", Verb::note);
        sub->add_option("TEXT", say_.why)->required();
    }

    /// [DRILL] where only one word is needed.
    CLI::App* steering_command(const char* name, const char* what, const char* example,
                               control::Verb verb) {
        CLI::App* sub = command(name, what, example, [this, verb] {
            say_.verb = verb;
            return say_something(global_, say_);
        });
        sub->add_option("--as", say_.person, "Who you are, as in people.yaml")->type_name("PERSON");
        return sub;
    }

    void add_steering_commands() {
        using control::Verb;
        const auto of_drill = [this](CLI::App* sub) {
            sub->add_option("DRILL", say_.drill, "Default: the one that runs");
            sub->add_option("--why", say_.why, "Reason, for the report");
        };
        const auto of_step = [this](CLI::App* sub) -> CLI::Option* {
            sub->add_option("STEP", say_.where,
                            "The step; before it the drill, if not the one that runs")
                ->type_name("[DRILL] STEP")
                ->expected(1, 2)
                ->required();
            return sub->add_option("--why", say_.why, "Reason, for the report");
        };
        of_drill(steering_command("pause", "Let nothing new begin; what is under way ends normally",
                                  "firedrill pause --why \"market message\"", Verb::pause));
        of_drill(
            steering_command("continue", "Go on after a pause", "firedrill continue", Verb::go_on));
        of_step(steering_command(
                    "skip", "Leave a step out that has not begun, waits for a person or is held",
                    "firedrill skip smoke --why \"done by hand yesterday\"", Verb::skip))
            ->required();
        CLI::App* sub = steering_command(
            "retry", "Another attempt of a step that is held",
            "firedrill retry promote --did-not-happen --why \"looked\"", Verb::retry);
        of_step(sub);
        sub->add_flag("--did-not-happen", say_.did_not_happen,
                      "You know that the attempts before had no effect");
    }

    void add_report_command() {
        CLI::App* sub = command("report", "The report of a drill",
                                "firedrill report --format md --lang both -o drill.md",
                                [this] { return cli::report(global_, report_); });
        sub->add_option("DRILL", report_.drill, "Default: the last one");
        sub->add_option("--format", report_.format, "html, md or json")
            ->check(CLI::IsMember({"html", "md", "json"}));
        sub->add_option("--lang", report_.languages, "zh, en or both (default: the workspace's)")
            ->check(CLI::IsMember({"zh", "en", "both"}));
        sub->add_option("-o", report_.output, "File; - is standard output")->type_name("PATH");
        sub->add_flag("--series", report_.series, "What the drills of a run --times show together");
    }

    void add_agent_commands() {
        CLI::App* group = app_.add_subcommand("agent", "Agents and probes on the hosts");
        group->require_subcommand(1);
        group->footer(
            "Examples:\n"
            "  firedrill agent list             who is needed where\n"
            "  firedrill agent install db1      through ssh; then: firedrill agent ping db1\n"
            "  firedrill agent enrol db1        where nobody may come in; see firedrill gate\n");
        command(*group, "list", "Which programs the workspace needs where", "firedrill agent list",
                [this] { return agent_list(global_); });
        CLI::App* ping = command(*group, "ping", "Whether they answer", "firedrill agent ping db1",
                                 [this] { return agent_ping(global_, agent_); });
        ping->add_option("HOST", agent_.hosts, "Default: all");
        add_install_commands(*group, *ping);
        add_dial_in_commands(*group);
    }

    /// For hosts that ssh reaches.
    void add_install_commands(CLI::App& group, CLI::App& ping) {
        CLI::App* install = command(
            group, "install", "Put agent (and probe) on a host that ssh reaches, and start them",
            "firedrill agent install db1 db2 --policy db.yaml --account firedrill",
            [this] { return agent_install(global_, agent_); });
        install->add_flag("--probe", agent_.probe, "The probe too, where no scenario needs it yet");
        install->add_option("--policy", agent_.policy, "What the hosts allow; it is root's there")
            ->type_name("FILE");
        install->add_option("--policy-at", agent_.policy_at, "Where it is there")
            ->capture_default_str()
            ->type_name("PATH");
        install
            ->add_option("--account", agent_.account,
                         "The agent's, made if it is absent; a helper keeps root for what the "
                         "policy allows")
            ->type_name("NAME")
            ->needs("--policy");
        CLI::App* remove =
            command(group, "remove", "Stop them and take them away, with all that they kept",
                    "firedrill agent remove db1", [this] { return agent_remove(global_, agent_); });
        for (CLI::App* sub : {install, remove}) {
            sub->add_option("HOST", agent_.hosts)->required();
            sub->add_flag("--yes", agent_.yes, "Do not ask");
        }
        for (CLI::App* sub : {&ping, install})
            sub->add_flag("--accept-new-host-key", agent_.accept_new_host,
                          "Believe a host that known_hosts does not have, and write it down");
    }

    /// For hosts that dial in.
    void add_dial_in_commands(CLI::App& group) {
        CLI::App* enrol =
            command(group, "enrol", "What to type on a host that dials in, to be let in",
                    "firedrill agent enrol db1 --head 10.0.9.5:7461",
                    [this] { return agent_enrol(global_, enrol_); });
        enrol->add_option("HOST", enrol_.host)->required();
        enrol->add_option("--head", enrol_.head, "Where the host finds the gate")
            ->type_name("ADDRESS:PORT");
        CLI::App* revoke = command(
            group, "revoke", "Let a host dial in no more, at once: its key may be in other hands",
            "firedrill agent revoke db1", [this] { return agent_revoke(global_, agent_); });
        revoke->add_option("HOST", agent_.hosts)->required();
        CLI::App* open = command("gate", "Let agents dial in, until it is ended (via: tls)",
                                 "firedrill gate --listen 10.0.9.5:7461",
                                 [this] { return cli::gate(global_, gate_); });
        open->add_option("--listen", gate_.listen, "Default: as firedrill.yaml says")
            ->type_name("ADDRESS:PORT");
    }

    void add_key_commands() {
        CLI::App* group = app_.add_subcommand("key", "Keys and signatures of approvers");
        group->require_subcommand(1);
        group->footer(
            "Examples:\n"
            "  firedrill key new --out cio              on the approver's own machine\n"
            "  firedrill plan primary-loss --json > plan.json    on the orchestrator\n"
            "  firedrill key sign plan.json --key cio --as cio   shows what is signed\n");
        CLI::App* sub =
            command(*group, "new", "A new key: private, and public (.pub)",
                    "firedrill key new --out cio", [this] { return key_new(global_, key_file_); });
        sub->add_option("--out", key_file_, "File of the private key")
            ->type_name("FILE")
            ->required();
        sub = command(*group, "show", "The public key of a file", "firedrill key show cio.pub",
                      [this] { return key_show(global_, key_file_); });
        sub->add_option("FILE", key_file_)->required();
        sub = command(*group, "sign", "Sign a plan, so that one drill of it may begin",
                      "firedrill key sign plan.json --key cio --as cio --valid 8h",
                      [this] { return key_sign(global_, sign_); });
        sub->add_option("PLAN", sign_.plan, "What firedrill plan SCENARIO --json wrote")
            ->required();
        sub->add_option("--key", sign_.key, "Your private key")->type_name("FILE")->required();
        sub->add_option("--as", sign_.person, "Who you are, as in people.yaml")
            ->type_name("PERSON")
            ->required();
        sub->add_option("--from", sign_.from, "From when it counts (default: now)")
            ->type_name("TIME");
        sub->add_option("--valid", sign_.valid, "How long it counts (default: 24h)")
            ->type_name("DURATION");
        sub->add_option("--drill", sign_.drill, "For this drill only");
        sub->add_option("--step", sign_.step, "Approve this step of it, not the plan");
        sub->add_option("-o", sign_.output, "File")->type_name("PATH");
        sub->add_flag("--yes", sign_.yes, "Sign without asking");
    }

    CLI::App app_;
    Global global_;
    std::string language_;
    InitOptions init_;
    bool live_ = false;  // the default, for those who want to say it
    PlanOptions plan_;
    RunOptions run_;
    std::string drill_;
    AbortOptions abort_;
    StopAllOptions stop_all_;
    ResumeOptions resume_;
    RecoverOptions recover_;
    SayOptions say_;
    ReportOptions report_;
    CalibrateOptions calibrate_;
    AgentOptions agent_;
    EnrolOptions enrol_;
    GateOptions gate_;
    std::string key_file_;
    SignOptions sign_;
    std::function<int()> chosen_;
};

}  // namespace

int run_app(int argc, char** argv) {
    return App().run(argc, argv);
}

}  // namespace firedrill::cli
