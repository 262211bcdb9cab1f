// The main site is lost, through ssh, in the two-site lab: the whole isolation drill, and the same
// with an orchestrator that dies half-way, and one whose store is lost as well.
#include "tests/lab/site_loss.hpp"

#include <regex>

using namespace firedrill;
using namespace firedrill::test;

namespace {

bool says(const Ended& ended, const std::string& what) {
    return ended.output.find(what) != std::string::npos;
}

/// The report counts it, and everything is as it was.
void check_good_end(const SiteLoss& drill) {
    const Ended report = drill.firedrill({"report", "--format", "json", "-o", "-"});
    INFO(report.output);
    CHECK(report.exit == 0);
    CHECK(says(report, R"("ending":"completed")"));
    CHECK(drill.in_recovery("db1") == "f");
    CHECK(drill.in_recovery("db2") == "t");
    CHECK(drill.lab().sql("client", "select inet_server_addr()") == TwoSiteLab::service);
}

/// What a line of progress says of a step: when it was over by the orchestrator's clock, in seconds
/// of the day, and how long it took.
struct Told {
    double at = 0;
    double took = 0;
};

Told told_of(const std::string& output, const std::string& step) {
    const std::regex line(R"((\d+):(\d+):([\d.]+)  )" + step + R"(.* done  ([\d.]+) s)");
    std::smatch found;
    REQUIRE(std::regex_search(output, found, line));
    return {.at = std::stod(found[1]) * 3600 + std::stod(found[2]) * 60 + std::stod(found[3]),
            .took = std::stod(found[4])};
}

struct Rto {
    double lo = 0;
    double hi = 0;
};

Rto rto_of(const std::string& output) {
    const std::regex row(R"(RTO .* T0-T11 +([\d.]+) \.\. ([\d.]+) s)");
    std::smatch found;
    REQUIRE(std::regex_search(output, found, row));
    return {.lo = std::stod(found[1]), .hi = std::stod(found[2])};
}

}  // namespace

TEST_CASE("the main site is lost: fenced, promoted, measured, healed, and everything as it was") {
    if (!TwoSiteLab::is_possible()) return;
    // given
    SiteLoss drill;
    const Ended ping = drill.firedrill({"--lang", "en", "agent", "ping"});
    INFO(ping.output);
    REQUIRE(ping.exit == 0);
    // when
    const Ended ran = drill.firedrill({"--lang", "en", "run", "site-loss", "--yes", "--plain"});
    // then: an asynchronous standby may honestly lose a write, and a probe that this machine kept
    // waiting may honestly leave a target undecided
    INFO(ran.output);
    CHECK((ran.exit <= 1 || (ran.exit == 2 && says(ran, "inconclusive"))));
    CHECK(says(ran, "baseline reached"));
    CHECK(says(ran, "T0-T11"));
    check_good_end(drill);
}

TEST_CASE("an abort when the old primary is fenced and nobody was promoted leaves it serving") {
    if (!TwoSiteLab::is_possible()) return;
    // given
    SiteLoss drill;
    drill.wait_after_fence();
    drill.start();
    drill.wait_for("fence                      db1  done");
    CHECK(drill.in_recovery("db1") == "");
    // when
    const Ended aborted = drill.firedrill({"--lang", "en", "abort", "--why", "try"});
    // then
    INFO(aborted.output << drill.said());
    CHECK(aborted.exit == 3);
    CHECK(drill.in_recovery("db1") == "f");
    CHECK(drill.in_recovery("db2") == "t");
    CHECK(drill.lab().sql("client", "select inet_server_addr()") == TwoSiteLab::service);
}

TEST_CASE("every host dials in, and the orchestrator dies when the standby was promoted") {
    if (!TwoSiteLab::is_possible()) return;
    // given
    SiteLoss drill;
    drill.dial_in();
    const Ended ping = drill.firedrill({"--lang", "en", "agent", "ping"});
    INFO(ping.output);
    REQUIRE(ping.exit == 0);
    drill.start();
    drill.wait_for("promote/promote");
    // when
    drill.end_orchestrator();
    const Ended resumed = drill.firedrill({"--lang", "en", "resume", "--plain"});
    // then it ends as well over TLS as it does over ssh
    INFO(resumed.output);
    CHECK(resumed.exit <= 2);
    CHECK(says(resumed, "completed"));
    check_good_end(drill);
}

TEST_CASE("clocks that are seconds apart move no figure") {
    if (!TwoSiteLab::is_possible()) return;
    // given the fault's clock is ahead of the orchestrator's and the probe's behind it: a recovery
    // time that forgets this is ten seconds too short
    SiteLoss drill;
    drill.dial_in({{"db1", 5}, {"client1", -5}, {"db2", 3}});
    CHECK(drill.monotonic_offset("db1") == "5");
    CHECK(drill.monotonic_offset("client1") == "-5");
    // when
    const Ended ran = drill.firedrill({"--lang", "en", "run", "site-loss", "--yes", "--plain"});
    // then the clock that printed the lines agrees, as far as lines can
    INFO(ran.output);
    CHECK(ran.exit <= 2);
    const Told cut = told_of(ran.output, "disrupt    cut ");
    const Told verified = told_of(ran.output, "failover   business/order/remove");
    const Rto rto = rto_of(ran.output);
    CHECK(rto.hi >= verified.at - cut.at - 0.5);
    CHECK(rto.lo <= verified.at - cut.at + cut.took + 0.5);
    check_good_end(drill);
}

TEST_CASE("the orchestrator is cut off in the middle of a failover: the probe measures on") {
    if (!TwoSiteLab::is_possible()) return;
    // given
    SiteLoss drill;
    drill.watch_nothing();
    drill.start();
    drill.wait_for("fence                      db1  done");
    // when
    drill.lab().must({"link", "orch-wan", "cut"});
    drill.wait_for("contact to client1 LOST");
    drill.lab().must({"link", "orch-wan", "heal"});
    // then no step begins twice, and no second of the outage is missing
    const int exit = drill.exit_code();
    const std::string said = drill.said();
    INFO(said);
    CHECK(exit <= 2);
    CHECK(said.find("T0-T11") != std::string::npos);
    const Rto rto = rto_of(said);
    CHECK(rto.hi - rto.lo < 2);
    check_good_end(drill);
}

TEST_CASE("orchestrator and store are lost while the site is cut off: the agents know enough") {
    if (!TwoSiteLab::is_possible()) return;
    // given
    SiteLoss drill;
    const Ended installed = drill.install_agents();
    INFO(installed.output);
    REQUIRE(installed.exit == 0);
    drill.start();
    drill.wait_for("noticed");
    // when
    drill.end_orchestrator();
    drill.lose_store();
    const Ended listed = drill.firedrill({"--lang", "en", "recover", "--list"});
    const Ended recovered = drill.firedrill({"--lang", "en", "recover"});
    // then nothing is left cut off, and there is one primary
    INFO(listed.output << recovered.output);
    CHECK(says(listed, "site-loss"));
    CHECK(recovered.exit == 3);  // aborted
    CHECK(drill.lab().lab({"exec", "db1", "nft", "list", "tables"}).output.find("firedrill") ==
          std::string::npos);
    CHECK(drill.in_recovery("db2") == "t");
    CHECK(drill.lab().connect_time("db2", TwoSiteLab::db1, 22, std::chrono::seconds(2)) <
          std::chrono::seconds(2));
}
