// What compiling a plan says, in English and Chinese.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::plan::texts {

inline constexpr Message in_step{"phases.{} \"{}\"", "phases.{} \"{}\""};
inline constexpr Message not_valid{"the compiled plan is not valid: {}", "编译出的计划无效：{}"};

// References
inline constexpr Message unknown_scenario{"unknown scenario \"{}\"", "未知的场景 \"{}\""};
inline constexpr Message unknown_scenario_remedy{"scenarios here: {}", "此处的场景：{}"};
inline constexpr Message unknown_host{"unknown host \"{}\"", "未知的主机 \"{}\""};
inline constexpr Message unknown_host_remedy{
    "name a host or a host role of inventory.yaml ({}), or add it there",
    "请使用 inventory.yaml 中的主机或主机角色（{}），或在其中添加"};
inline constexpr Message unknown_bound_host{"the playbook binds no host name \"{}\"",
                                            "剧本没有绑定主机名 \"{}\""};
inline constexpr Message unknown_bound_host_remedy{
    "inside a playbook use the names of its `hosts`: {}", "剧本内请使用其 `hosts` 中的名字：{}"};
inline constexpr Message unknown_playbook{"unknown playbook \"{}\"", "未知的剧本 \"{}\""};
inline constexpr Message unknown_playbook_remedy{
    "write playbooks/{}.yaml, or name a playbook of the library",
    "请编写 playbooks/{}.yaml，或使用库中的剧本"};
inline constexpr Message unknown_person{"unknown person \"{}\"", "未知的人员 \"{}\""};
inline constexpr Message unknown_person_remedy{"name somebody of people.yaml: {}",
                                               "请使用 people.yaml 中的：{}"};
inline constexpr Message unknown_role{"unknown role \"{}\"", "未知的角色 \"{}\""};
inline constexpr Message unknown_probe{"unknown probe \"{}\"", "未知的探测 \"{}\""};
inline constexpr Message unknown_probe_remedy{"name one of `probes`: {}",
                                              "请使用 `probes` 中的：{}"};
inline constexpr Message unknown_step{"unknown step \"{}\"", "未知的步骤 \"{}\""};
inline constexpr Message unknown_step_remedy{"name an earlier step: {}", "请使用之前的步骤：{}"};
inline constexpr Message needs_later{"step \"{}\" comes later (or needs this one)",
                                     "步骤 \"{}\" 在其后（或依赖本步骤）"};
inline constexpr Message needs_later_remedy{
    "steps need only steps above them; this also keeps circles out. Steps here: {}",
    "步骤只能依赖其上方的步骤，这样不会循环。此处的步骤：{}"};
inline constexpr Message no_earlier_step{"\"{}\" is no output or outcome of an earlier step",
                                         "\"{}\" 不是之前步骤的输出或结果"};
inline constexpr Message no_earlier_step_remedy{
    "write steps.ID.output (or steps.ID in `when`) with the id of a step above",
    "请写 steps.ID.output（`when` 中写 steps.ID），ID 为上方步骤"};
inline constexpr Message no_fault_step{"\"{}\" is no earlier step with a fault",
                                       "\"{}\" 不是之前的故障注入步骤"};
inline constexpr Message no_fault_step_remedy{"`resolves` names the step whose fault is mended",
                                              "`resolves` 应指明其故障被修复的步骤"};
inline constexpr Message no_fence_step{
    "\"{}\" is no earlier step with a fence, or with a fault that can be ended",
    "\"{}\" 不是之前的隔离步骤，也不是可解除的故障步骤"};
inline constexpr Message no_fence_step_remedy{
    "`release` names the step that set the fence or injected the fault; process.kill and "
    "service.stop are mended by a step of their own with `resolves`",
    "`release` 应指明设置隔离或注入故障的步骤；process.kill 和 service.stop 由另一步骤以 "
    "`resolves` 修复"};
inline constexpr Message id_taken{"two steps are called \"{}\"", "有两个步骤名为 \"{}\""};
inline constexpr Message id_taken_remedy{
    "rename one; baseline, probe-, stop- and after are used by generated steps",
    "请改名；baseline、probe-、stop-、after 由自动生成的步骤使用"};
inline constexpr Message too_many_steps{"more than {} steps", "步骤超过 {} 个"};

// Playbooks and inputs
inline constexpr Message playbook_circle{"playbooks open each other in a circle: {}",
                                         "剧本循环调用：{}"};
inline constexpr Message nested_too_deep{"playbooks nest deeper than {}: {}",
                                         "剧本嵌套超过 {} 层：{}"};
inline constexpr Message playbook_circle_remedy{"take one `use` out", "请去掉其中一个 `use`"};
inline constexpr Message wrong_host_count{"the playbook wants {} hosts and gets {}",
                                          "剧本需要 {} 台主机，实际为 {} 台"};
inline constexpr Message wrong_host_count_remedy{
    "name in `on` as many hosts as `hosts` of {} lists, in that order",
    "`on` 的主机数量和顺序应与 {} 的 `hosts` 一致"};
inline constexpr Message program_fields_on_use{
    "`expect`, `until`, `undo`, `check` or `retries` beside `use`",
    "`use` 旁不能有 `expect`、`until`、`undo`、`check`、`retries`"};
inline constexpr Message program_fields_on_use_remedy{"write them at the steps of the playbook",
                                                      "请写在剧本的步骤上"};
inline constexpr Message input_missing{"input \"{}\" has no value", "输入项 \"{}\" 没有值"};
inline constexpr Message input_missing_remedy{"add `with: {{{}: ...}}`",
                                              "请添加 `with: {{{}: ...}}`"};
inline constexpr Message set_input_remedy{"give it a default, or run with --set {}=VALUE",
                                          "请给出默认值，或用 --set {}=值 运行"};
inline constexpr Message unknown_input{"unknown input \"{}\"", "未知的输入项 \"{}\""};
inline constexpr Message unknown_input_remedy{"inputs: {}", "输入项：{}"};
inline constexpr Message wrong_input{"\"{}\" is no value for input \"{}\" of type {}",
                                     "\"{0}\" 不能用于类型为 {2} 的输入项 \"{1}\""};
inline constexpr Message wrong_input_remedy{
    "give it a value of type {} (duration: 30s; path: absolute; boolean: true or false)",
    "请给出 {} 类型的值（duration：30s；path：绝对路径；boolean：true 或 false）"};
inline constexpr Message input_choices{"choose one of: {}", "请选择其一：{}"};

// Placeholders
inline constexpr Message open_placeholder{"a placeholder without its end", "占位符没有结尾"};
inline constexpr Message open_placeholder_remedy{"write ${{{{ name }}}}", "请写成 ${{{{ name }}}}"};
inline constexpr Message unknown_placeholder{"unknown placeholder \"{}\"", "未知的占位符 \"{}\""};
inline constexpr Message unknown_placeholder_remedy{"known here: {}", "此处可用：{}"};
inline constexpr Message endless_placeholder{"\"{}\" refers to itself", "\"{}\" 引用了自身"};
inline constexpr Message endless_placeholder_remedy{"vars may refer to others, not in a circle",
                                                    "变量可引用其他变量，但不能循环"};
inline constexpr Message no_run_time_value{"a value of the run in a place that must be fixed",
                                           "此处必须固定，不能用运行时的值"};
inline constexpr Message no_run_time_value_remedy{
    "steps.ID.output stands only in arguments of `run` that is not the point of no return",
    "steps.ID.output 只能用于 `run` 的参数，且不能用于不可逆点"};
inline constexpr Message no_duration{"\"{}\" is no duration", "\"{}\" 不是时长"};
inline constexpr Message no_duration_remedy{"use an input of type duration, such as 30s",
                                            "请使用 duration 类型的输入项，如 30s"};

// Steps
inline constexpr Message no_host{"the step names no host", "步骤没有指定主机"};
inline constexpr Message no_host_remedy{"add `on: HOST`", "请添加 `on: 主机`"};
inline constexpr Message secret_file{"`{}` is no path of a file on the host",
                                     "`{}` 不是主机上的文件路径"};
inline constexpr Message secret_file_remedy{"begin it with / or ~/ (of the agent's account)",
                                            "以 / 或 ~/（代理账户的主目录）开头"};
inline constexpr Message no_program{"no program to run", "没有要运行的程序"};
inline constexpr Message no_program_remedy{"write `run: [program, argument]`",
                                           "请写成 `run: [program, argument]`"};
inline constexpr Message no_timeout{"the timeout must be longer than 0s", "超时须大于 0s"};
inline constexpr Message no_timeout_remedy{"leave it out for the default", "不写则用默认值"};
inline constexpr Message timeout_too_short{"the timeout {} ends before {} have passed",
                                           "超时 {} 短于所需的 {}"};
inline constexpr Message timeout_too_short_remedy{"lengthen `timeout`, or leave it out",
                                                  "请加长 `timeout`，或不写"};
inline constexpr Message program_fields{
    "`expect`, `until`, `undo`, `check` or `retries` at a step that runs no program",
    "不运行程序的步骤上有 `expect`、`until`、`undo`、`check` 或 `retries`"};
inline constexpr Message program_fields_remedy{
    "they belong to run, script, fault, fence and release",
    "它们只用于 run、script、fault、fence、release"};
inline constexpr Message expect_and_until{"both `expect` and `until`",
                                          "同时有 `expect` 和 `until`"};
inline constexpr Message expect_and_until_remedy{
    "keep one: `until` repeats, `expect` judges one run",
    "请只保留一个：`until` 会重复，`expect` 只判断一次"};
inline constexpr Message two_whens{
    "both this step and the one that uses the playbook have a `when`",
    "本步骤与调用剧本的步骤都有 `when`"};
inline constexpr Message two_whens_remedy{"keep one of the two", "请只保留一个"};
inline constexpr Message bad_when{"\"{}\" is no condition", "\"{}\" 不是条件"};
inline constexpr Message bad_when_remedy{
    "write `steps.ID == value`, `!=`, or `inputs.NAME == value`",
    "请写成 `steps.ID == 值`、`!=` 或 `inputs.NAME == 值`"};
inline constexpr Message impossible_value{"step \"{}\" never gives \"{}\"",
                                          "步骤 \"{}\" 不会得到 \"{}\""};
inline constexpr Message unknown_parameter{"{} takes no \"{}\"", "{} 没有参数 \"{}\""};
inline constexpr Message missing_parameter{"{} lacks a parameter, or has two for the same",
                                           "{} 缺少参数，或同类参数多于一个"};
inline constexpr Message missing_parameter_remedy{"write one of these in `with`: {}",
                                                  "请在 `with` 中写其一：{}"};
inline constexpr Message bad_parameter{"{}: `{}` cannot be \"{}\"", "{}：`{}` 不能是 \"{}\""};
inline constexpr Message bad_parameter_remedy{"write {}", "请写成{}"};
inline constexpr Message no_write_log{"probe \"{}\" keeps no write log",
                                      "探测 \"{}\" 没有写入记录"};
inline constexpr Message no_write_log_remedy{"add `write_log: {{rate: 10/s}}` to the probe",
                                             "请在探测上添加 `write_log: {{rate: 10/s}}`"};
inline constexpr Message no_document{"a manual step without an operation manual",
                                     "人工步骤没有对应的操作手册"};
inline constexpr Message no_document_remedy{"add `document: \"OM-01#3.2\"`",
                                            "请添加 `document: \"OM-01#3.2\"`"};
inline constexpr Message evaluator_operates{"{} evaluates the drill and cannot act in it",
                                            "{} 是评估人员，不能参与操作"};
inline constexpr Message evaluator_operates_remedy{"name somebody else", "请另指定他人"};
inline constexpr Message quorum_impossible{"role {} cannot reach the quorum of {}: {} may approve",
                                           "角色 {} 达不到 {} 人：可审批 {} 人"};
inline constexpr Message quorum_impossible_remedy{
    "evaluators do not approve; add members or lower the quorum",
    "评估人员不审批；请增加成员或降低人数要求"};
inline constexpr Message commander_approves{"role {} needs the commander to approve the own drill",
                                            "角色 {} 须由指挥审批自己的演练"};
inline constexpr Message commander_approves_remedy{"proposer and approver differ; add a member",
                                                   "提出者与审批者须不同；请增加成员"};

// The drill as a whole
inline constexpr Message too_many_hosts{"{} hosts change ({}), but max_hosts is {}",
                                        "有 {} 台主机会改变（{}），但 max_hosts 为 {}"};
inline constexpr Message too_many_hosts_remedy{
    "raise `guards: {{max_hosts: ...}}`, or mark programs that only look with `reads_only: true`",
    "请提高 `guards: {{max_hosts: ...}}`，或给只查看的程序加 `reads_only: true`"};
inline constexpr Message fault_without_undo{"nothing undoes the fault of \"{}\"",
                                            "\"{}\" 的故障没有撤销办法"};
inline constexpr Message fault_without_undo_remedy{
    "add `undo: {{run: [...]}}`: it runs if the drill stops before the point of no return",
    "请添加 `undo: {{run: [...]}}`：在不可逆点之前停止时执行"};
inline constexpr Message fault_never_resolved{
    "no step mends the fault of \"{}\"; it stays outstanding",
    "没有步骤修复 \"{}\" 的故障；它会一直未消除"};
inline constexpr Message fault_never_resolved_remedy{
    "add `resolves: {}` to the step that rebuilds the host",
    "请在重建主机的步骤上加 `resolves: {}`"};
inline constexpr Message no_point_of_no_return{"no step is the point of no return",
                                               "没有步骤是不可逆点"};
inline constexpr Message no_point_of_no_return_remedy{
    "add `point_of_no_return: true` to the promotion; without it a stop undoes all of it",
    "请在提升步骤加 `point_of_no_return: true`；否则停止时会全部撤销"};
inline constexpr Message no_fence{"nothing is fenced before \"{}\"",
                                  "\"{}\" 之前没有隔离（防脑裂）"};
inline constexpr Message no_fence_remedy{
    "add a `fence` of the old primary before it: two primaries lose data",
    "请在其前对原主用加 `fence`：双主会丢数据"};
inline constexpr Message late_approval{"approval \"{}\" comes after the point of no return \"{}\"",
                                       "审批 \"{}\" 在不可逆点 \"{}\" 之后"};
inline constexpr Message late_approval_remedy{"ask before it", "请在其前审批"};
inline constexpr Message late_fault{"fault \"{}\" comes after the point of no return \"{}\"",
                                    "故障注入 \"{}\" 在不可逆点 \"{}\" 之后"};
inline constexpr Message late_fault_remedy{"nothing is undone after it; inject it before",
                                           "其后不再撤销；请在其前注入"};
inline constexpr Message cannot_arm{
    "{} ({}) may end only behind fence {} ({}), which cannot be armed before it",
    "{0}（{1}）只能在隔离 {2}（{3}）生效后结束，而此类隔离无法预设"};
inline constexpr Message cannot_arm_remedy{
    "fence that host with `fence: postgresql`, or cut the service off with `fence: port` instead",
    "请以 `fence: postgresql` 隔离该主机，或改用 `fence: port` 切断服务"};
inline constexpr Message misplaced_baseline{"`verify: baseline` stands once, in phase reinstate",
                                            "`verify: baseline` 只能在 reinstate 阶段出现一次"};
inline constexpr Message misplaced_baseline_remedy{"move or remove it", "请移动或删除"};
inline constexpr Message no_baseline{"the end state is not compared with the baseline",
                                     "未将结束状态与基线比较"};
inline constexpr Message no_baseline_remedy{"add `{{verify: baseline}}` to phase reinstate",
                                            "请在 reinstate 阶段添加 `{{verify: baseline}}`"};
inline constexpr Message timeout_above_guard{
    "the timeout of \"{}\" is {}, longer than max_duration {}",
    "\"{}\" 的超时为 {}，长于 max_duration {}"};
inline constexpr Message timeout_above_guard_remedy{
    "shorten it or raise `guards: {{max_duration: ...}}`",
    "请缩短，或提高 `guards: {{max_duration: ...}}`"};
inline constexpr Message mark_twice{"a second step marks {} of the same outage",
                                    "同一次中断有第二个步骤标记 {}"};
inline constexpr Message mark_twice_remedy{"keep the mark at the step that ends it",
                                           "请只保留在完成该时点的步骤上"};

// Titles of generated steps
inline constexpr Message snapshot_title{"Snapshot of the host", "主机快照"};
inline constexpr Message snapshot_db_title{"Snapshot of the databases", "数据库快照"};
inline constexpr Message probe_title{"Start probe {}", "启动探测 {}"};
inline constexpr Message stop_title{"End probe {}", "结束探测 {}"};

}  // namespace firedrill::plan::texts
