#include "tests/crash/isolation_stage.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <optional>

namespace firedrill::crash {

using test::TwoSites;
using namespace std::chrono_literals;

namespace {

constexpr const char* programs = "/usr/lib/postgresql/15/bin/";

void open_to_both_sites(const test::PostgresServer& server) {
    std::ofstream(server.data() + "/pg_hba.conf", std::ios::app)
        << "host all all 10.77.1.0/24 trust\nhost replication all 10.77.1.0/24 trust\n";
}

plan::Run shell(const std::string& text) {
    return {.argv = {"/bin/sh", "-c", text}};
}

std::string psql(const std::string& host, int port, const std::string& sql) {
    return fmt::format(
        "PGCONNECT_TIMEOUT=1 psql -XAtq -h {} -p {} -U postgres -d postgres -c \"{}\"", host, port,
        sql);
}

/// As the owner of the servers, whoever runs the agent.
std::string as_server(const std::string& text) {
    return "setpriv --reuid=postgres --regid=postgres --init-groups sh -eu -c '" + text + "'";
}

class Writer {
public:
    plan::Step& add(plan::Phase phase, const std::string& id, const std::string& host,
                    plan::Action action) {
        plan::Step step;
        step.id = step.group = id;
        step.phase = phase;
        step.host = host;
        step.action = std::move(action);
        if (!steps.empty() && steps.back().phase == phase) step.needs = {steps.back().id};
        step.timeout = 60s;
        return steps.emplace_back(std::move(step));
    }
    std::vector<plan::Step> steps;
};

void wait_until(plan::Step& step) {
    step.poll = true;
    step.retry_delay = 100ms;
    std::get<plan::Run>(step.action).reads_only = true;
}

plan::Parameters all_of_backup() {
    return {{"peers", std::string(TwoSites::backup) + " " + TwoSites::backup_v6}};
}

void fail_over(Writer& to, const Isolation& at, Nanos lease, const std::string& go) {
    using plan::Phase;
    const plan::Parameters peers = all_of_backup();
    auto& cut = to.add(Phase::disrupt, "cut", "h1",
                       plan::Fault{.kind = "network.partition", .with = peers, .lease = lease});
    cut.undo = {plan::Revert{.fault = "cut", .kind = "network.partition", .with = peers}};
    cut.mark = plan::Mark::disrupted;
    wait_until(to.add(Phase::detect, "noticed", "h2",
                      shell("! " + psql(TwoSites::main, at.primary.port(), "select 1"))));
    wait_until(to.add(Phase::detect, "hold", "h2", shell("test -e " + go)));
    const plan::Parameters data{{"data", at.primary.data()}};
    auto& fence =
        to.add(Phase::failover, "fence", "h1", plan::Fence{.kind = "postgresql", .with = data});
    fence.undo = {plan::Release{.fence = "fence", .kind = "postgresql", .with = data}};
    auto& promote =
        to.add(Phase::failover, "promote", "h2",
               shell(psql("127.0.0.1", at.standby.port(), "select pg_promote(true, 30)")));
    promote.expect.output = "t";
    promote.point_of_no_return = true;
    promote.mark = plan::Mark::promoted;
    auto& writes =
        to.add(Phase::verify, "writes", "h2",
               shell(psql("127.0.0.1", at.standby.port(), "create table after_promotion ()")));
    writes.mark = plan::Mark::business_verified;
}

void fail_back(Writer& to, const Isolation& at, const std::string& back) {
    using plan::Phase;
    wait_until(to.add(Phase::operate, "operate", "h2", shell("test -e " + back)));
    auto& heal =
        to.add(Phase::failback, "heal", "h1",
               plan::Revert{.fault = "cut", .kind = "network.partition", .with = all_of_backup()});
    heal.resolves = "cut";
    const std::string source =
        fmt::format("host={} port={} user=postgres", TwoSites::backup, at.standby.port());
    to.add(Phase::failback, "rebuild", "h1",
           shell(as_server(fmt::format(
               "cd {0}; rm -f standby.signal; "
               "{1}pg_rewind -D {0} --no-sync --source-server=\"{2} dbname=postgres\"; "
               "touch standby.signal; echo \"port = {3}\" >>postgresql.conf; "
               "echo \"primary_conninfo = \\\"{2}\\\"\" | tr \"\\\"\" \"\\047\" >>postgresql.conf",
               at.primary.data(), programs, source, at.primary.port()))));
    to.add(Phase::failback, "unfence", "h1",
           plan::Release{
               .fence = "fence", .kind = "postgresql", .with = {{"data", at.primary.data()}}});
    to.add(Phase::failback, "follow", "h1",
           shell(as_server(fmt::format("{}pg_ctl -D {} -l {}/log -w start >/dev/null", programs,
                                       at.primary.data(), at.primary.data()))));
    auto& streams = to.add(
        Phase::reinstate, "streams", "h2",
        shell(psql("127.0.0.1", at.standby.port(), "select count(*) from pg_stat_replication")));
    streams.expect.output = "1";
    wait_until(streams);
}

std::string own_program() {
    return std::filesystem::read_symlink("/proc/self/exe").string();
}

}  // namespace

Isolation::Isolation(std::chrono::milliseconds lease)
    : inside_(sites_.at_main()),
      primary({{"listen_addresses", "*"}}),
      standby({{"listen_addresses", "*"}}),
      h1("h1", place_.path()),
      h2("h2", place_.path()),
      lease_(lease) {
    open_to_both_sites(primary);
    open_to_both_sites(standby);
    primary.start();
    h1.start();
    {
        const auto there = sites_.at_backup();
        standby.follow(primary);
        standby.set("primary_conninfo",
                    fmt::format("host={} port={} user=postgres", TwoSites::main, primary.port()));
        standby.start();
        h2.start();
    }
    REQUIRE(test::eventually([&] {
        return primary.value("select count(*) from pg_stat_replication where state = 'streaming'",
                             "postgres") == "1";
    }));
    (void)journal::create_store(store()).value();
}

Isolation::~Isolation() {
    end_rebuilt();
}

plan::Plan Isolation::plan() const {
    Writer to;
    fail_over(to, *this, lease_, go());
    fail_back(to, *this, back());
    auto plan = plan_of(std::move(to.steps), {"h1", "h2"});
    plan.guards.auto_revert_after = lease_;
    for (auto& host : plan.hosts) host.socket = host.id == "h1" ? h1.socket() : h2.socket();
    return plan;
}

void Isolation::let_promote() const {
    std::ofstream(go()) << "";
}

void Isolation::let_go() const {
    let_promote();
    std::ofstream(back()) << "";
}

bool Isolation::holds() const {
    for (const auto& record : records())
        if (const auto* intended = std::get_if<drill::AttemptIntended>(&record.event);
            intended != nullptr && intended->key.step == "hold")
            return true;
    return false;
}

pid_t Isolation::orchestrator(const std::string& verb) const {
    const auto file = place_.path() / "plan";
    std::ofstream(file, std::ios::binary) << plan::canonical_bytes(plan());
    return test::start_program({"/usr/bin/env", "DRILL_STORE=" + store().string(),
                                "DRILL_VERB=" + verb, std::string("DRILL_ID=") + drill,
                                "DRILL_PLAN=" + file.string(), own_program(), "crash orchestrator"},
                               {.output = (place_.path() / "out").string()});
}

std::vector<drill::Record> Isolation::records() const {
    const auto log = journal::read_drill(journal::create_store(store()).value(), drill);
    return log ? log->records : std::vector<drill::Record>{};
}

bool Isolation::is_reached() const {
    const auto there = sites_.at_backup();
    return test::reaches(TwoSites::main, primary.port());
}

bool Isolation::standby_is_primary() const {
    const auto there = sites_.at_backup();
    return standby.value("select pg_is_in_recovery()", "postgres") == "f";
}

std::string Isolation::tables() const {
    return test::run_program({"/usr/sbin/nft", "list", "tables"}).output;
}

void Isolation::start_h2() {
    const auto there = sites_.at_backup();
    h2.start();
}

void Isolation::reboot_main() {
    h1.kill();
    primary.kill();
    sites_.reboot_main();
    sites_.go_to_main();
    primary.start();
}

void Isolation::end_rebuilt() const {
    if (std::filesystem::exists(primary.data() + "/postmaster.pid") && !primary.running())
        (void)test::run_program(
            {std::string(programs) + "pg_ctl", "-D", primary.data(), "-m", "immediate", "stop"},
            {.user = test::server_account()});
}

}  // namespace firedrill::crash
