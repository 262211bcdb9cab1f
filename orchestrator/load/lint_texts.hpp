// What the loader says about a workspace as a whole: meaning, references, advice.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::load::lint_texts {

// Single files
inline constexpr Message lab_elsewhere{"`lab` in environment {}", "环境为 {} 时不能有 `lab`"};
inline constexpr Message lab_elsewhere_remedy{
    "remove it; only environment lab is brought up and down", "请删除；只有 lab 环境会自动启停"};
inline constexpr Message ssh_without_address{"host {} is reached by ssh and has no address",
                                             "主机 {} 经 ssh 访问，但没有地址"};
inline constexpr Message ssh_without_address_remedy{"add `address:` to its `connect`",
                                                    "请在其 `connect` 中写明 `address:`"};
inline constexpr Message ssh_word{"\"{}\" would not reach the other side unchanged",
                                  "“{}”传到对端时会被改变"};
inline constexpr Message ssh_word_remedy{"use letters, digits and ./_:=+,@%- only",
                                         "只用字母、数字和 ./_:=+,@%-"};
inline constexpr Message ssh_path{"\"{}\" is no absolute path", "“{}”不是绝对路径"};
inline constexpr Message ssh_path_remedy{"begin it with / or, for files of the orchestrator, ~/",
                                         "请以 / 开头；编排机上的文件也可以 ~/ 开头"};
inline constexpr Message ssh_jump{"\"{}\" is no host on the way", "“{}”不是可用的跳板主机"};
inline constexpr Message ssh_jump_remedy{"write user@address:port; user and port may be left out",
                                         "请写成 user@address:port；user 和 port 可省略"};
inline constexpr Message password_in_url{"a password in the workspace", "工作区中写有密码"};
inline constexpr Message password_in_url_remedy{
    "keep it in a file: `password: {{secret: {{file: PATH}}}}`",
    "请放到文件中：`password: {{secret: {{file: PATH}}}}`"};
inline constexpr Message form_later_remedy{"use simulation, isolated_test or live_switchover",
                                           "请用 simulation、isolated_test 或 live_switchover"};
inline constexpr Message probe_without_interval{"the probe has no interval or no deadline",
                                                "探测没有间隔或没有时限"};
inline constexpr Message probe_without_interval_remedy{
    "write `every` and `deadline` longer than 0s", "`every` 和 `deadline` 须大于 0s"};
inline constexpr Message run_is_no_list{"a command line in one text", "命令行写成了一个文本"};
inline constexpr Message run_is_no_list_remedy{
    "write one word a list item: `run: [program, argument]`; no shell reads it",
    "请逐词写成列表：`run: [program, argument]`；不经过 shell"};
inline constexpr Message script_placeholder{"a placeholder in a script", "脚本中有占位符"};
inline constexpr Message script_placeholder_remedy{
    "pass it through `environment` and use \"$NAME\" in the script",
    "请经 `environment` 传入，在脚本中用 \"$NAME\""};
inline constexpr Message no_verb{"the step does nothing", "该步骤没有动作"};
inline constexpr Message several_verbs{"the step does several things: {}", "该步骤有多个动作：{}"};
inline constexpr Message one_verb_remedy{"write exactly one of: {}", "请只写其一：{}"};

inline constexpr Message between_two{"a comparison needs two connections", "比对需要两个连接"};
inline constexpr Message between_hosts{"a comparison needs two hosts", "比对需要两台主机"};
inline constexpr Message between_two_remedy{"write `between: [FIRST, SECOND]`",
                                            "请写 `between: [第一个, 第二个]`"};

// References
inline constexpr Message unknown_name{"unknown {} \"{}\"", "未知的{} \"{}\""};
inline constexpr Message known_names{"{} known: {}", "已知的{}：{}"};
inline constexpr Message unknown_name_remedy{"name one of {}, or add it there",
                                             "请使用 {} 中已有的，或在其中添加"};
inline constexpr Message business{"business", "业务"};
inline constexpr Message service{"service", "服务"};
inline constexpr Message service_or_resource{"service or resource", "服务或资源"};
inline constexpr Message supplier{"supplier", "供应商"};
inline constexpr Message risk{"risk", "风险"};
inline constexpr Message host{"host", "主机"};
inline constexpr Message site{"site", "站点"};
inline constexpr Message connection{"connection", "连接"};
inline constexpr Message department{"department", "部门"};
inline constexpr Message person{"person", "人员"};
inline constexpr Message person_or_role{"person or role", "人员或角色"};
inline constexpr Message anybody{"person, role or department", "人员、角色或部门"};
inline constexpr Message probe{"probe", "探测"};
inline constexpr Message scenario{"scenario", "场景"};
inline constexpr Message playbook{"playbook", "剧本"};
inline constexpr Message role{"role", "角色"};
inline constexpr Message input{"input", "输入项"};
inline constexpr Message twice{"two {}s are called \"{}\"", "有两个{}名为 \"{}\""};
inline constexpr Message twice_remedy{"rename one; the other stands at {}:{}",
                                      "请改名；另一个在 {}:{}"};

// Registers
inline constexpr Message cycle{"the services need each other in a circle: {}",
                               "服务之间循环依赖：{}"};
inline constexpr Message cycle_remedy{"remove one of these `needs`", "请删除其中一个 `needs`"};
inline constexpr Message longer_rto{"{} may take {} to recover, but {} depends on it and has {}",
                                    "{} 的恢复时间目标为 {}，而依赖它的 {} 为 {}"};
inline constexpr Message longer_rto_remedy{"shorten the first target or lengthen the second",
                                           "请缩短前者或延长后者"};
inline constexpr Message later_priority{"{} has priority {}, but {} depends on it and has {}",
                                        "{} 的优先级为 {}，而依赖它的 {} 为 {}"};
inline constexpr Message later_priority_remedy{"1 is recovered first; give it a smaller number",
                                               "1 最先恢复；请给更小的数"};
inline constexpr Message rto_above_mtpd{"the RTO {} is longer than the MTPD {}",
                                        "恢复时间目标 {} 长于最大可容忍中断时间 {}"};
inline constexpr Message rto_above_mtpd_remedy{
    "recovery must end before the harm becomes unacceptable", "恢复须在损害不可接受之前完成"};
inline constexpr Message residual_above{"the residual risk {} is above the inherent one {}",
                                        "剩余风险 {} 高于固有风险 {}"};
inline constexpr Message residual_above_remedy{"lower `residual`: treatment cannot raise a risk",
                                               "请降低 `residual`：处置不会使风险升高"};
inline constexpr Message quorum_too_large{"quorum {} of {} members", "{1} 名成员中要求 {0} 名同意"};
inline constexpr Message quorum_too_large_remedy{"add members or lower the quorum",
                                                 "请增加成员或降低人数要求"};
inline constexpr Message no_department{"person \"{}\" belongs to no department",
                                       "人员 \"{}\" 没有所属部门"};
inline constexpr Message no_department_remedy{
    "add `department: ...`; the report names who executed each step",
    "请添加 `department: ...`；报告要写明各步骤的执行部门"};
inline constexpr Message own_backup{"\"{}\" is the backup of itself", "\"{}\" 的备岗是自己"};
inline constexpr Message own_backup_remedy{"name somebody else", "请另指定他人"};
inline constexpr Message key_unreadable{"the public key {}: {}", "公钥 {}：{}"};
inline constexpr Message key_unreadable_remedy{
    "the person makes one with firedrill key new --out {0}, and sends {0}.pub",
    "请本人执行 firedrill key new --out {0} 生成，并交来 {0}.pub"};
inline constexpr Message no_public_key{"{} holds no public key", "{} 中没有公钥"};
inline constexpr Message no_public_key_remedy{
    "name the file that ends in .pub; the private key never leaves its person",
    "请填写以 .pub 结尾的文件；私钥只由本人保管"};
inline constexpr Message key_twice{"{} has the same key", "{} 使用了同一公钥"};
inline constexpr Message key_twice_remedy{"each person has a key of their own",
                                          "每人须使用自己的密钥"};

// Scenarios
inline constexpr Message no_risk{"the scenario names no risk", "场景没有对应的风险"};
inline constexpr Message no_risk_remedy{
    "add `risks: [R-...]`, or `other_event: {{reason: ...}}`",
    "请添加 `risks: [R-...]` 或 `other_event: {{reason: ...}}`"};
inline constexpr Message no_rto{"service \"{}\" is in scope and has no RTO",
                                "服务 \"{}\" 在演练范围内但没有恢复时间目标"};
inline constexpr Message no_rto_remedy{"add `rto: {{target: ...}}` to it in catalogue.yaml",
                                       "请在 catalogue.yaml 中为其添加 `rto: {{target: ...}}`"};
inline constexpr Message no_failback{"a live form without steps in {}",
                                     "实切形式缺少阶段 {} 的步骤"};
inline constexpr Message no_failback_remedy{"add phase {}: the way back is part of the drill",
                                            "请添加阶段 {}：回切与恢复是演练的一部分"};
inline constexpr Message foreign_phase{"variant {} has no phase {}", "{} 形式没有阶段 {}"};
inline constexpr Message foreign_phase_remedy{"move its steps, or choose the other variant",
                                              "请移动其中的步骤，或改用另一形式"};
inline constexpr Message no_drill_risk{"the drill's own risk is not assessed",
                                       "未评估演练自身的风险"};
inline constexpr Message no_drill_risk_remedy{
    "fill in `drill_risk: {{could_go_wrong: ..., rollback: ...}}`",
    "请填写 `drill_risk: {{could_go_wrong: ..., rollback: ...}}`"};
inline constexpr Message no_commander{"nobody commands the drill", "演练没有指挥"};
inline constexpr Message no_commander_remedy{"add `participants: {{commander: PERSON}}`",
                                             "请添加 `participants: {{commander: 人员}}`"};
inline constexpr Message evaluator_acts{"the evaluator {} is commander or player too",
                                        "评估人员 {} 同时是指挥或参演人员"};
inline constexpr Message evaluator_acts_remedy{
    "evaluators neither operate nor approve; name somebody else",
    "评估人员不操作也不审批；请另指定他人"};
inline constexpr Message unwatched_service{"no probe watches service \"{}\"",
                                           "没有探测监视服务 \"{}\""};
inline constexpr Message unwatched_service_remedy{
    "add a probe with `service: {}`; without it its recovery is not measured",
    "请添加 `service: {}` 的探测；否则无法测量其恢复"};
inline constexpr Message takes_no_writes{"a connection of kind {} takes no drill writes",
                                         "类型为 {} 的连接不支持演练写入"};
inline constexpr Message takes_no_writes_remedy{
    "leave `write_log` out, or name a connection of kind postgresql, mariadb, redis, or http with "
    "`writes`",
    "请删去 `write_log`，或使用 postgresql、mariadb、redis，或写有 `writes` 的 http 类型连接"};
inline constexpr Message late_is_good{
    "an answer after {0} would be good, although min_service_level of {2} asks for {1}",
    "{0} 后的应答仍算正常，而 {2} 的 min_service_level 要求 {1}"};
inline constexpr Message late_is_good_remedy{"leave `deadline` out, or write that level",
                                             "请删去 `deadline`，或写成该水平"};
inline constexpr Message coarse_probe{"interval {0} is coarse for the RTO {1} of {2}",
                                      "间隔 {0} 相对 {2} 的恢复时间目标 {1} 过粗"};
inline constexpr Message coarse_probe_remedy{
    "at most 2 % of the target lets the verdict be sharp: {} or less",
    "间隔不超过目标的 2 % 判定才准确：{} 或更短"};
inline constexpr Message stop_looks_at{"a stop condition looks at one thing",
                                       "一个停止条件只看一项"};
inline constexpr Message stop_looks_at_remedy{
    "write one of `{{probe, is, for}}`, `{{probe, errors_above, over}}`, `{{probe, latency_above, "
    "over}}`, `{{lag_of, above, for}}`, `{{second_fault: true}}`",
    "请写其中之一：`{{probe, is, for}}`、`{{probe, errors_above, over}}`、"
    "`{{probe, latency_above, over}}`、`{{lag_of, above, for}}`、`{{second_fault: true}}`"};
inline constexpr Message second_fault_false{"`second_fault: false` says nothing",
                                            "`second_fault: false` 没有意义"};
inline constexpr Message second_fault_false_remedy{"write `second_fault: true`, or remove it",
                                                   "请写 `second_fault: true` 或删除"};
inline constexpr Message no_stop_condition{"a drill in production without a stop condition",
                                           "生产环境的演练没有停止条件"};
inline constexpr Message no_stop_condition_remedy{
    "watch what must not suffer: `stop_conditions: [{{probe: NEIGHBOUR, is: down, for: 2s}}]`",
    "请监视不得受影响的对象：`stop_conditions: [{{probe: 邻近服务, is: down, for: 2s}}]`"};
inline constexpr Message lag_not_postgresql{
    "connection \"{}\" is no PostgreSQL server, so its lag cannot be read",
    "连接 \"{}\" 不是 PostgreSQL 服务器，无法读取其落后时间"};
inline constexpr Message lag_not_postgresql_remedy{
    "name a connection of kind postgresql that reaches the standby alone",
    "请指定一个类型为 postgresql、只通向备库的连接"};
inline constexpr Message lag_without_primary{"no probe of the scenario asks the primary of \"{}\"",
                                             "场景中没有探测访问 \"{}\" 的主库"};
inline constexpr Message lag_without_primary_remedy{
    "add `probe: ID` with a probe whose connection reaches the primary",
    "请添加 `probe: ID`，指定其连接通向主库的探测"};
inline constexpr Message lag_of_itself{
    "\"{}\" is the connection of the probe itself: a server is never behind itself",
    "\"{}\" 就是该探测的连接：服务器不会落后于自身"};
inline constexpr Message host_is_no_connection{
    "\"{}\" is a host; a lag is read through a connection to the server on it",
    "\"{}\" 是主机；落后时间须经由通向其服务器的连接读取"};
inline constexpr Message host_is_no_connection_remedy{
    "add such a connection to inventory.yaml and name it here",
    "请在 inventory.yaml 中添加该连接并在此引用"};
inline constexpr Message partial_drill{"a partial drill: no steps in {}", "部分演练：{} 没有步骤"};
inline constexpr Message partial_drill_remedy{
    "discovery, response and recovery make a whole drill; the report says so",
    "完整演练包括发现、响应与恢复；报告会注明"};
inline constexpr Message unmarked_clock{"{} of \"{}\" starts or ends at {}, which no step marks",
                                        "\"{1}\" 的{0}以 {2} 为界，但没有步骤标记它"};
inline constexpr Message unmarked_clock_remedy{
    "add `mark: {}` to the step, or declare another clock in catalogue.yaml",
    "请在相应步骤加 `mark: {}`，或在 catalogue.yaml 中改用其他计时口径"};
inline constexpr Message the_rto{"the RTO", "恢复时间目标"};
inline constexpr Message unbound_marks{"no step marks {}", "没有步骤标记 {}"};
inline constexpr Message unbound_marks_remedy{
    "add `mark: ...` where these happen; they stay out of the report",
    "请在相应步骤加 `mark: ...`；否则报告中没有这些时点"};
inline constexpr Message playbook_name{"the playbook calls itself \"{}\" and lies in {}",
                                       "剧本自称 \"{}\"，但位于 {}"};
inline constexpr Message playbook_name_remedy{"make the two the same: playbooks/{}.yaml",
                                              "请使两者一致：playbooks/{}.yaml"};

}  // namespace firedrill::load::lint_texts
