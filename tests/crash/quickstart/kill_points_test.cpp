// The quickstart, a real failover of real servers, whose programs die again and again: it is
// resumed each time and ends as if nothing had happened.
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/journal/journal.hpp"
#include "tests/crash/tracing.hpp"
#include "tests/support/postgres.hpp"
#include "tests/truth/stage.hpp"

#include <signal.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <random>

using namespace firedrill;
using namespace firedrill::test;

namespace {

enum class Victim { orchestrator, agent };  ///< the orchestrator dies every time

/// The quickstart under way, and its journal as others read it.
class UnderWay {
public:
    explicit UnderWay(const Stage& stage)
        : stage_(stage), store_{.directory = stage.work.directory() + "/.firedrill"} {
        run_ = stage_.work.start({"run", "primary-loss", "--yes"});
    }
    std::int64_t records() const {
        const auto id = journal::find_drill(store_, "");
        if (!id) return 0;
        const auto last = journal::read_last(store_.journal(*id), journal::stream_of(*id));
        return last ? last->seq : 0;
    }
    /// False if the drill ends before.
    bool await(std::int64_t wanted, const std::string& idle_host) const {
        bool there = false;
        const auto come = [&] {
            there = records() >= wanted && (idle_host.empty() || is_idle(idle_host));
            return there || run_->over();
        };
        return eventually(come, std::chrono::seconds(60)) && there;
    }
    void kill(Victim victim) {
        run_->signal(SIGKILL);
        if (victim == Victim::agent) ::kill(stage_.work.resident("db2", "agent"), SIGKILL);
        CHECK(run_->wait().exit == 128 + SIGKILL);
        run_ = stage_.work.start({"resume"});
    }
    Ended wait() { return run_->wait(std::chrono::seconds(120)); }
    const journal::Store& store() const { return store_; }

private:
    /// Nothing is under way there: a step that died in the middle would be another test's story.
    bool is_idle(const std::string& host) const {
        const auto id = journal::find_drill(store_, "");
        const auto reached = journal::read_state(store_, *id, "none");
        if (!reached) return false;
        const auto& drill = reached->drill;
        return std::ranges::none_of(drill.steps, [&](const auto& entry) {
            return entry.second.under_way && drill::find_step(drill, entry.first)->host == host;
        });
    }
    const Stage& stage_;
    journal::Store store_;
    std::unique_ptr<Running> run_;
};

/// No step was lost, none began twice, and the journal knows of every death.
void check_journal(const UnderWay& drill, int deaths) {
    const auto id = journal::find_drill(drill.store(), "").value();
    const auto log = journal::read_drill(drill.store(), id).value();
    const auto replayed = drill::replay(log.records);
    REQUIRE(replayed.has_value());
    for (const auto& [step, state] : replayed->steps) {
        INFO(step << ": " << state.why);
        CHECK((state.status == drill::StepStatus::succeeded ||
               state.status == drill::StepStatus::skipped));
        CHECK(state.attempt - state.never_seen - state.failures <= 1);
    }
    CHECK(std::ranges::count_if(log.records, [](const drill::Record& record) {
              return std::holds_alternative<drill::OrchestratorRestarted>(record.event);
          }) == deaths);
}

void check_nothing_left(const Stage& stage, const std::set<std::string>& before) {
    CHECK(stage.as_in_the_beginning());
    CHECK(eventually([&] { return stage.work.resident_processes().empty(); }));
    std::vector<std::string> changed;
    CHECK(eventually([&] {
        changed.clear();
        std::ranges::set_symmetric_difference(stage.traces(), before, std::back_inserter(changed));
        return changed.empty();
    }));
    CHECK(changed == std::vector<std::string>{});
    CHECK(stage.ledger("db1", "select count(*) from orders where account = 'DRILL'") == "0\n");
}

void check_report(const json::object& report) {
    CHECK(report.at("ending").as_string() == "completed");
    CHECK(report.at("outstanding").as_array().empty());
    CHECK(report.at("fences").as_array().empty());
    for (const char* outage : {"failover", "failback"}) {
        const auto& row = report.at(outage);
        INFO(row);
        CHECK(row.at("rto").as_object().contains("lo"));
        CHECK(row.at("loss").as_object().contains("counts"));
    }
    for (const auto& service : report.at("services").as_array())
        CHECK_FALSE(service.at("rto").at("verdict").as_string().empty());
    CHECK(report.at("baseline_compared").as_bool());
    for (const auto& difference : report.at("baseline").as_array()) {
        INFO(difference);
        CHECK(difference.at("expected").as_bool());
    }
}

}  // namespace

TEST_CASE("the quickstart drill survives its programs' deaths at ten moments") {
    const auto wanted = crash::points(10, 3);
    std::mt19937 random(20270109);
    Stage stage;
    const auto before = stage.traces();
    UnderWay drill(stage);
    int deaths = 0;
    for (const int n : wanted) {
        // when the journal has come so far
        const auto records = drill.records() + 5 + static_cast<std::int64_t>(random() % 12);
        const Victim victim = n % 5 == 4 || n % 5 == 2 ? Victim::agent : Victim::orchestrator;
        const std::string host = victim == Victim::agent ? "db2" : "";
        if (!drill.await(records, host)) break;
        std::cout << "crash: quickstart, death " << ++deaths << " after record " << drill.records()
                  << (host.empty() ? "" : ", a program on " + host + " as well") << "\n";
        drill.kill(victim);
    }
    CHECK(deaths == static_cast<int>(wanted.size()));
    // then it ends as if nobody had died
    const Ended ended = drill.wait();
    INFO(ended.output);
    CHECK((ended.exit == 0 || ended.exit == 1 || ended.exit == 2));
    check_report(stage.work.report());
    check_journal(drill, deaths);
    check_nothing_left(stage, before);
}
