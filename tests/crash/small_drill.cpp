#include "tests/crash/small_drill.hpp"

#include "tests/crash/stage.hpp"

namespace firedrill::crash {

using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// Builds the plan step by step, in order; each needs the one before.
class Writer {
public:
    Writer(std::filesystem::path root, std::filesystem::path trace)
        : root_(std::move(root)), trace_(std::move(trace)) {}

    plan::Step& add(plan::Phase phase, const std::string& id, const std::string& host,
                    plan::Action action) {
        plan::Step step;
        step.id = step.group = id;
        step.phase = phase;
        step.host = host;
        step.action = std::move(action);
        if (!steps.empty() && steps.back().phase == phase) step.needs = {steps.back().id};
        step.timeout = seconds(20);
        step.retries = 3;
        step.retry_delay = milliseconds(10);
        return steps.emplace_back(std::move(step));
    }
    /// A step whose effect shows in the trace and can be looked for.
    plan::Step& effect(plan::Phase phase, const std::string& id, const std::string& host) {
        auto& step = add(phase, id, host, plan::Run{.argv = note(id)});
        step.check = is_noted(id);
        step.undo = {plan::Run{.argv = note("un" + id)}};
        return step;
    }
    std::vector<std::string> note(const std::string& what) const {
        return {"/bin/sh", (root_ / "note").string(), trace_.string(), what};
    }
    std::string words(const std::string& what) const {
        return "/bin/sh " + (root_ / "note").string() + " " + trace_.string() + " " + what;
    }
    static plan::Run looks(const std::string& text) {
        return {.argv = {"/bin/sh", "-c", text}, .reads_only = true};
    }
    plan::Run is_noted(const std::string& id) const {
        return looks("grep -qx " + id + " " + trace());
    }
    std::string trace() const { return trace_.string(); }
    std::string pidfile() const { return (root_ / "service.pid").string(); }

    std::vector<plan::Step> steps;

private:
    std::filesystem::path root_, trace_;
};

plan::Step& ask(Writer& to, plan::Phase phase, const std::string& id, plan::Action action) {
    auto& step = to.add(phase, id, "", std::move(action));
    step.performer = plan::Performer::person;
    step.retries = 0;
    return step;
}

void break_it(Writer& to, milliseconds lease) {
    using plan::Phase;
    to.add(Phase::prepare, "look-1", "h1", Writer::looks("test -s " + to.pidfile()));
    to.add(Phase::prepare, "look-2", "h2", Writer::looks("true"));
    to.effect(Phase::prepare, "ready-1", "h1");
    to.effect(Phase::prepare, "ready-2", "h2");
    auto& pause = to.add(
        Phase::disrupt, "pause", "h1",
        plan::Fault{.kind = "process.pause", .with = {{"pidfile", to.pidfile()}}, .lease = lease});
    pause.check = Writer::looks("grep -q '^State:.*T' /proc/$(cat " + to.pidfile() + ")/status");
    pause.undo = {plan::Revert{
        .fault = "pause", .kind = "process.pause", .with = {{"pidfile", to.pidfile()}}}};
    pause.mark = plan::Mark::disrupted;
    to.effect(Phase::detect, "hold", "h2").mark = plan::Mark::detected;
    auto& go = ask(to, Phase::declare, "go",
                   plan::Approve{.role = "leaders", .subject = "plan", .members = {"cio"}});
    go.mark = plan::Mark::approved;
}

void fail_over(Writer& to) {
    using plan::Phase;
    const plan::Parameters with{{"stop", to.words("stop")}, {"start", to.words("start")}};
    auto& stop = to.add(Phase::failover, "stop", "h1",
                        plan::Fault{.kind = "service.stop", .with = with, .lease = seconds(5)});
    stop.undo = {plan::Revert{.fault = "stop", .kind = "service.stop", .with = with}};
    stop.check = to.is_noted("stop");
    to.effect(Phase::failover, "fence", "h1");
    to.effect(Phase::failover, "flaky", "h2").check =
        Writer::looks("test $(grep -cx flaky " + to.trace() + ") -ge 2");
    auto& promote = to.effect(Phase::failover, "promote", "h2");
    promote.point_of_no_return = true;
    promote.mark = plan::Mark::promoted;
    to.effect(Phase::failover, "route", "h2").mark = plan::Mark::reconnected;
    to.effect(Phase::verify, "compare", "h1");
    to.effect(Phase::verify, "business", "h2").mark = plan::Mark::business_verified;
}

void mend_it(Writer& to) {
    using plan::Phase;
    auto& rebuild = to.effect(Phase::failback, "rebuild", "h1");
    rebuild.resolves = "stop";
    auto& go_on = to.add(Phase::failback, "go-on", "h1",
                         Writer::looks("kill -CONT $(cat " + to.pidfile() + ")"));
    std::get<plan::Run>(go_on.action).reads_only = false;
    go_on.resolves = "pause";
    go_on.idempotent = true;
    to.effect(Phase::failback, "back-1", "h1");
    to.effect(Phase::failback, "back-2", "h2");
    ask(to, Phase::reinstate, "fit",
        plan::Manual{.text = {.en = "fit for tomorrow", .zh = "fit"}, .assignee = "cio"});
    to.effect(Phase::reinstate, "last-1", "h1");
    to.effect(Phase::reinstate, "last-2", "h2");
}

}  // namespace

const char* const note_program =
    // in a child, as many scripts do: it does not die with its parent
    "if [ $2 = hold ]; then\n"
    "  /bin/sh -c 'while [ ! -e $0.go ]; do sleep 0.02; done; echo hold >> $0' $1; exit\n"
    "fi\n"
    "while [ -e $1.not-$2 ]; do sleep 0.02; done\n"
    "echo $2 >> $1\n"
    "if [ $2 = flaky ]; then test $(grep -cx flaky $1) -ge 2; fi\n";

plan::Plan small_drill(const std::filesystem::path& root, const std::filesystem::path& trace,
                       milliseconds lease) {
    Writer to(root, trace);
    break_it(to, lease);
    fail_over(to);
    mend_it(to);
    auto plan = plan_of(std::move(to.steps), {"h1", "h2"});
    plan.guards.auto_revert_after = lease;
    plan.people = {{.id = "cio"}};
    plan.roles = {{.id = "leaders", .members = {"cio"}}};
    return plan;
}

std::map<std::string, int> all_effects() {
    return {{"ready-1", 1}, {"ready-2", 1}, {"hold", 1},   {"stop", 1},     {"fence", 1},
            {"flaky", 2},   {"promote", 1}, {"route", 1},  {"business", 1}, {"rebuild", 1},
            {"back-1", 1},  {"back-2", 1},  {"last-1", 1}, {"last-2", 1},   {"compare", 1}};
}

}  // namespace firedrill::crash
