// Texts of the last lines of a drill.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::verdict_texts {

inline constexpr Message ended{"Drill {} ended {}", "演练 {} 于 {} 结束"};
inline constexpr Message ended_early{"Drill {} {} at {}: {}.", "演练 {} {}，{}：{}。"};
inline constexpr Message baseline_reached{", baseline reached", "，已恢复基线"};
inline constexpr Message baseline_differs{", {} differences from the baseline",
                                          "，与基线有 {} 处差异"};
inline constexpr Message baseline_unknown{", not compared with the baseline", "，未与基线比对"};
inline constexpr Message counted{". {} services, {} measures.", "。{} 项服务，{} 项指标。"};
inline constexpr Message counted_one{". {} service, {} measures.", "。{} 项服务，{} 项指标。"};
inline constexpr Message waived{"APPROVALS WAIVED: nobody was asked (--yes in a lab).",
                                "免审批：实验环境使用 --yes，未询问任何人。"};

inline constexpr Message service{"service", "服务"};
inline constexpr Message measure{" ", "指标"};
inline constexpr Message target{"target", "目标"};
inline constexpr Message clock{"clock", "计时口径"};
inline constexpr Message measured{"measured", "实测区间"};
inline constexpr Message margin{"margin", "余量"};
inline constexpr Message verdict{"verdict", "判定"};

inline constexpr Message at_most{"<= {} s", "<= {} s"};
inline constexpr Message none_lost{"0 lost", "0 笔"};
inline constexpr Message at_most_lost{"<= {} lost", "<= {} 笔"};
inline constexpr Message comma{", ", "，"};
inline constexpr Message writes{"writes", "已确认写入"};
inline constexpr Message simulated{"simulated", "模拟环节"};
inline constexpr Message not_measured{"not measured", "未测量"};
inline constexpr Message lost_only{"{} lost", "{} 笔"};
inline constexpr Message to_serving{"{}-T9", "{}-T9 技术"};
inline constexpr Message to_reconnected{"{}-T10", "{}-T10 重连"};
inline constexpr Message to_business{"{}-T11", "{}-T11 业务"};
inline constexpr Message reason{"{} {}: {}.", "{} {}：{}。"};

inline constexpr Message lost{"Lost {0} of {1} acknowledged drill writes",
                              "{1} 笔已确认演练写入中丢失 {0} 笔"};
inline constexpr Message lost_time{", {} to {} s", "，折合 {} .. {} s"};
inline constexpr Message lost_bytes{", {} bytes", "，{} 字节"};
inline constexpr Message unsure{"; {} more unsure.", "；另有 {} 笔结果未知。"};
inline constexpr Message stop{".", "。"};
inline constexpr Message failback_only_lost{"Failback: lost {} of {}.", "回切：丢失 {} / {} 笔。"};
inline constexpr Message failback{"Failback: {} to {} s", "回切 {} .. {} s"};
inline constexpr Message failback_lost{", lost {} of {}.", "，丢失 {} / {} 笔。"};
inline constexpr Message people{"Of {} s, people took {} s ({}), machines {} s ({}).",
                                "恢复 {} s 中，人员 {} s ({})，机器 {} s ({})。"};

inline constexpr Message findings{"Findings", "发现"};
inline constexpr Message differences{"Differences from the baseline", "与基线的差异"};
inline constexpr Message difference_expected{" (expected)", "（预期内）"};
inline constexpr Message before{"before", "演练前"};
inline constexpr Message after{"after", "演练后"};
inline constexpr Message not_there{"not there", "不存在"};
inline constexpr Message more_differences{"{} more in the report", "另有 {} 项见报告"};
inline constexpr Message not_compared{"not compared  {} on {}: {}", "未比对  {}（{}）：{}"};
inline constexpr Message not_done{"Steps that did not succeed", "未成功的步骤"};
inline constexpr Message still_open{"Still open", "仍未了结"};
inline constexpr Message fault_outstanding{"fault    {} on {} OUTSTANDING ({})",
                                           "故障注入  {}（{}）仍未撤销（{}）"};
inline constexpr Message type_there{"type on {}:  {}", "在 {} 上输入：  {}"};
inline constexpr Message no_command{"the plan knows no command; start it on {} by hand",
                                    "计划中没有对应命令，请在 {} 上人工启动"};
inline constexpr Message not_a_second_one{"only when no other host has taken over",
                                          "仅在没有其他主机接管时"};
inline constexpr Message fence_kept{"fence    {} on {} KEPT ({})", "隔离  {}（{}）仍保持（{}）"};
inline constexpr Message next{"Next", "下一步"};
inline constexpr Message next_failback{
    "firedrill resume {} --from failback   rebuild, switch back, measured too",
    "firedrill resume {} --from failback   重建并回切，同样计时"};
inline constexpr Message next_lab{"{}   stops the servers of the lab, which still run",
                                  "{}   停止仍在运行的实验环境服务器"};
inline constexpr Message next_report{"firedrill report {}   the run is listed; it counts",
                                     "firedrill report {}   本次已列入记录"};
inline constexpr Message report{"Report    {}", "报告      {}"};
inline constexpr Message exit_line{"exit code {} ({})", "退出码 {}（{}）"};

inline constexpr Message exit_0{"all targets met", "全部目标达标"};
inline constexpr Message exit_1{"a target was not met, or a check failed",
                                "有目标未达标或检查未通过"};
inline constexpr Message exit_2{"inconclusive, not measured, or receipts that differ",
                                "无法判定、未测量或回执不一致"};
inline constexpr Message exit_3{"aborted or failed", "中止或失败"};
inline constexpr Message exit_4{"a fault is outstanding", "有故障注入未撤销"};
inline constexpr Message exit_5{"waiting for a person", "等待人员"};
inline constexpr Message exit_6{"refused", "被拒绝"};

}  // namespace firedrill::cli::verdict_texts
