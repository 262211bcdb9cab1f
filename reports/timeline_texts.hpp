// What the timeline says about each kind of event.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::reports::timeline_texts {

inline constexpr Message started{"drill started", "演练开始"};
inline constexpr Message by{"by {}", "由 {} 发起"};
inline constexpr Message plan_signed{"; plan signed by {}", "；计划由 {} 签名批准"};
inline constexpr Message restarted{"orchestrator restarted", "协调机重新启动"};
inline constexpr Message rebuilt{"record rebuilt from the agents", "依据代理回执重建记录"};
inline constexpr Message completed{"record completed from the agents", "依据代理回执补全记录"};
inline constexpr Message found{"recovered, not witnessed: {}", "恢复所得，非当时记录：{}"};
inline constexpr Message under_way{"still under way", "仍在进行"};
inline constexpr Message place_lost{"drill {} has its place here", "演练 {} 已占用其位置"};
inline constexpr Message epoch{"epoch {}", "任期 {}"};
inline constexpr Message check_of{"check of: {}", "核查：{}"};
inline constexpr Message undo_of{"undo of: {}", "撤销：{}"};
inline constexpr Message succeeded{"succeeded", "成功"};
inline constexpr Message failed{"failed: {}", "失败：{}"};
inline constexpr Message unknown{"outcome unknown: {}", "结果未知：{}"};
inline constexpr Message never_seen{"never reached the host", "指令未到达主机"};
inline constexpr Message asked{"asked: {}", "询问：{}"};
inline constexpr Message waiting{"waiting", "等待答复"};
inline constexpr Message approved{"approved", "批准"};
inline constexpr Message refused{"refused: {}", "拒绝：{}"};
inline constexpr Message confirmed{"confirmed", "确认"};
inline constexpr Message chose{"chose {}", "选择 {}"};
inline constexpr Message waived{"waived, nobody was asked", "免审批，未询问任何人"};
inline constexpr Message entered_later{" (entered later)", "（补录）"};
inline constexpr Message probe{"probe {}", "探针 {}"};
inline constexpr Message up{"service up", "服务可用"};
inline constexpr Message down{"service down", "服务中断"};
inline constexpr Message contact_lost{"contact lost", "失去联系"};
inline constexpr Message contact_made{"contact made again", "恢复联系"};
inline constexpr Message reverted{"fault reverted by the agent itself: {}", "代理自行撤销故障：{}"};
inline constexpr Message not_believed{"not believed: {}", "不予采信：{}"};
inline constexpr Message receipts{"receipts compared with the journal", "回执与日志比对"};
inline constexpr Message receipts_equal{"equal, {} attempts", "一致，{} 次尝试"};
inline constexpr Message receipts_different{"DIFFERENCES: {}", "{} 处不一致"};
inline constexpr Message not_compared{"not compared: {}", "未比对：{}"};
inline constexpr Message verified{"effect checked", "已核查效果"};
inline constexpr Message not_verified{"effect not checked", "未核查效果"};
inline constexpr Message abort{"abort requested", "请求中止"};
inline constexpr Message pause{"drill paused", "演练暂停"};
inline constexpr Message go_on{"drill goes on", "演练继续"};
inline constexpr Message skip{"skip: {}", "跳过：{}"};
inline constexpr Message retry{"another attempt: {}", "再次尝试：{}"};
inline constexpr Message did_not_happen{"stated: it had no effect", "声明：未生效"};
inline constexpr Message settled{"said to have happened: {}", "人员确认已生效：{}"};
inline constexpr Message held{"held for a person: {}", "待人员处置：{}"};
inline constexpr Message guard{"guard breached: {}", "触发护栏：{}"};
inline constexpr Message presumed{"fence presumed, no receipt: {}", "推定隔离已生效，无回执：{}"};
inline constexpr Message presumed_because{
    "no contact to {} for {} = lease {} + drift {} + delay {} + self-fence {} + margin {}",
    "与 {} 失联达 {} = 租约 {} + 时钟漂移 {} + 传输延迟 {} + 自我隔离 {} + 余量 {}"};
inline constexpr Message resumed{"went on from {}", "自 {} 阶段继续"};
inline constexpr Message note{"note", "备注"};
inline constexpr Message ended{"drill ended", "演练结束"};

}  // namespace firedrill::reports::timeline_texts
