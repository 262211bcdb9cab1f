// The scenario of a new workspace: one where Firedrill switches, one where people do. Text only.
#pragma once

#include <string_view>

namespace firedrill::cli {

inline constexpr std::string_view measure_only_scenario =
    R"(# People or scripts of yours switch over; Firedrill asks them to confirm, measures from the
# clients' side, checks the data and writes the report. No agent is needed on the servers.
scenario: measure-only
title: {en: Failover by our own procedure as measured, zh: 测量既有流程的故障切换}
risks: [R-001]
form: live_switchover
variant: unplanned
services: [ledger]
purpose: {en: Learn how long our procedure takes and what it loses, zh: 测量既有流程的恢复时间与数据丢失}
scope: {en: Servers db1 and db2 and the clients' path to them, zh: 数据库 db1、db2 及客户端访问路径}
announced: true
business: synthetic
objectives: [rto_rpo_achievable, plan_deficiencies]
participants: {commander: ops.lead, evaluators: [auditor], players: [working_group]}
drill_risk:
  could_go_wrong: {en: The backup does not take over, zh: 备用未能接管}
  rollback: {en: As in the operation manual, zh: 按操作手册执行}

# 5 numbered rows a second are entered and removed in the end (schema firedrill).
probes:
  - {id: client, connection: ledger, from: client1, service: ledger, every: 100ms, deadline: 250ms, write_log: {connections: 2, rate: 5/s}}
guards: {max_hosts: 1, max_duration: 1h, auto_revert_after: 60s}

phases:
  disrupt:
    - {id: stop, manual: {text: {en: Stop the database on db1, zh: 停止 db1 数据库}, assignee: working_group, document: "OM-01"}, timeout: 30m, mark: disrupted}
  detect:
    - {id: noticed, wait_for: {probe: client, is: down, lasting: 1s}, timeout: 5m, mark: detected}
  declare:
    - {id: go, approve: {role: leading_group, subject: handling_plan}, timeout: 30m, mark: approved}
  failover:
    - {id: promote, manual: {text: {en: Promote db2, zh: 提升 db2}, assignee: working_group, document: "OM-01"}, timeout: 1h, point_of_no_return: true, mark: promoted}
    - {id: reconnected, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 30m}
    - {id: business, manual: {text: {en: Enter and look up a payment, zh: 录入并查询一笔业务}, assignee: business, document: "OM-01"}, timeout: 30m, mark: business_verified}
  verify:
    - {id: writes, verify: write_log, probe: client, timeout: 2m, mark: reconciled}
  operate:
    - {hold_service: 5m, expect: {probe: client, success: 99%}}
  failback:
    - {id: back, manual: {text: {en: Rebuild db1 and switch back, zh: 重建 db1 并回切}, assignee: working_group, document: "OM-01"}, timeout: 3h, mark: promoted}
    - {id: back-reconnected, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 30m}
    - {id: back-business, manual: {text: {en: Enter and look up a payment, zh: 录入并查询一笔业务}, assignee: business, document: "OM-01"}, timeout: 30m, mark: business_verified}
  reinstate:
    - {id: same-as-before, verify: baseline, expected: ["timeline:"]}
)";

inline constexpr std::string_view live_scenario =
    R"(# The primary server dies; Firedrill fences it, promotes the standby, verifies, and goes back.
# Try it in a test environment first: everything named here really happens.
scenario: primary-loss
title: {en: Loss of the primary database server, zh: 主库故障切换演练}
risks: [R-001]
form: live_switchover
variant: unplanned
services: [ledger]
purpose: {en: Show that the ledger is back within its RTO, zh: 验证账务在恢复时间目标内恢复}
scope: {en: Servers db1 and db2 and the clients' path to them, zh: 数据库 db1、db2 及客户端访问路径}
announced: true
business: synthetic
objectives: [rto_rpo_achievable, plan_deficiencies]
participants: {commander: ops.lead, evaluators: [auditor], players: [working_group]}
drill_risk:
  could_go_wrong: {en: The standby does not take over, zh: 备用未能接管}
  rollback: {en: "Before the promotion: start db1. After it: stay on db2", zh: 提升之前：启动 db1；提升之后：保持 db2}

# A probe asks every 100 ms; its write log enters 5 numbered rows a second (schema firedrill).
probes:
  - {id: client, connection: ledger, from: client1, service: ledger, every: 100ms, deadline: 250ms, write_log: {connections: 2, rate: 5/s}}
guards: {max_hosts: 2, max_duration: 30m, auto_revert_after: 60s}

phases:
  prepare:
    - {id: replication, use: postgresql/check-replication, on: db2}
  disrupt:
    - id: kill
      on: db1
      fault: process.kill
      with: {pidfile: "${{ host.pgdata }}/postmaster.pid"}
      mark: disrupted
      # A killed server never starts by itself. If the drill stops before the promotion:
      undo:
        run: ["${{ host.pgbin }}/pg_ctl", -D, "${{ host.pgconf }}", -l, "${{ host.pglog }}", -s, -w, -t, "60", start]
  detect:
    - {id: noticed, wait_for: {probe: client, is: down, lasting: 1s}, timeout: 2m, mark: detected}
  declare:
    - {id: go, approve: {role: leading_group, subject: handling_plan}, timeout: 30m, mark: approved}
  failover:
    - {id: fence, on: db1, fence: postgresql, with: {data: "${{ host.pgdata }}"}, timeout: 30s}
    - {id: promote, use: postgresql/promote, on: db2, point_of_no_return: true, mark: promoted}
    - {id: reconnected, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 5m}
    - {id: business, manual: {text: {en: Enter and look up a payment, zh: 录入并查询一笔业务}, assignee: business, document: "OM-01"}, timeout: 30m, mark: business_verified}
  verify:
    - {id: writes, verify: write_log, probe: client, timeout: 2m, mark: reconciled}
  operate:
    - {hold_service: 5m, expect: {probe: client, success: 99%}}
  failback:
    - {id: rebuild, use: postgresql/rewind, on: [db1, db2], with: {wait: 30m}, resolves: kill}
    - {id: unfence, release: fence}
    - {id: follow, use: postgresql/follow, on: [db1, db2]}
    - {id: back, use: postgresql/switchover, on: [db2, db1], mark: disrupted}
    - {id: back-reconnected, wait_for: {probe: client, is: up, lasting: 1s}, timeout: 5m}
    - {id: back-business, manual: {text: {en: Enter and look up a payment, zh: 录入并查询一笔业务}, assignee: business, document: "OM-01"}, timeout: 30m, mark: business_verified}
    - {id: back-follow, use: postgresql/follow, on: [db2, db1]}
    - {id: back-writes, verify: write_log, probe: client, timeout: 2m, mark: reconciled}
  reinstate:
    - {id: same-as-before, verify: baseline, expected: ["timeline:"]}
    - {id: ready, manual: {text: {en: Ready for the next business day, zh: 确认具备下一营业日条件}, assignee: ops.lead, document: "OM-01"}, timeout: 4h}
)";

}  // namespace firedrill::cli
