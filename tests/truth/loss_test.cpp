// Lost writes, key by key: what a drill reports against the test's own reading of the ledger and
// its own dump of the new primary.
#include "orchestrator/cli/outcome.hpp"
#include "tests/truth/stage.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>
#include <utility>

using namespace firedrill;
using namespace firedrill::test;

namespace {

using Key = std::pair<std::int64_t, std::int64_t>;

const std::string file = "scenarios/primary-loss.yaml";

const std::string as_superuser = R"("${{ host.pgbin }}/psql", -XAtq, -h, "${{ host.socket }}", )"
                                 R"(-p, "${{ host.port }}", -U, postgres, -d, postgres)";
const std::string reset_conninfo =
    "{run: [" + as_superuser +
    R"+(, -c, "alter system reset primary_conninfo", -c, "select pg_reload_conf()"]})+";

/// The stream to db2 ends before the primary dies; `meanwhile` happens in between.
void cut_before_kill(const Workplace& work, const std::string& meanwhile) {
    work.edit(
        file, "  disrupt:\n",
        "  disrupt:\n"
        "    - id: cut\n      on: db2\n      run: [" +
            as_superuser +
            ", -c, \"alter system set primary_conninfo = ''\", -c, \"select pg_reload_conf()\"]\n"
            "      undo: " +
            reset_conninfo +
            "\n"
            "    - id: gone\n      on: db2\n      run: [" +
            as_superuser +
            ", -c, \"select count(*) from pg_stat_wal_receiver\"]\n"
            "      until: {output: \"0\"}\n      every: 20ms\n" +
            meanwhile);
    work.edit(
        file, "  failback:\n",
        "  failback:\n    - id: mend\n      on: db2\n      run: [" + as_superuser +
            ", -c, \"alter system reset primary_conninfo\", -c, \"select pg_reload_conf()\"]\n");
}

/// Right after the read-back the test makes a dump of its own.
void dump_after_read_back(const Workplace& work) {
    work.edit(file, "  operate:\n", R"+(    - id: dump
      on: db2
      run:
        - /bin/bash
        - -euc
        - |
          q() { "$1/psql" -XAtq -F, -h "$2" -p "$3" -U postgres -d ledger; }
          echo "select format('select session, sequence from %I.%I;', schemaname, tablename)
              from pg_tables where schemaname = 'firedrill'" | q "$@" | q "$@" >"$4"
        - dump
        - "${{ host.pgbin }}"
        - "${{ host.socket }}"
        - "${{ host.port }}"
        - "${{ host.home }}/dump"

  operate:
)+");
}

std::vector<std::vector<std::string>> fields(const std::string& text) {
    std::vector<std::vector<std::string>> out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        out.emplace_back();
        for (std::string word; std::getline(words, word, ',');) out.back().push_back(word);
    }
    return out;
}

/// Acknowledged without a warning, and answered before `until`.
std::set<Key> acknowledged(const std::string& ledger, std::int64_t until) {
    std::set<Key> out;
    for (const auto& row : fields(ledger))
        if (row.size() == 5 && row[0] == "O" && row[4] == "ack" && std::stoll(row[3]) < until)
            out.emplace(std::stoll(row[1]), std::stoll(row[2]));
    return out;
}

std::set<Key> dumped(const std::string& text) {
    std::set<Key> out;
    for (const auto& row : fields(text))
        if (row.size() == 2) out.emplace(std::stoll(row[0]), std::stoll(row[1]));
    return out;
}

std::int64_t when_read_back(const std::string& rows) {
    return std::stoll(rows.substr(rows.find("taken=") + 6));
}

std::set<Key> reported_lost(const Workplace& work, const std::string& drill) {
    const auto store = journal::create_store(work.directory() + "/.firedrill");
    REQUIRE(store.has_value());
    const auto run = cli::load_run(*store, drill);
    REQUIRE(run.has_value());
    std::set<Key> out;
    for (const auto& write : cli::assess(*store, *run).failover.lost_writes)
        out.emplace(write.session, write.sequence);
    return out;
}

bool has_finding(const json::object& report, const std::string& code) {
    const auto& all = report.at("findings").as_array();
    return std::any_of(all.begin(), all.end(),
                       [&](const auto& one) { return one.at("code").as_string() == code; });
}

std::string rpo_verdict(const json::object& report) {
    return std::string(report.at("services").at(0).at("rpo").at("verdict").as_string());
}

const json::value& counts(const json::object& report) {
    return report.at("failover").at("loss").at("counts");
}

}  // namespace

TEST_CASE("asynchronous, stream cut before the kill: the lost writes are those of the oracle") {
    Stage stage;
    cut_before_kill(
        stage.work,
        "    - {id: meanwhile, hold_service: 1s, expect: {probe: client, success: 50%}}\n");
    dump_after_read_back(stage.work);

    // when
    const Ended ended = stage.work.firedrill({"run", "primary-loss", "--yes"});

    // then
    INFO(ended.output);
    CHECK(ended.exit == 1);
    const auto report = stage.work.report();
    const auto ledger = stage.work.artifact(report, "ledger-client.csv");
    const auto taken = when_read_back(stage.work.artifact(report, "rows-client.csv"));
    const auto here = dumped(read_file(stage.lab.home() + "/db2/dump"));
    std::set<Key> lost;
    for (const Key& key : acknowledged(ledger, taken))
        if (!here.contains(key)) lost.insert(key);
    CHECK(lost.size() >= 100);
    CHECK(reported_lost(stage.work, std::string(report.at("drill").as_string())) == lost);
    CHECK(counts(report).at("lost").as_int64() == static_cast<std::int64_t>(lost.size()));
    CHECK(report.at("failover").at("loss").at("time").at("lo").as_int64() > 1'000'000'000);
    // Each of them took at least a row and a commit in the old primary's log.
    const auto& bytes = report.at("failover").at("loss").at("bytes");
    CHECK(bytes.at("lo").as_int64() > static_cast<std::int64_t>(lost.size()) * 80);
    CHECK(rpo_verdict(report) == "not_met");
    CHECK(has_finding(report, "rpo_not_met_async"));
    CHECK(contains(ended.output, "Lost "));
    CHECK(report.at("ending").as_string() == "completed");
    CHECK(stage.as_in_the_beginning());
}

TEST_CASE("synchronous: no acknowledged write is lost") {
    Stage stage;
    const Ended ended =
        stage.work.firedrill({"run", "primary-loss", "--yes", "--set", "replication=sync"});
    INFO(ended.output);
    const auto report = stage.work.report();
    CHECK((ended.exit == 0 || ended.exit == 2));  // 2: a busy machine made slots late
    CHECK(counts(report).at("lost").as_int64() == 0);
    CHECK(counts(report).at("kept").as_int64() >= 100);
    CHECK(rpo_verdict(report) == "met");
    CHECK(stage.lab.sql("db1", "show synchronous_standby_names").empty());
    CHECK(stage.as_in_the_beginning());
}

TEST_CASE("synchronous with cancelled waits: acknowledged with a warning, and so reported") {
    Stage stage;
    cut_before_kill(stage.work, R"+(    - id: impatient
      on: db1
      run:
        - /bin/bash
        - -euc
        - |
          for i in $(seq 12); do
              "$1/psql" -XAtq -h "$2" -p "$3" -U postgres -d postgres -c "select
                  pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'"
          done
        - impatient
        - "${{ host.pgbin }}"
        - "${{ host.socket }}"
        - "${{ host.port }}"
)+");
    const Ended ended =
        stage.work.firedrill({"run", "primary-loss", "--yes", "--set", "replication=sync"});
    INFO(ended.output);
    const auto report = stage.work.report();
    INFO(counts(report));
    CHECK(counts(report).at("acked_warning").as_int64() >= 4);
    CHECK(counts(report).at("warned_lost").as_int64() >= 4);
    CHECK(counts(report).at("lost").as_int64() == 0);
    CHECK(has_finding(report, "ack_with_warning_lost"));
    CHECK(rpo_verdict(report) != "met");
    CHECK(ended.exit != 0);
    CHECK(report.at("ending").as_string() == "completed");
    CHECK(stage.as_in_the_beginning());
}
