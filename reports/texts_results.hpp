// Headings, columns and sentences of the sections with results (5 to D).
#pragma once

#include "core/base/text.hpp"

namespace firedrill::reports::texts {

// 5 Course
inline constexpr Message course{"Course of the drill", "演练过程"};
inline constexpr Message course_lead{
    "The drill took {}: {} of waiting for people, {} of machine time.",
    "演练历时 {}，其中等待人员 {}，机器用时 {}。"};
inline constexpr Message course_stood{
    "Of the waiting for people, the drill was paused for {}, and held steps waited for {}.",
    "等待人员的时间中，演练暂停 {}，待处置步骤等待 {}。"};
inline constexpr Message gantt{"Steps, planned against actual, and the outages",
                               "步骤、计划与实际、服务中断"};
inline constexpr Message timeline{"Timeline", "时间线"};
inline constexpr Message since_fault{"since T0", "距 T0"};
inline constexpr Message since_start{"since start", "距开始"};
inline constexpr Message planned{"planned", "计划"};
inline constexpr Message difference{"difference", "差"};
inline constexpr Message status{"status", "状态"};
inline constexpr Message not_executed{"Steps not executed, failed or undone",
                                      "未执行、失败或已撤销的步骤"};
inline constexpr Message all_executed{"Every step was executed and succeeded.",
                                      "全部步骤均已执行并成功。"};
inline constexpr Message undo{"undo", "撤销"};
inline constexpr Message waiting{"Waiting for people", "等待人员"};
inline constexpr Message waited{"waited", "等待"};
inline constexpr Message answer{"answer", "答复"};
inline constexpr Message answer_approved{"approved", "批准"};
inline constexpr Message answer_refused{"refused", "拒绝"};
inline constexpr Message answer_confirmed{"confirmed", "确认"};
inline constexpr Message answer_skipped{"skip", "跳过"};
inline constexpr Message answer_retried{"another attempt", "再次尝试"};
inline constexpr Message answer_happened{"it happened", "确认已生效"};
inline constexpr Message answer_started{"started", "启动"};

// 6 Recovery time
inline constexpr Message recovery{"Recovery time results", "恢复时间测量"};
inline constexpr Message recovery_lead{
    "From {} to {}: **{}**, of which people took {} and machines {}.",
    "自{}至{}共 **{}**，其中人员 {}，机器 {}。"};
inline constexpr Message recovery_none{"Recovery time: **not measured**.",
                                       "恢复时间：**未测量**。"};
inline constexpr Message no_outage_drilled{"The drill did not come to an outage.",
                                           "演练未进行到中断阶段。"};
inline constexpr Message decomposition{"Decomposition of the recovery time", "恢复时间分解"};
inline constexpr Message piece{"part", "部分"};
inline constexpr Message from_to{"from \u2192 to", "起 \u2192 止"};
inline constexpr Message length{"length", "时长"};
inline constexpr Message bounds{"interval", "区间"};
inline constexpr Message share{"share", "占比"};
inline constexpr Message taken_by{"taken by", "用于"};
inline constexpr Message by_people{"people", "人员"};
inline constexpr Message by_machine{"machine", "机器"};
inline constexpr Message unexplained{"unexplained", "未解释"};
inline constexpr Message not_exercised{"not exercised", "本次未检验"};
inline constexpr Message sum{"sum", "合计"};
inline constexpr Message timestamps{"Timestamps with error bounds", "时间戳及误差"};
inline constexpr Message code{"code", "代号"};
inline constexpr Message wall_clock{"wall clock {}", "时刻 {}"};
inline constexpr Message recorded_by{"recorded by", "记录者"};
inline constexpr Message unsynchronised{"clock not synchronised", "时钟未同步"};
inline constexpr Message clocks{"All clocks of the recovery time", "各计时口径的恢复时间"};
inline constexpr Message declared{"declared: decides", "声明口径，据此判定"};
inline constexpr Message planned_note{
    "A planned switchover has no fault: T0 is when the primary stopped serving; detection is not "
    "exercised.",
    "计划切换无故障注入：T0 取主用停止服务时刻；发现环节本次未检验。"};
inline constexpr Message sustained_note{
    "Durations come from monotonic clocks only; the bound holds clock offset and probe interval. "
    "Sustained success after recovery: {} of {} probes good ({}). Interruptions inside the outage: "
    "{}. Probe slots: {}, late: {}.",
    "时长只用单调时钟；误差含时钟偏移界与探测间隔。恢复后持续成功：{} / {} "
    "次（{}）。中断期间反复：{} 次。探测 {} 次，其中探针延迟 {} 次。"};
inline constexpr Message outage_views{"The outage as clients saw it", "客户端所见中断"};
inline constexpr Message vantage_points{"The same service from several vantage points",
                                        "各观测点所见同一服务"};
inline constexpr Message vantage_note{
    "Views are not averaged: the worst one gives the figures of the service.",
    "各观测点的数据不取平均：以最差者作为该服务的数据。"};
inline constexpr Message decides{"decides", "据此判定"};
inline constexpr Message no_outage_here{"none seen", "未观测到"};
inline constexpr Message view_outage{"outage, client's view", "中断，客户端视角"};
inline constexpr Message view_rto{"fault to sustained service", "故障至持续可用"};
inline constexpr Message view_down{"time down inside the outage", "其间不可用时间"};

// 7 Data loss
inline constexpr Message loss{"Data loss and reconciliation", "数据丢失与一致性核对"};
inline constexpr Message loss_lead{
    "Of {} acknowledged drill writes **{}** were lost, **{}** in time.",
    "{} 笔已确认演练写入中丢失 **{}** 笔，折合时间 **{}**。"};
inline constexpr Message loss_lead_zero{
    "Of {} acknowledged drill writes **none** was lost; 95 % bound "
    "on the share lost: {}.",
    "{} 笔已确认演练写入**无一丢失**；丢失份额的 95 % 置信上界 {}。"};
inline constexpr Message loss_none{"Data loss: **not measured** ({}).",
                                   "数据丢失：**未测量**（{}）。"};
inline constexpr Message loss_tail{" The lost ones are the last before the fault: no holes.",
                                   "丢失的均为故障前末尾连续写入，无空洞。"};
inline constexpr Message loss_holes{" **{}** lost writes have surviving later ones: holes.",
                                    "其中 **{}** 笔之后的写入却留存：存在空洞。"};
inline constexpr Message writes_chart{"Acknowledged and surviving drill writes", "已确认与留存"};
inline constexpr Message rate_chart{"Acknowledged drill writes per second, whole course",
                                    "全程每秒确认的演练写入"};
inline constexpr Message classes{"Classes of drill writes", "写入分类"};
inline constexpr Message write_class{"class", "类别"};
inline constexpr Message definition{"definition", "定义"};
inline constexpr Message count{"count", "笔数"};
inline constexpr Message measures{"Measures of loss", "丢失的度量"};
inline constexpr Message quantity{"quantity", "量"};
inline constexpr Message how{"how", "算法"};
inline constexpr Message rpo_time{"RPO, time", "RPO 时间"};
inline constexpr Message rpo_time_how{
    "[J lo \u2212 b w*, J hi \u2212 a w*], w* = first lost write",
    "[J 下界 \u2212 b w*, J 上界 \u2212 a w*]，w* 为首笔丢失写入"};
inline constexpr Message rpo_writes{"RPO, writes", "RPO 笔数"};
inline constexpr Message rpo_writes_how{
    "lost {}; upper bound + {} acknowledged with warning and absent "
    "+ {} without answer and absent",
    "丢失 {}；上界另计带警告确认且不存在 {}、无答复且不存在 {}"};
inline constexpr Message rpo_bytes{"RPO, bytes", "RPO 字节"};
inline constexpr Message share_lost{"share lost", "丢失比例"};
inline constexpr Message share_how{"{} \u00f7 {} (acknowledged in the 60 s before T0)",
                                   "{} \u00f7 {}（T0 前 60 s 内已确认）"};
inline constexpr Message holes_split{"holes / split brain", "空洞 / 脑裂"};
inline constexpr Message holes_how{
    "lost before a surviving one / acknowledged by the old primary after "
    "the fault",
    "其后写入留存的丢失 / 故障后仍由旧主库确认"};
inline constexpr Message resolution{"resolution", "分辨率"};
inline constexpr Message resolution_how{"what \"none lost\" can mean at best",
                                        "“无丢失”所能达到的最小分辨"};
inline constexpr Message lost_keys{"Lost keys (session/sequence), the first {}",
                                   "丢失键（会话/序号），前 {} 笔"};
inline constexpr Message failback_loss{"Loss during failback: {} of {} acknowledged drill writes.",
                                       "回切期间：{} 笔丢失，共 {} 笔已确认演练写入。"};
inline constexpr Message data_table{"Business data compared between two places",
                                    "两处业务数据的核对"};
inline constexpr Message data_set{"Data set", "数据集"};
inline constexpr Message places{"Places", "位置"};
inline constexpr Message rows_each{"Rows", "行数"};
inline constexpr Message rows_missing{"Missing", "缺失"};
inline constexpr Message rows_extra{"Extra", "多出"};
inline constexpr Message rows_changed{"Changed", "改变"};
inline constexpr Message sums_each{"Sums, or differs in", "合计或差异项"};
inline constexpr Message data_agrees{"agree", "一致"};
inline constexpr Message data_differs{"differ", "不一致"};
inline constexpr Message data_unsure{"not settled", "未定"};
inline constexpr Message data_again{"compared again in {}", "在 {} 中复核"};
inline constexpr Message data_lead{"Of {} data sets that were compared, {} agree.",
                                   "核对的 {} 个数据集中，{} 个一致。"};
inline constexpr Message data_note{
    "Missing: only the first place has the row. Extra: only the second. A difference was read "
    "again "
    "until it stayed as it was; rows that changed each time are not settled. Digests find "
    "accidents, "
    "they are no proof against forgery. Keys of rows stand masked here and in clear in the "
    "artifact "
    "comparison-STEP.json.",
    "缺失：仅第一处有该行；多出：仅第二处有。差异经反复读取，直至不再变化；每次都变化的行计为未定。"
    "摘要用于发现"
    "意外差异，不能防范蓄意伪造。键在此处已脱敏，明文见工件 comparison-STEP.json。"};
inline constexpr Message data_keys{"{}, the first that differ: {}", "{} 的首批差异：{}"};
inline constexpr Message data_more{"{}: more rows differ than were counted.",
                                   "{}：实际差异多于已统计的行数。"};
inline constexpr Message business_data{"No business data set was reconciled in this drill.",
                                       "本次演练未核对业务数据集。"};

// 9 Return to normal
inline constexpr Message back{"Return to normal", "恢复正常运行"};
inline constexpr Message back_lead{"Failback is a second outage, measured like the first: **{}**.",
                                   "回切是第二次中断，按第一次同样测量：**{}**。"};
inline constexpr Message back_none{"Failback: **not measured**.", "回切：**未测量**。"};
inline constexpr Message outages{"Both outages on one scale", "两次中断对照"};
inline constexpr Message failback_times{"Failback times", "回切时间"};
inline constexpr Message baseline{"Differences from the baseline", "与基线的差异"};
inline constexpr Message not_compared{"Not compared: {} on {} ({}).", "未比对：{}（{}，{}）。"};
inline constexpr Message before{"before", "演练前"};
inline constexpr Message after{"after", "演练后"};
inline constexpr Message absent{"absent", "不存在"};
inline constexpr Message expected{"differs, expected", "有差异，预期"};
inline constexpr Message unexpected{"differs, NOT expected", "有差异，非预期"};
inline constexpr Message equal{"The end state equals the baseline in every item compared.",
                               "所有比对项目与基线一致。"};
inline constexpr Message uncompared{"The end state was not compared with the baseline.",
                                    "终态未与基线比对。"};

// 10 Safety
inline constexpr Message safety{"Effect on business and safety controls", "对业务的影响与安全控制"};
inline constexpr Message neighbours{"Neighbours that must not notice", "不应受影响的邻居"};
inline constexpr Message slots{"probes", "探测"};
inline constexpr Message good{"good", "成功"};
inline constexpr Message bad{"failed", "失败"};
inline constexpr Message late{"prober late", "探针延迟"};
inline constexpr Message no_neighbours{
    "No neighbour was watched: an effect on others was not measured.",
    "未观察邻居：对其他系统的影响未测量。"};
inline constexpr Message guard_state{"guards", "护栏"};
inline constexpr Message not_breached{"none was breached", "均未触发"};
inline constexpr Message faults_left{"faults outstanding", "未消除的故障"};
inline constexpr Message fences_left{"fences that hold", "仍生效的隔离"};
inline constexpr Message on_host{"{} on {}", "{}（{}）"};
inline constexpr Message type_there{"{} on {}; type there: {}", "{}（{}），请在该主机输入：{}"};
inline constexpr Message waived_term{"approvals", "审批"};
inline constexpr Message waived_yes{"WAIVED (--yes, lab only)", "免审批（--yes，仅限实验环境）"};
inline constexpr Message waived_no{"not waived", "未豁免"};

// 12, 13, 15
inline constexpr Message findings{"Findings and causes", "发现的问题与原因"};
inline constexpr Message severity{"severity", "严重度"};
inline constexpr Message finding{"finding", "问题"};
inline constexpr Message starts{"Every start of this scenario", "本场景的历次启动"};
inline constexpr Message starts_lead{
    "Every start counts: aborted and repeated ones are listed too.",
    "每次启动均计入，中止与重复的也列出。"};
inline constexpr Message drill{"drill", "演练"};
inline constexpr Message started{"started {}", "启动 {}"};
inline constexpr Message ending{"ending", "结局"};
inline constexpr Message lost{"lost", "丢失"};
inline constexpr Message this_one{"this report", "本报告"};
inline constexpr Message unfinished{"not ended", "未结束"};
inline constexpr Message evidence_title{"Evidence", "证据"};
inline constexpr Message events{"events", "事件数"};
inline constexpr Message artifacts{"Artifacts", "原始数据文件"};
inline constexpr Message bytes{"bytes", "字节"};
inline constexpr Message receipts{"Receipts of the programs, compared with the journal",
                                  "各程序回执与日志比对"};
inline constexpr Message program{"program", "程序"};
inline constexpr Message receipt_count{"records", "记录数"};
inline constexpr Message receipt_head{"head of the chain", "链头"};
inline constexpr Message attempts_compared{"attempts compared", "比对的尝试"};
inline constexpr Message receipts_equal{"equal", "一致"};
inline constexpr Message receipts_different{"differences: {}", "{} 处不一致"};
inline constexpr Message receipts_not_compared{"not compared: {}", "未比对：{}"};
inline constexpr Message receipts_absent{
    "The receipts of the programs were not compared with the journal.", "各程序回执未与日志比对。"};
inline constexpr Message problems{"**Could not be read**:", "**无法读取**："};
inline constexpr Message evidence_note{
    "Each event holds the hash of the one before it; each artifact is named by its SHA-256. Every "
    "figure above is computed from these bytes.",
    "每条事件含前一条的哈希；每个文件以其 SHA-256 命名。以上全部数字均由这些数据计算。"};

// Appendices
inline constexpr Message appendix_environment{"Appendix: environment and versions",
                                              "附录：环境与版本"};
inline constexpr Message hosts{"Hosts and the quality of their clocks", "主机与时钟质量"};
inline constexpr Message orchestrator{"orchestrator", "协调机"};
inline constexpr Message calibration{"calibration of the measuring", "测量校准"};
inline constexpr Message calibration_last{
    "host {0}, {1}, Firedrill {2}: {3} known outages probed every {4}; {5} of {6} intervals held "
    "the truth, median error of refused connections {7}; {8} of {9} drill writes misjudged",
    "主机 {0}，{1}，Firedrill {2}：注入 {3} 次已知中断，探测间隔 {4}；{6} 个区间中 {5} 个包含真值，"
    "拒绝连接的误差中位数 {7}；{9} 笔演练写入中 {8} 笔判定有误"};
inline constexpr Message calibration_none{
    "none was made on host {} before this drill (firedrill calibrate)",
    "演练前未在主机 {} 上校准（firedrill calibrate）"};
inline constexpr Message calibration_unread{
    "the record of the last calibration on host {} could not be read: {}",
    "主机 {} 上最近一次校准的记录无法读取：{}"};
inline constexpr Message series{"series", "连续演练"};
inline constexpr Message series_place{"drill {} of {} asked for at once; the first was {}",
                                      "一次发起的连续演练中的第 {} 次，共 {} 次；首次为 {}"};
inline constexpr Message site{"site", "站点"};
inline constexpr Message version{"version", "版本"};
inline constexpr Message exchanges{"clock exchanges", "时钟交换"};
inline constexpr Message worst_bound{"worst bound", "最大误差"};
inline constexpr Message appendix_plan{"Appendix: plan as run", "附录：执行方案"};
inline constexpr Message timeout{"timeout", "时限"};
inline constexpr Message what{"what", "内容"};
inline constexpr Message plan_note{
    "The JSON report holds the whole plan; its canonical bytes have the "
    "hash above.",
    "JSON 报告含完整方案，其规范字节的哈希如上。"};
inline constexpr Message appendix_terms{"Appendix: formulas and terms", "附录：计算方法与术语"};

}  // namespace firedrill::reports::texts
