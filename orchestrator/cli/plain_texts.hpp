// Texts of the plain lines.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::plain_texts {

inline constexpr Message started{"drill {} starts: {} steps, started by {}",
                                 "演练 {} 开始：{} 个步骤，发起人 {}"};
inline constexpr Message waived{"APPROVALS WAIVED", "免审批"};
inline constexpr Message restarted{
    "the orchestrator is back, epoch {}: asking the agents what is true",
    "编排程序已恢复，第 {} 代：向各代理核实实际状态"};
inline constexpr Message rebuilt{
    "the record was rebuilt from what the agents keep, epoch {}; what people said is lost",
    "已依据各代理留存内容重建记录，第 {} 代；人员答复已丢失"};
inline constexpr Message completed{
    "the record was completed from what the agents keep, epoch {}; what people said meanwhile is "
    "lost",
    "已依据各代理留存内容补全记录，第 {} 代；其间的人员答复已丢失"};
inline constexpr Message unreached{"NOT REACHED: {}; what they keep is not in the record",
                                   "未能联系：{}；其留存内容不在记录中"};
inline constexpr Message found{"(recovered from the agent)", "（自代理恢复）"};
inline constexpr Message found_running{"still under way, recovered from the agent",
                                       "仍在进行，自代理恢复"};
inline constexpr Message place_lost{"drill {} has its place on {}: it stops",
                                    "演练 {} 已占用其在 {} 上的位置：停止"};
inline constexpr Message begins{"begins", "开始"};
inline constexpr Message done{"done  {}", "完成  {}"};
inline constexpr Message failed{"FAILED  {}  {}", "失败  {}  {}"};
inline constexpr Message unknown{"UNKNOWN  {}", "结果未知  {}"};
inline constexpr Message checked{"checked: {}", "核查：{}"};
inline constexpr Message undone{"undone  {}", "已撤销  {}"};
inline constexpr Message undo_failed{"UNDO FAILED  {}", "撤销失败  {}"};
inline constexpr Message never_seen{"never reached {}; asked again", "请求未送达 {}，重新发出"};
inline constexpr Message asked{"WAITING FOR A PERSON: {}", "等待人员：{}"};
inline constexpr Message approve_how{"firedrill approve {} {}", "firedrill approve {} {}"};
inline constexpr Message confirm_how{"firedrill confirm {} {}", "firedrill confirm {} {}"};
inline constexpr Message choose_how{"firedrill choose {} {} OPTION", "firedrill choose {} {} 选项"};
inline constexpr Message answered{"{} by {} ({})", "{}，{}（{}）"};
inline constexpr Message approved{"approved", "已批准"};
inline constexpr Message refused{"REFUSED", "已拒绝"};
inline constexpr Message confirmed{"confirmed", "已确认"};
inline constexpr Message chose{"chose {}", "选择 {}"};
inline constexpr Message probe_up{"probe {} UP", "探测 {} 正常"};
inline constexpr Message probe_down{"probe {} DOWN", "探测 {} 中断"};
inline constexpr Message contact_lost{"contact to {} LOST: {}", "与 {} 失去联系：{}"};
inline constexpr Message not_believed{"{} is NOT BELIEVED: {}", "{} 的陈述不予采信：{}"};
inline constexpr Message receipts_differ{
    "the receipts on {} and the journal DIFFER in {} places: see the report",
    "{} 上的回执与日志有 {} 处不一致：详见报告"};
inline constexpr Message receipts_not_compared{
    "the receipts on {} were not compared with the journal: {}", "{} 上的回执未与日志比对：{}"};
inline constexpr Message contact_made{"contact to {} ({})", "已连接 {}（{}）"};
inline constexpr Message reverted{"fault {} on {} mended itself: {}",
                                  "故障注入 {}（{}）已自行撤销：{}"};
inline constexpr Message abort_asked{"ABORT asked by {}: {}", "{} 要求中止：{}"};
inline constexpr Message paused{"PAUSED by {}{}. Nothing new begins until: firedrill continue {}",
                                "已由 {} 暂停{}。在此之前不开始新步骤：firedrill continue {}"};
inline constexpr Message goes_on{"goes on, said {}{}", "由 {} 继续{}"};
inline constexpr Message held{"HELD FOR A PERSON. What may be said: firedrill status {}",
                              "待人员处置。可选处置：firedrill status {}"};
inline constexpr Message skip{"skip, said {}{}", "{} 决定跳过{}"};
inline constexpr Message retry{"another attempt, said {}{}", "{} 决定再试{}"};
inline constexpr Message retry_stated{"it had no effect, another attempt, said {}{}",
                                      "{} 声明未生效并决定再试{}"};
inline constexpr Message settled{"it happened, said {}{}", "{} 确认已生效{}"};
inline constexpr Message because{": {}", "：{}"};
inline constexpr Message guard{"GUARD {}: {}", "防护条件 {}：{}"};
inline constexpr Message presumed{
    "FENCE {} PRESUMED by elapsed time, not by a receipt: no contact to {} for {}; fault {} fences "
    "it",
    "隔离 {} 按时间推定生效，无回执：与 {} 失联已达 {}，由故障 {} 隔离该主机"};
inline constexpr Message resumed{"goes on from {}, asked by {}", "从 {} 阶段继续，由 {} 发起"};
inline constexpr Message noted{"note by {}: {}", "{} 备注：{}"};
inline constexpr Message ended{"drill ended: {}", "演练结束：{}"};

}  // namespace firedrill::cli::plain_texts
