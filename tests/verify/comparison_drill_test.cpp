// A drill that compares the business data of two real servers, from the YAML to the report.
#include "tests/agents/probe/harness.hpp"
#include "tests/support/program.hpp"

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;

namespace {

void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
}

/// Everything but inventory and scenario.
void workspace(const std::string& place) {
    write(place + "/firedrill.yaml", "workspace: books\nenvironment: lab\nlanguage: en\n");
    write(place + "/people.yaml", "people: [{id: ops, title: Operator}]\n");
    write(place + "/catalogue.yaml",
          "services:\n  - {id: books, title: Books, class: real_time, priority: 1, owner: ops, "
          "rto: {target: 30s}}\n");
    std::filesystem::create_directories(place + "/scenarios");
}

std::string inventory(const PostgresServer& here, const PostgresServer& there,
                      const SecretFile& password) {
    const auto connection = [&](const std::string& name, const PostgresServer& server) {
        return "  " + name + ": {kind: postgresql, url: \"" + server.conninfo() +
               "\", password: {secret: {file: " + password.path() + "}}}\n";
    };
    return "sites: [{id: main, kind: primary}]\nhosts:\n"
           "  - {id: client1, site: main, connect: {via: local}}\nconnections:\n" +
           connection("books", here) + connection("copy", there);
}

const char* const scenario_head =
    "scenario: reconcile\ntitle: Books of both places\nother_event: {reason: A test}\n"
    "form: isolated_test\nvariant: unplanned\nservices: [books]\n"
    "drill_risk: {could_go_wrong: nothing, rollback: none}\nphases:\n  verify:\n";
const char* const scenario =
    "    - {id: tables, verify: tables, between: [books, copy], from: client1, "
    "with: {tables: [{table: trades, sums: [amount]}, holidays]}}\n"
    "    - {id: positions, verify: queries, between: [copy, copy], from: client1, with: {queries: "
    "[{id: positions, first: \"SELECT account, amount FROM positions\", second: "
    "\"SELECT account, sum(amount) FROM trades GROUP BY account\"}]}}\n";

Ended firedrill_in(const std::string& place, const std::string& words) {
    return run_program({"/bin/bash", "-c",
                        "timeout 100 " DRILL_BINARY_DIR "/firedrill --lang en -C " + place + " " +
                            words + " </dev/null"});
}

}  // namespace

TEST_CASE("a drill finds three missing trades, one changed, one extra, and says so in its report") {
    // given two servers with the same books
    PostgresServer here, there;
    const SecretFile password("right");
    for (PostgresServer* server : {&here, &there}) {
        server->start();
        server->query(
            "CREATE TABLE trades (id int PRIMARY KEY, account text, amount numeric(12,2)); "
            "INSERT INTO trades SELECT g, 'A' || g % 9, g FROM generate_series(1, 5000) g; "
            "CREATE TABLE holidays AS SELECT date '2026-10-01' AS day; "
            "CREATE TABLE positions AS SELECT account, sum(amount) AS amount FROM trades GROUP BY "
            "account; GRANT SELECT ON ALL TABLES IN SCHEMA public TO app");
    }
    const TempDirectory place;
    workspace(place.path());
    write(place.path() + "/inventory.yaml", inventory(here, there, password));
    write(place.path() + "/scenarios/reconcile.yaml", std::string(scenario_head) + scenario);

    // when they agree
    const Ended agreed = firedrill_in(place.path(), "run reconcile --yes");
    INFO(agreed.output);
    CHECK_THAT(agreed.output, Contains("ended: completed"));
    CHECK_THAT(firedrill_in(place.path(), "report --format md -o -").output,
               Contains("Of 3 data sets that were compared, 3 agree"));

    // when they do not
    there.query(
        "DELETE FROM trades WHERE id IN (11, 4999, 5000); UPDATE trades SET amount = 0 "
        "WHERE id = 300; INSERT INTO trades VALUES (9999, 'A1', 1)");
    const Ended differing = firedrill_in(place.path(), "run reconcile --yes");
    INFO(differing.output);
    CHECK_THAT(differing.output, Contains("3 missing, 1 extra, 1 changed"));
    CHECK(differing.exit == 1);
    // then the report has the table, the finding and masked keys
    const std::string report = firedrill_in(place.path(), "report --format md -o -").output;
    INFO(report);
    CHECK_THAT(report, Contains("Business data compared between two places"));
    CHECK_THAT(report, Contains("5,000 / 4,998"));
    CHECK_THAT(report, Contains("12502500.00 / 12492191.00"));
    CHECK_THAT(report, Contains("trades differs between the two places (step tables): 3 missing"));
    CHECK_THAT(report, Contains("*999"));
    CHECK_THAT(report, Contains("Of 3 data sets that were compared, 1 agree"));
}

TEST_CASE(
    "what a comparison found lost is filled in, compared again, and then counts as made good") {
    // given a copy that lacks two trades
    PostgresServer here, there;
    const SecretFile password("right");
    for (PostgresServer* server : {&here, &there}) {
        server->start();
        server->query(
            "CREATE TABLE trades AS SELECT g AS id, g AS amount FROM "
            "generate_series(1, 100) g; ALTER TABLE trades ADD PRIMARY KEY (id); "
            "GRANT SELECT ON trades TO app");
    }
    there.query("DELETE FROM trades WHERE id IN (17, 18)");
    const TempDirectory place;
    workspace(place.path());
    write(place.path() + "/inventory.yaml", inventory(here, there, password));
    const auto scenario_with = [&](const std::string& filled) {
        write(place.path() + "/scenarios/reconcile.yaml",
              std::string(scenario_head) +
                  "    - {id: trades, verify: tables, between: [books, copy], from: client1, with: "
                  "{tables: [trades]}}\n"
                  "    - {id: backfill, on: client1, when: steps.trades == failed, run: [psql, \"" +
                  there.conninfo("postgres") + "\", -c, \"INSERT INTO trades VALUES " + filled +
                  "\"]}\n"
                  "    - {id: again, verify: tables, between: [books, copy], from: client1, when: "
                  "steps.trades == failed, with: {tables: [trades]}}\n");
    };
    // when one of them is filled in
    scenario_with("(17, 17)");
    const Ended partly = firedrill_in(place.path(), "run reconcile --yes");
    INFO(partly.output);
    // then the residual loss is told, and decides
    CHECK(partly.exit == 1);
    CHECK_THAT(firedrill_in(place.path(), "report --format md -o -").output,
               Contains("trades differs between the two places (step again): 1 missing"));

    // when the other is, too
    scenario_with("(18, 18)");
    const Ended whole = firedrill_in(place.path(), "run reconcile --yes");
    INFO(whole.output);
    // then nothing is lost any more, and what was is not hidden
    CHECK(whole.exit == 2);  // the recovery of the service was not measured
    const std::string report = firedrill_in(place.path(), "report --format md -o -").output;
    INFO(report);
    CHECK_THAT(report, Contains("step again found it equal"));
    CHECK_THAT(report, Contains("Of 1 data sets that were compared, 1 agree"));
    CHECK(report.find("differs between the two places") == std::string::npos);
}

TEST_CASE("a drill compares the files of two hosts, and names what differs and in what") {
    // given the same files at two hosts of this machine
    const TempDirectory place;
    for (const char* site : {"main", "dr"}) {
        const std::string root = place.path() + "/" + site + "/out";
        std::filesystem::create_directories(root + "/2026");
        for (int i = 0; i < 50; ++i)
            write(root + "/2026/settlement-" + std::to_string(i) + ".csv", std::to_string(i));
    }
    write(place.path() + "/firedrill.yaml", "workspace: files\nenvironment: lab\nlanguage: en\n");
    write(place.path() + "/people.yaml", "people: [{id: ops, title: Operator}]\n");
    write(place.path() + "/catalogue.yaml",
          "services:\n  - {id: settlement, title: Settlement, class: real_time, priority: 1, "
          "owner: ops, rto: {target: 30s}}\n");
    write(place.path() + "/inventory.yaml",
          "sites: [{id: main, kind: primary}, {id: dr, kind: same_city}]\nhosts:\n"
          "  - {id: files1, site: main, connect: {via: local}}\n"
          "  - {id: files2, site: dr, connect: {via: local}}\n");
    std::filesystem::create_directories(place.path() + "/scenarios");
    write(place.path() + "/scenarios/files.yaml",
          "scenario: files\ntitle: Files of both places\nother_event: {reason: A test}\n"
          "form: isolated_test\nvariant: unplanned\nservices: [settlement]\n"
          "drill_risk: {could_go_wrong: nothing, rollback: none}\nphases:\n  verify:\n"
          "    - {id: out, verify: files, between: [files1, files2], with: {path: " +
              place.path() + "/main/out, other: " + place.path() + "/dr/out}}\n");

    // when they are the same
    const Ended agreed = firedrill_in(place.path(), "run files --yes");
    INFO(agreed.output);
    CHECK_THAT(agreed.output, Contains("ended: completed"));
    CHECK_THAT(firedrill_in(place.path(), "report --format md -o -").output,
               Contains("Of 1 data sets that were compared, 1 agree"));

    // when one is missing, one more is there, one has another content, one another mode
    const std::string there = place.path() + "/dr/out/2026/settlement-";
    std::filesystem::remove(there + "7.csv");
    write(there + "99.csv", "x");
    write(there + "8.csv", "9");
    std::filesystem::permissions(there + "9.csv", std::filesystem::perms(0600));
    const Ended differing = firedrill_in(place.path(), "run files --yes");
    INFO(differing.output);
    CHECK_THAT(differing.output, Contains("1 missing, 1 extra, 2 changed"));
    CHECK(differing.exit == 1);
    // then the report says in what, and names them
    const std::string report = firedrill_in(place.path(), "report --format md -o -").output;
    INFO(report);
    CHECK_THAT(report, Contains("content 1; mode 1"));
    CHECK_THAT(report, Contains("2026/settlement-7.csv"));
    CHECK_THAT(report, Contains("files1 / files2"));
}
