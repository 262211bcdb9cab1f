// Texts of the live view.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::view_texts {

inline constexpr Message elapsed{"elapsed {}", "已用 {}"};
inline constexpr Message phase{"PHASE", "阶段"};
inline constexpr Message before_fault{"before the fault", "中断之前"};
inline constexpr Message outage{"outage {} s of {} s ({})", "中断 {} s / 目标 {} s（{}）"};
inline constexpr Message outage_no_target{"outage {} s", "中断 {} s"};
inline constexpr Message verified{"service VERIFIED at {} s (T11)", "业务已验证 {} s (T11)"};
inline constexpr Message undo_ready{"undo READY", "可撤销"};
inline constexpr Message no_way_back{"NO WAY BACK since T8", "已过不可逆点"};
inline constexpr Message undoing{"UNDOING", "撤销中"};
inline constexpr Message stopping{"STOPPING", "停止中"};
inline constexpr Message over{"ENDED", "已结束"};
inline constexpr Message is_paused{"PAUSED by {} for {} s{}   nothing new begins",
                                   "已由 {} 暂停 {} s{}   不再开始新步骤"};
inline constexpr Message how_continue{"firedrill continue {}", "firedrill continue {}"};
inline constexpr Message is_held{"HELD FOR A PERSON   step {}: {}", "待人员处置   步骤 {}：{}"};
inline constexpr Message because{": {}", "：{}"};
inline constexpr Message held{"HELD", "待人员处置"};
inline constexpr Message to_be_skipped{"will be skipped", "将跳过"};
inline constexpr Message outstanding{"fault OUTSTANDING on {}", "{} 故障注入未撤销"};
inline constexpr Message fenced{"{} FENCED", "{} 已隔离"};

inline constexpr Message waiting_for{"WAITING FOR A PERSON  {} s   step {}: {}",
                                     "等待人员  {} s   步骤 {}：{}"};
inline constexpr Message approve_subject{"approve {}, quorum {}, have {}",
                                         "审批 {}，需 {} 人，已 {} 人"};
inline constexpr Message who{"who", "人员"};
inline constexpr Message how{"how", "方式"};
inline constexpr Message then{"then", "之后"};
inline constexpr Message otherwise{"else", "否则"};
inline constexpr Message asked_at{"{} asked {}", "{}，{} 提出"};
inline constexpr Message how_approve{
    "firedrill approve {0} {1}      or: firedrill refuse ... --why TEXT",
    "firedrill approve {0} {1}      或：firedrill refuse ... --why 理由"};
inline constexpr Message how_confirm{
    "firedrill confirm {0} {1}      or: firedrill refuse ... --why TEXT",
    "firedrill confirm {0} {1}      或：firedrill refuse ... --why 理由"};
inline constexpr Message how_choose{"firedrill choose {0} {1} OPTION      one of: {2}",
                                    "firedrill choose {0} {1} 选项      可选：{2}"};
inline constexpr Message else_undo{"refused: the drill stops and undoes; no answer by {}: the same",
                                   "拒绝：停止并撤销；{} 前未答复：同上"};
inline constexpr Message else_stop{"refused: the drill stops; no answer by {}: the same",
                                   "拒绝：停止演练；{} 前未答复：同上"};
inline constexpr Message point_of_no_return{"{} (POINT OF NO RETURN)", "{}（不可逆点）"};

inline constexpr Message done{"done", "完成"};
inline constexpr Message failed{"FAILED", "失败"};
inline constexpr Message unknown{"UNKNOWN: decide", "结果未知"};
inline constexpr Message skipped{"skipped", "跳过"};
inline constexpr Message not_executed{"not executed", "未执行"};
inline constexpr Message running{"RUNNING, timeout {} s", "执行中，超时 {} s"};
inline constexpr Message running_wait{"RUNNING, {} needs {} s, timeout {} s",
                                      "执行中，{} 需持续 {} s，超时 {} s"};
inline constexpr Message up{"up", "正常"};
inline constexpr Message down{"down", "中断"};
inline constexpr Message waiting{"WAITING", "等待人员"};
inline constexpr Message retry{"waits for its retry", "等待重试"};
inline constexpr Message asking{"asking its agent what is true", "正在向代理核实"};
inline constexpr Message checking{"outcome unknown, being checked", "结果未知，核查中"};
inline constexpr Message undone{"undone", "已撤销"};
inline constexpr Message next_approval{"next: approval, quorum {}", "待审批，需 {} 人"};
inline constexpr Message next_by_hand{"next: by hand", "待人工操作"};
inline constexpr Message next_decision{"next: a decision", "待决策"};
inline constexpr Message waits_for{"waits for {}", "等待 {}"};
inline constexpr Message next{"next", "待执行"};
inline constexpr Message point{"point of no return passed", "已过不可逆点"};
inline constexpr Message more{"... {} more steps", "... 其余 {} 步"};

inline constexpr Message last_minute{"last 60 s, 1 mark = 1 s", "最近 60 s，每格 1 s"};
inline constexpr Message writes{
    "writes   {}/s attempted, {}/s acknowledged, {} acknowledged so far",
    "写入     每秒尝试 {}，每秒确认 {}，累计确认 {}"};
inline constexpr Message guards{"guards   {}hosts {} of {}, machine time {} s of {} s",
                                "防护     {}主机 {} / {}，机器用时 {} s / {} s"};
inline constexpr Message limit{"stops if {}: now {}", "停止条件 {}：现为 {}"};
inline constexpr Message probe_is{"{} {}, ", "{} {}，"};
inline constexpr Message contact{"contact ", "联系    "};
inline constexpr Message contact_fenced{"(fenced)", "（已隔离）"};
inline constexpr Message contact_lost{"LOST", "失去联系"};

inline constexpr Message keys{"[a] {}    [p] {}    [n] note    [q] leave the view",
                              "[a] {}    [p] {}    [n] 记录    [q] 离开画面（演练继续）"};
inline constexpr Message key_pause{"pause", "暂停"};
inline constexpr Message key_continue{"continue", "继续"};
inline constexpr Message left_out{
    "... lines that nobody read are left out; firedrill report has them all",
    "…… 未及时读取的输出已略去；完整记录见 firedrill report"};
inline constexpr Message abort_undo{"abort and undo", "中止并撤销"};
inline constexpr Message abort_keep{"abort: stops, keeps the fence, offers failback",
                                    "中止：停止，保持隔离，可回切"};
inline constexpr Message key_yes{"[y] yes    [r] refuse    ", "[y] 同意    [r] 拒绝    "};
inline constexpr Message key_options{"[1-{}] choose    ", "[1-{}] 选择    "};

}  // namespace firedrill::cli::view_texts
