// Words of `firedrill plan`, in English and Chinese.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::plan::describe_texts {

inline constexpr Message head{"Plan   {} \"{}\", variant {}, {}", "计划   {} \"{}\"，{}，{}"};
inline constexpr Message hash{"Hash   sha256 {}", "哈希   sha256 {}"};
inline constexpr Message harmless{"Touches nothing. T0 is the disruption.",
                                  "不改动任何东西。T0 为中断时刻。"};
inline constexpr Message inputs{"Inputs {}", "输入   {}"};
inline constexpr Message planned{"planned", "计划切换"};
inline constexpr Message unplanned{"unplanned", "故障切换"};
inline constexpr Message tabletop{"tabletop", "桌面演练"};
inline constexpr Message walkthrough{"walkthrough", "推演"};
inline constexpr Message simulation{"simulation", "模拟演练"};
inline constexpr Message isolated_test{"isolated test", "隔离测试"};
inline constexpr Message live_switchover{"live switchover", "实切演练"};

inline constexpr Message phase{"phase", "阶段"};
inline constexpr Message step{"step", "步骤"};
inline constexpr Message on{"on", "执行者"};
inline constexpr Message timeout{"timeout", "超时"};
inline constexpr Message undo{"undo", "撤销"};
inline constexpr Message note{"note", "说明"};
inline constexpr Message more{"... {} more steps: {} (firedrill plan {} --all)",
                              "... 另有 {} 个步骤：{}（firedrill plan {} --all）"};

inline constexpr Message no_undo{"none", "无"};
inline constexpr Message undo_revert{"revert", "还原"};
inline constexpr Message undo_release{"release", "解除隔离"};
inline constexpr Message undo_stop{"clean up", "清理"};

inline constexpr Message read_only{"read only", "只读"};
inline constexpr Message runs{"runs {}", "运行 {}"};
inline constexpr Message script{"script", "脚本"};
inline constexpr Message fault{"FAULT {}", "故障注入 {}"};
inline constexpr Message irreversible{"FAULT {}, IRREVERSIBLE", "故障注入 {}，不可撤销"};
inline constexpr Message fence{"FENCE {}, sticky", "隔离（防脑裂）{}，不自动解除"};
inline constexpr Message release{"releases {}", "解除 {}"};
inline constexpr Message revert{"reverts {}", "还原 {}"};
inline constexpr Message snapshot{"read only, for the comparison", "只读，供比较"};
inline constexpr Message starts_writes{"drill writes {}, {} connections", "演练写入 {}，{} 个连接"};
inline constexpr Message starts_probe{"probe every {}", "每 {} 探测"};
inline constexpr Message stops_probe{"ends the probe, removes its rows", "结束探测并删除其数据"};
inline constexpr Message waits_up{"until {} is up for {}", "直到 {} 可用 {}"};
inline constexpr Message waits_down{"until {} is down for {}", "直到 {} 中断 {}"};
inline constexpr Message counts_writes{"counts lost drill writes", "清点丢失的演练写入"};
inline constexpr Message holds{"holds {}, {} good", "保持 {}，成功率 {}"};
inline constexpr Message compares{"compares with the baseline", "与基线比较"};
inline constexpr Message compares_tables{"compares {} tables of {} and {}, read only",
                                         "比对 {1} 与 {2} 的 {0} 张表，只读"};
inline constexpr Message compares_queries{"compares the answers of {} queries",
                                          "比对 {} 组查询的结果"};
inline constexpr Message compares_keys{"compares the keys of {} and {}, read only",
                                       "比对 {} 与 {} 的键，只读"};
inline constexpr Message lists_tree{"lists {} with digests, read only", "列出 {} 及摘要，只读"};
inline constexpr Message compares_trees{"compares the two listings", "比对两份清单"};
inline constexpr Message by_hand{"by hand", "人工"};
inline constexpr Message by_hand_document{"by hand, {}", "人工，{}"};
inline constexpr Message approval{"APPROVAL quorum {}", "审批 须 {} 人"};
inline constexpr Message decision{"DECISION {}", "决定 {}"};
inline constexpr Message no_return{"POINT OF NO RETURN", "不可逆点"};
inline constexpr Message marks{"marks {}", "标记 {}"};
inline constexpr Message resolves{"mends {}", "消除 {}"};
inline constexpr Message when{"if {} {} {}", "若 {} {} {}"};
inline constexpr Message four_eyes{"four eyes", "双人复核"};
inline constexpr Message goes_on{"goes on if it fails", "失败则继续"};
inline constexpr Message asks{"asks a person if it fails", "失败则由人员决定"};

inline constexpr Message hosts{"Hosts", "主机"};
inline constexpr Message hosts_change{"{} change", "{} 会改变"};
inline constexpr Message nothing_changes{"nothing changes", "没有改变"};
inline constexpr Message hosts_probe{"{} probe", "{} 探测"};
inline constexpr Message limits{"Limit max_hosts {}, max_duration {}.",
                                "上限 max_hosts {}，max_duration {}。"};
inline constexpr Message holds_services{"Holds", "占用服务"};
inline constexpr Message no_other_drill{"{}. No other drill of them runs at the same time.",
                                        "{}。其他涉及这些服务的演练不得同时进行。"};
inline constexpr Message approvals{"Approvals", "审批"};
inline constexpr Message approval_line{"{}: {} of {} ({})", "{0}：{2} 中须 {1} 人（{3}）"};
inline constexpr Message no_approvals{"none", "无"};
inline constexpr Message acts{"Acts on", "作用对象"};
inline constexpr Message acts_line{"{}: {} on {}{}", "{0}：{2} 上的 {1}{3}"};
inline constexpr Message power_off_ends{
    "{} ({}) cannot be undone: a person must switch {} on again.",
    "{0}（{1}）不可撤销：须由人员重新开启 {2}。"};
inline constexpr Message reverts{"Reverts", "还原"};
inline constexpr Message reverts_leased{"{} reverts by itself {} after contact is lost.",
                                        "{} 在失联 {} 后自动还原。"};
inline constexpr Message reverts_in_kernel{
    "{} reverts by itself {} after contact is lost, in the kernel also with no program alive.",
    "{} 在失联 {} 后自动还原；即使程序全部终止，内核也会还原。"};
inline constexpr Message reverts_behind{
    "{0} reverts by itself only behind {1}, which the agent carries out {2} after contact is lost.",
    "{0} 仅在 {1} 生效之后自动还原；失联 {2} 后由代理执行该隔离。"};
inline constexpr Message closes_port{
    "With no program alive {} stays cut off, and the kernel closes its server's port.",
    "程序全部终止时 {} 保持隔绝，内核关闭其服务器端口。"};
inline constexpr Message reverts_never{
    "{} ({}) never restarts by itself; its undo runs before the point of no return only.",
    "{}（{}）不会自动恢复；其撤销只在不可逆点之前执行。"};
inline constexpr Message stops{"Stops when", "停止条件"};
inline constexpr Message footprint{"Footprint", "占用"};
inline constexpr Message footprint_line{
    "{} on {}: about {} rows, {} MiB; {} connections; needs {}.",
    "{1} 上的 {0}：约 {2} 行，{3} MiB；{4} 个连接；需要权限 {5}。"};
inline constexpr Message footprint_schema{"schema {}", "模式 {}"};
inline constexpr Message footprint_tables{"tables {}", "表 {}"};
inline constexpr Message footprint_runs{"runs {}", "运行 {}"};
inline constexpr Message footprint_lists{"lists {}", "列表 {}"};
inline constexpr Message footprint_removed{"Removed by {}, checked against the baseline.",
                                           "由 {} 删除，并与基线核对。"};
inline constexpr Message no_footprint{"nothing is written to a database", "不写入数据库"};
inline constexpr Message clocks{"Clocks", "计时"};
inline constexpr Message clocks_bound{"bound: {}.", "已绑定：{}。"};
inline constexpr Message clocks_unbound{"No step marks {}.", "没有步骤标记 {}。"};

}  // namespace firedrill::plan::describe_texts
