// People and signals: Ctrl-C before and after the point of no return, kill -9 of the orchestrator,
// and what others say to a drill that waits.
#include "tests/support/postgres.hpp"
#include "tests/truth/stage.hpp"

#include <signal.h>
#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::test;

namespace {

const std::string file = "scenarios/primary-loss.yaml";

void hold_after(const Workplace& work, const std::string& phase_that_follows) {
    work.edit(file, "  " + phase_that_follows + ":\n",
              "    - {id: think, hold_service: 25s, expect: {probe: client, success: 0%}}\n  " +
                  phase_that_follows + ":\n");
}

/// After the point of no return nothing was undone, and the way back is offered.
void check_kept(const Stage& stage, const Ended& ended) {
    const auto report = stage.work.report();
    CHECK(ended.exit == 4);
    CHECK(report.at("exit_code").as_int64() == 4);
    CHECK(report.at("past_point_of_no_return").as_bool());
    CHECK(report.at("outstanding").as_array().size() == 1);
    CHECK(report.at("fences").as_array().size() == 1);
    CHECK(contains(ended.output, "resume"));
    CHECK(contains(ended.output, "--from failback"));
    CHECK(stage.role("db2") == "primary");
    CHECK(stage.role("db1") == "down");
}

void check_back(const Stage& stage, const Ended& ended) {
    CHECK((ended.exit == 0 || ended.exit == 1 || ended.exit == 2));
    const auto report = stage.work.report();
    CHECK(report.at("ending").as_string() == "completed");
    CHECK(report.at("outstanding").as_array().empty());
    CHECK(report.at("fences").as_array().empty());
    CHECK(report.at("failback").at("rto").as_object().contains("lo"));
    CHECK(stage.as_in_the_beginning());
    CHECK(eventually([&] { return stage.work.resident_processes().empty(); }));
}

/// Started on a terminal, where the start is confirmed by typing yes and nothing is waived.
std::unique_ptr<Running> start_on_terminal(const Stage& stage) {
    const std::string command = DRILL_BINARY_DIR "/firedrill -C " + stage.work.directory() +
                                " --lang en run primary-loss --plain";
    return std::make_unique<Running>(
        std::vector<std::string>{"/bin/bash", "-c",
                                 "echo yes | script -qefc '" + command + "' /dev/null"},
        stage.work.directory() + "/output-terminal");
}

}  // namespace

TEST_CASE("Ctrl-C before the point of no return asks once, then undoes everything") {
    Stage stage;
    hold_after(stage.work, "declare");
    const auto run = stage.work.start({"run", "primary-loss", "--yes"});
    stage.work.await_step("think", {"running"});

    // when asked once, it goes on
    run->signal(SIGINT);
    REQUIRE(eventually([&] { return contains(run->output(), "Once more"); }));
    CHECK(stage.work.step("think") == "running");
    // when asked again
    run->signal(SIGINT);
    const Ended ended = run->wait();

    // then
    INFO(ended.output);
    CHECK(ended.exit == 3);
    CHECK(contains(ended.output, "ABORT"));
    const auto report = stage.work.report();
    CHECK(report.at("outstanding").as_array().empty());
    CHECK_FALSE(report.at("past_point_of_no_return").as_bool());
    CHECK(stage.as_in_the_beginning());
    CHECK(eventually([&] { return stage.work.resident_processes().empty(); }));
}

TEST_CASE("SIGTERM after the point of no return keeps everything, until resume --from failback") {
    Stage stage;
    hold_after(stage.work, "failback");
    const auto run = stage.work.start({"run", "primary-loss", "--yes"});
    stage.work.await_step("think", {"running"});

    // when
    run->signal(SIGTERM);
    const Ended ended = run->wait();

    // then
    INFO(ended.output);
    check_kept(stage, ended);
    const Ended again = stage.work.firedrill({"resume", "--from", "failback"});
    INFO(again.output);
    check_back(stage, again);
}

TEST_CASE("kill -9 of the orchestrator: resume finishes the drill with its figures") {
    Stage stage;
    const auto run = stage.work.start({"run", "primary-loss", "--yes"});
    stage.work.await_step("promote/promote", {"running", "succeeded"});
    run->signal(SIGKILL);
    CHECK(run->wait().exit == 128 + SIGKILL);

    // then status says what is open
    const Ended status = stage.work.firedrill({"status"});
    INFO(status.output);
    CHECK(status.exit == 4);
    CHECK(contains(status.output, "INTERRUPTED"));
    CHECK(contains(status.output, "firedrill resume"));

    // and resume goes on with what is true
    const Ended ended = stage.work.firedrill({"resume"});
    INFO(ended.output);
    const auto report = stage.work.report();
    CHECK(report.at("failover").at("rto").at("lo").as_int64() > 0);
    CHECK(report.at("services").at(0).at("rto").at("measured").as_object().contains("lo"));
    CHECK(report.at("failover").at("loss").as_object().contains("counts"));
    check_back(stage, ended);
}

TEST_CASE("others approve, confirm and abort from another process while the drill waits") {
    Stage stage;
    stage.work.edit(
        file, "{id: business, use: order-check, on: client1, mark: business_verified}",
        "{id: business, manual: {text: Check, assignee: working_group}, mark: business_verified}");
    stage.work.edit(file, "  failback:\n",
                    "    - {id: enough, manual: {text: Enough, assignee: working_group}}\n"
                    "  failback:\n");
    const auto run = start_on_terminal(stage);
    stage.work.await_step("go", {"waiting"});

    // then everybody sees it
    const Ended status = stage.work.firedrill({"status"});
    INFO(status.output);
    CHECK(status.exit == 5);
    CHECK(contains(status.output, "go"));
    const std::string drill(stage.work.status().at("drill").as_string());

    // when
    CHECK(stage.work.firedrill({"approve", drill, "no-such-step", "--as", "cio"}).exit != 0);
    CHECK(stage.work.firedrill({"approve", drill, "go", "--as", "cio"}).exit == 0);
    stage.work.await_step("business", {"waiting"});
    const Ended stranger = stage.work.firedrill({"confirm", drill, "business", "--as", "auditor"});
    CHECK(stranger.exit == 6);
    CHECK(contains(stranger.output, "auditor"));
    CHECK(stage.work.firedrill({"confirm", drill, "business", "--as", "dba.duty"}).exit == 0);
    CHECK(stage.work.firedrill({"note", drill, "the phone was busy"}).exit == 0);
    stage.work.await_step("enough", {"waiting"});
    const Ended aborted = stage.work.firedrill({"abort", drill, "--why", "market opens"});

    // then
    INFO(aborted.output);
    CHECK(aborted.exit == 4);
    CHECK(contains(aborted.output, "Point of no return"));
    const Ended ended = run->wait();
    INFO(ended.output);
    CHECK(contains(ended.output, "market opens"));
    check_kept(stage, ended);
    const auto report = stage.work.report();
    CHECK_FALSE(report.at("approvals_waived").as_bool());
    CHECK(report.at("approvals").as_array().size() >= 2);

    // and the way back is taken
    const Ended again = stage.work.firedrill({"resume", drill, "--from", "failback"});
    INFO(again.output);
    check_back(stage, again);
}
