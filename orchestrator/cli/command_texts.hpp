// Texts of the commands.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::command_texts {

// check
inline constexpr Message holds{"{} holds {}", "{} 占用服务 {}"};

// plan
inline constexpr Message policies_not_asked{
    "Agents were not asked: whether the policy of each host allows these steps is seen in the "
    "pre-flight of run (or with firedrill-agent policy check on the host).",
    "未询问任何 agent：各主机策略是否允许这些步骤，由 run 的预检确认（也可在主机上执行 "
    "firedrill-agent policy check）。"};

// run
inline constexpr Message will_change{"{} \"{}\" will change {} in environment {}.",
                                     "{}“{}”将更改 {}，环境：{}。"};
inline constexpr Message nothing_changes{"{} \"{}\" changes nothing itself: it measures.",
                                         "{}“{}”自身不做更改，仅测量。"};
inline constexpr Message breaks{"  breaks   {}: {}", "  注入     {}：{}"};
inline constexpr Message no_return{"  no way back after {}", "  不可逆点：{}"};
inline constexpr Message type_yes{"Type yes to start: ", "输入 yes 开始："};
inline constexpr Message lab_up{"lab       up: {}", "实验环境  启动：{}"};
inline constexpr Message lab_down{"lab       down: {}", "实验环境  停止：{}"};
inline constexpr Message preflight{"preflight agents, versions, clocks, plan {}",
                                   "预检      代理、版本、时钟、计划 {}"};
inline constexpr Message not_yes{"the drill was not started: nobody said yes",
                                 "演练未启动：未得到确认"};
inline constexpr Message say_yes{"type yes at the question, or start with --yes",
                                 "在提示处输入 yes，或使用 --yes"};

// status
inline constexpr Message under_way{"exit code 0 (under way)", "退出码 0（进行中）"};
inline constexpr Message running{"RUNNING in phase {}", "执行中，阶段 {}"};
inline constexpr Message interrupted{"INTERRUPTED in phase {}", "已中断，阶段 {}"};
inline constexpr Message has_ended{"ended: {}", "已结束：{}"};
inline constexpr Message owner_lives{"  owner     {}. Last event {} at {}.",
                                     "  属主      {}。最后事件 {}，{}。"};
inline constexpr Message owner_gone{
    "  owner     none: {} is gone, its lock is free. Last event {} at {}.",
    "  属主      无：{} 已不在，锁已释放。最后事件 {}，{}。"};
inline constexpr Message stops_when{"Stops when", "停止条件"};
inline constexpr Message journal{"  journal   {} events, chain unbroken, head {}",
                                 "  日志      {} 条事件，链完整，链头 {}"};
inline constexpr Message waits{"  waits     step {} for a person since {}",
                               "  等待      步骤 {} 等待人员，自 {}"};
inline constexpr Message next_approve{"            firedrill approve {0} {1}, or refuse {0} {1}",
                                      "            firedrill approve {0} {1}，或 refuse {0} {1}"};
inline constexpr Message next_confirm{"            firedrill confirm {0} {1}, or refuse {0} {1}",
                                      "            firedrill confirm {0} {1}，或 refuse {0} {1}"};
inline constexpr Message next_choose{
    "            firedrill choose {0} {1} OPTION, or refuse {0} {1}; options: {2}",
    "            firedrill choose {0} {1} 选项，或 refuse {0} {1}；选项：{2}"};
inline constexpr Message paused{"  paused    by {} since {}{}", "  暂停      由 {}，自 {}{}"};
inline constexpr Message because{": {}", "：{}"};
inline constexpr Message next_continue{
    "            firedrill continue {}   nothing new begins before",
    "            firedrill continue {}   在此之前不开始新步骤"};
inline constexpr Message presumes{
    "  presumes  {} on {} counts as set at {} unless the host answers: fault {} fences it by "
    "itself",
    "  推定      {}（{}）若主机仍未应答，将于 {} 视为已生效：故障 {} 会自行隔离该主机"};
inline constexpr Message held{"  held      step {}: {}", "  待处置    步骤 {}：{}"};
inline constexpr Message next_retry{"            firedrill retry {} {}   another attempt",
                                    "            firedrill retry {} {}   再尝试一次"};
inline constexpr Message next_retry_stated{
    "            firedrill retry {} {} --did-not-happen   another attempt; it had no effect",
    "            firedrill retry {} {} --did-not-happen   声明其未生效并再尝试一次"};
inline constexpr Message next_happened{"            firedrill confirm {} {}   it happened",
                                       "            firedrill confirm {} {}   确认其已生效"};
inline constexpr Message next_skip{"            firedrill skip {} {} --why TEXT   go on without it",
                                   "            firedrill skip {} {} --why 理由   跳过并继续"};
inline constexpr Message next_abort{"            firedrill abort {}   stop",
                                    "            firedrill abort {}   停止"};
inline constexpr Message true_now{"What is true now (asked of every agent {})",
                                  "当前实际状态（{} 向各代理查询）"};
inline constexpr Message host{"host", "主机"};
inline constexpr Message contact{"contact", "联系"};
inline constexpr Message state{"state", "状态"};
inline constexpr Message up{"up", "正常"};
inline constexpr Message absent{"absent", "不可达"};
inline constexpr Message quiet{"nothing under way", "无进行中的操作"};
inline constexpr Message has_fault{"fault {} OUTSTANDING", "故障注入 {} 未撤销"};
inline constexpr Message has_fence{"FENCED", "已隔离"};
inline constexpr Message has_running{"performs {}", "执行 {}"};
inline constexpr Message has_probe{"probes {}", "探测 {}"};
inline constexpr Message no_outcome{"Attempts without an outcome in the journal",
                                    "日志中无结果的尝试"};
inline constexpr Message resume_asks{"{}  resume asks {} what became of it",
                                     "{}  resume 将向 {} 核实"};
inline constexpr Message next_resume{"firedrill resume {}   go on with what is true",
                                     "firedrill resume {}   按实际状态继续"};
inline constexpr Message next_abort_undo{"firedrill abort {}    stop here and undo",
                                         "firedrill abort {}    就此停止并撤销"};
inline constexpr Message next_abort_keep{
    "firedrill abort {}    stop here, keep the fence, offer failback",
    "firedrill abort {}    就此停止，保持隔离，可回切"};

// abort
inline constexpr Message passed{
    "Point of no return passed at {} ({} on {}). Nothing is undone: undoing would lose\n"
    "the writes that {} has acknowledged since.",
    "已于 {} 越过不可逆点（{}，{}）。不再撤销：撤销会丢失 {} 此后确认的写入。"};
inline constexpr Message before{"The point of no return was not reached. What was done is undone:",
                                "尚未到达不可逆点，已执行的步骤已撤销："};
inline constexpr Message nothing_done{"Nothing was to be undone.", "没有需要撤销的步骤。"};
inline constexpr Message undone{"  {}  undone", "  {}  已撤销"};
inline constexpr Message undo_failed{"  {}  UNDO FAILED: {}", "  {}  撤销失败：{}"};
inline constexpr Message took{"Ended {} s after the request.", "请求后 {} s 结束。"};
inline constexpr Message not_yet{"The abort is recorded; the drill is still stopping.",
                                 "中止已记录，演练仍在停止过程中。"};

// people
inline constexpr Message recorded{"recorded: {}", "已记录：{}"};
inline constexpr Message paused_now{
    "Nothing new begins; what is under way comes to its end. Go on: firedrill continue {}",
    "不再开始新步骤，进行中的步骤继续至结束。继续：firedrill continue {}"};
inline constexpr Message state_it{
    "firedrill retry {0} {1} --did-not-happen, or firedrill confirm {0} {1} if it did",
    "firedrill retry {0} {1} --did-not-happen；若已生效：firedrill confirm {0} {1}"};
inline constexpr Message written{"Report    {}", "报告      {}"};

// init
inline constexpr Message made{"{} files in {}. Next: firedrill -C {} check",
                              "已在 {1} 生成 {0} 个文件。下一步：firedrill -C {2} check"};

}  // namespace firedrill::cli::command_texts
