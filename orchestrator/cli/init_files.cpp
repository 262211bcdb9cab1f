#include "orchestrator/cli/init_files.hpp"

#include "orchestrator/cli/init_scenarios.hpp"

namespace firedrill::cli {

namespace {

constexpr std::string_view settings =
    R"(# A Firedrill workspace. Keep it in git; what drills leave behind goes to .firedrill/.
#
#   firedrill check                 everything that is wrong, with its place
#   firedrill plan SCENARIO         what would happen; touches nothing
#   firedrill run SCENARIO          run it
workspace: my-drills
institution: {en: Example Bank (invented), zh: 示例银行（虚构）}
# lab: agents are started when needed, and --yes answers approvals. test: people are asked.
# production: approvals must be signed.
environment: test
timezone: Asia/Shanghai
language: both          # zh, en or both: messages and reports
store: .firedrill
)";

constexpr std::string_view ignored = ".firedrill/\n";

constexpr std::string_view catalogue =
    R"(# What the institution does, which services that needs, and how soon and how completely each must
# be back. Every target that a report judges comes from here.
businesses:
  - {id: payments, title: {en: Payments, zh: 支付}, importance: 1, needs: [ledger]}

services:
  - id: ledger
    title: {en: Ledger, zh: 账务}
    class: real_time
    priority: 1
    owner: it-ops
    # From the fault until somebody has confirmed that the business works.
    rto: {target: 5m, clock_start: disruption, clock_end: business_verified}
    # No acknowledged write may be lost.
    rpo: {target: 0s, lost: 0}
    mtpd: 30m
    # Back means: 99% of the probes answer in time for 30 s without a break.
    min_service_level: {success: 99%, latency: 250ms, for: 30s}
)";

constexpr std::string_view risks =
    R"(# The risk register: a drill rehearses a risk. Likelihood and impact from 1 (low) to 5 (high).
risks:
  - id: R-001
    category: technical_failure
    kind: host_failure
    source: single_point_of_failure
    title: {en: Database host fails, zh: 数据库主机故障}
    services: [ledger]
    likelihood: 3
    impact: 5
    treatment: reduce
    controls: [streaming replication]
    owner: it-ops
)";

constexpr std::string_view people =
    R"(# Who takes part. Whoever approves did not start the drill; evaluators neither operate nor approve.
departments:
  - {id: it-ops, title: {en: IT operations, zh: 运维部}}
  - {id: business, title: {en: Business department, zh: 业务部}}
people:
  - {id: cio, title: {en: CIO, zh: 首席信息官}, department: it-ops, backup: ops.lead}
  - {id: ops.lead, title: {en: Head of operations, zh: 运维负责人}, department: it-ops}
  - {id: dba.a, title: {en: DBA on duty, zh: 值班DBA}, department: it-ops}
  - {id: teller, title: {en: Business operator, zh: 业务操作员}, department: business}
  - {id: auditor, title: {en: Internal auditor, zh: 内部审计}, department: business}
roles:
  leading_group: {members: [cio], quorum: 1}
  working_group: {members: [dba.a, ops.lead], quorum: 1}
)";

constexpr std::string_view inventory =
    R"(# Hosts, how they are reached, and what probes connect to. Passwords stay in files.
sites:
  - {id: main, kind: primary, title: {en: Main site, zh: 主用机房}}
  - {id: dr, kind: same_city, title: {en: Backup site, zh: 备用机房}}
  - {id: branch, kind: office, title: {en: Branch office, zh: 营业部}}

hosts:
  # socket: where the installed firedrill-agent listens. vars: what the playbooks ask for.
  - id: db1
    site: main
    roles: [primary]
    connect: {via: local, socket: /run/firedrill/db1.sock, address: 127.0.0.1}
    vars:
      pgbin: /usr/lib/postgresql/15/bin
      pgdata: /var/lib/postgresql/15/main
      pgconf: /etc/postgresql/15/main
      pglog: /var/log/postgresql/postgresql-15-main.log
      socket: /var/run/postgresql
      port: 5432
      name: db1
      pgpass: /etc/firedrill/pgpass
  - id: db2
    site: dr
    roles: [standby]
    connect: {via: local, socket: /run/firedrill/db2.sock, address: 127.0.0.1}
    vars:
      pgbin: /usr/lib/postgresql/15/bin
      pgdata: /var/lib/postgresql/15/standby
      pgconf: /etc/postgresql/15/standby
      pglog: /var/log/postgresql/postgresql-15-standby.log
      socket: /var/run/postgresql
      port: 5433
      name: db2
      pgpass: /etc/firedrill/pgpass
  # Probes look from where the clients are, never from a server.
  - id: client1
    site: branch
    roles: [client]
    connect: {via: local, socket: /run/firedrill/probe.sock}

connections:
  # As your clients connect: both servers, whichever takes writes.
  ledger:
    kind: postgresql
    url: "host=127.0.0.1,127.0.0.1 port=5432,5433 dbname=ledger user=drill target_session_attrs=read-write connect_timeout=2"
    password: {secret: {file: /etc/firedrill/pgpass}}
)";

}  // namespace

std::vector<InitFile> init_files(bool measure_only) {
    std::vector<InitFile> files{{"firedrill.yaml", settings},  {".gitignore", ignored},
                                {"catalogue.yaml", catalogue}, {"risks.yaml", risks},
                                {"people.yaml", people},       {"inventory.yaml", inventory}};
    if (measure_only)
        files.push_back({"scenarios/measure-only.yaml", measure_only_scenario});
    else
        files.push_back({"scenarios/primary-loss.yaml", live_scenario});
    return files;
}

}  // namespace firedrill::cli
