// Headings, captions, columns and sentences of the drill report.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::reports::texts {

// Cover
inline constexpr Message report_kind{"Disaster-recovery drill report", "灾难恢复演练报告"};
inline constexpr Message report_number{"drill no.", "演练编号"};
inline constexpr Message generated{"generated", "报告生成"};
inline constexpr Message drill_time{"time of drill", "演练时间"};
inline constexpr Message form{"form", "形式"};
inline constexpr Message environment{"environment", "环境"};
inline constexpr Message risk{"risk", "风险"};
inline constexpr Message plan_hash{"plan hash", "方案哈希"};
inline constexpr Message journal_head{"journal head", "日志链头"};
inline constexpr Message announced{"announced", "预先通知"};
inline constexpr Message unannounced{"unannounced", "不预先通知"};
inline constexpr Message risk_short{"{} {} (likelihood {}, impact {})",
                                    "{} {}（可能性 {}，影响 {}）"};
inline constexpr Message table{"Table", "表"};
inline constexpr Message figure{"Figure", "图"};
inline constexpr Message page{"page", "页"};

// Columns used in more than one table
inline constexpr Message service{"service", "服务"};
inline constexpr Message measure{"measure", "指标"};
inline constexpr Message target{"target", "目标"};
inline constexpr Message clock{"clock", "计时口径"};
inline constexpr Message measured{"measured", "实测区间"};
inline constexpr Message margin{"margin", "余量"};
inline constexpr Message verdict{"verdict", "判定"};
inline constexpr Message subject{"subject", "事项"};
inline constexpr Message person{"person", "人员"};
inline constexpr Message time{"time {}", "时间 {}"};
inline constexpr Message proof{"identity proven by", "身份证明"};
inline constexpr Message phase{"phase", "阶段"};
inline constexpr Message step{"step", "步骤"};
inline constexpr Message on{"on", "执行"};
inline constexpr Message result{"result", "结果"};
inline constexpr Message reason{"reason", "原因"};
inline constexpr Message actor{"actor", "执行者"};
inline constexpr Message action{"action", "动作"};
inline constexpr Message evidence{"evidence", "证据"};
inline constexpr Message item{"item", "项目"};
inline constexpr Message value{"value", "值"};
inline constexpr Message id{"id", "编号"};
inline constexpr Message host{"host", "主机"};
inline constexpr Message bound{"bound", "误差"};
inline constexpr Message event{"event", "事件"};
inline constexpr Message name{"name", "名称"};
inline constexpr Message none{"none", "无"};
inline constexpr Message bold_clause{"; {}", "；{}"};
inline constexpr Message in_brackets{"{} ({})", "{}（{}）"};

// 0 Summary
inline constexpr Message summary{"Executive summary and verdict", "摘要与结论"};
inline constexpr Message lead_rto{"{} was back within **{}**: RTO **{}**.",
                                  "{}于 **{}** 内恢复，RTO **{}**。"};
inline constexpr Message lead_rto_none{"Recovery time of {}: **{}** ({}).",
                                       "{}恢复时间：**{}**（{}）。"};
inline constexpr Message lead_rpo{" **{}** acknowledged drill writes were lost: RPO **{}**.",
                                  "丢失 **{}** 笔已确认演练写入，RPO **{}**。"};
inline constexpr Message lead_rpo_none{" Data loss: **{}** ({}).", "数据丢失：**{}**（{}）。"};
inline constexpr Message lead_same{" The end state equals the baseline.", "终态与基线一致。"};
inline constexpr Message lead_differs{
    " The end state differs from the baseline in **{}** unexpected items.",
    "终态与基线有 **{}** 项未预期差异。"};
inline constexpr Message lead_uncompared{" The end state was not compared with the baseline.",
                                         "终态未与基线比对。"};
inline constexpr Message lead_ending{" The drill ended as **{}**: {}.", "演练结局：**{}**，{}。"};
inline constexpr Message lead_outstanding{" **A fault is outstanding: {} on {}.**",
                                          "**尚有未消除的故障：{}（{}）**。"};
inline constexpr Message overall{"Overall verdict", "总体判定"};
inline constexpr Message tally{
    "Services: {}, measures: {}; met {}, not met {}, inconclusive {}, not measured {}, not "
    "applicable {}",
    "{} 个服务、{} 项指标：达标 {}，未达标 {}，无法判定 {}，未测量 {}，不适用 {}"};
inline constexpr Message verdicts{"Verdict per service", "各服务判定"};
inline constexpr Message at_most{"\u2264 {}", "\u2264 {}"};
inline constexpr Message writes_count{"{} writes", "{} 笔"};
inline constexpr Message acked_writes{"acknowledged writes", "已确认写入"};
inline constexpr Message fell_back{"RTO to reconnection: no step verified the business",
                                   "计至重连：无业务验证步骤"};
inline constexpr Message verdict_note{
    "Intervals are rounded outward to 0.01 s. Margin = target \u2212 upper bound. Met: upper bound "
    "\u2264 target; not met: lower bound > target; otherwise inconclusive. Verdicts use gross "
    "time.",
    "区间向外取整至 0.01 s。余量 = 目标 \u2212 "
    "区间上界。达标：上界 \u2264 目标；未达标：下界 > 目标；其余为无法判定。判定用毛用时。"};
inline constexpr Message interval_chart{"Measured interval against target", "实测区间对目标"};
inline constexpr Message rto_axis{"Recovery time RTO, s", "恢复时间 RTO，s"};
inline constexpr Message rpo_axis{"Data loss RPO, s", "数据丢失 RPO，s"};
inline constexpr Message legend_target{"target", "目标"};
inline constexpr Message legend_within{"within target", "目标之内"};
inline constexpr Message legend_measured{"measured; the block at its end is the interval",
                                         "实测，末端块为误差区间"};
inline constexpr Message loss_box{
    "**Data loss**: of {} acknowledged drill writes **{}** were lost, **{}** in time; {} more had "
    "no "
    "answer and are absent. This speaks of drill writes only, not of business data.",
    "**数据丢失**：{} 笔已确认演练写入中丢失 **{}** 笔，折合 **{}**；另有 {} "
    "笔无答复且不存在。本结论只涉及演练写入，不涉及业务数据。"};
inline constexpr Message loss_box_none{"**Data loss: not measured** ({}).",
                                       "**数据丢失：未测量**（{}）。"};
inline constexpr Message top_findings{"**Top findings**", "**主要发现**"};
inline constexpr Message no_findings{"No findings.", "无发现。"};
inline constexpr Message approvals{"Approvals, and how identity was proven", "审批与身份"};
inline constexpr Message start_of_drill{"start of the drill", "启动演练"};
inline constexpr Message recovered_box{
    "**RECORD RECOVERED**. The record of this drill was lost, wholly or in part, and was completed "
    "from what the agents kept. What people said, when the program learned what, and whatever an "
    "agent does not keep, is missing where it was lost.",
    "**记录系恢复所得（RECORD "
    "RECOVERED）**。本次演练的记录曾全部或部分丢失，已依据各代理留存的回执补全；"
    "人员答复、程序获知的时刻以及代理未留存的内容，凡丢失者均缺。"};
inline constexpr Message waived_box{
    "**APPROVALS WAIVED**. The drill was started with --yes in a lab: approvals and manual steps "
    "were answered by the program. Decision times are not those of people.",
    "**免审批（APPROVALS WAIVED）**。演练在实验环境以 --yes "
    "启动，审批与人工步骤由程序代答，决策用时不代表真实人员。"};

// 1 Purpose and scope
inline constexpr Message purpose{"Purpose and scope", "演练目的与范围"};
inline constexpr Message purpose_term{"purpose", "目的"};
inline constexpr Message scope_term{"scope", "范围"};
inline constexpr Message scenario_term{"scenario", "场景"};
inline constexpr Message objectives{"objectives", "目标任务"};
inline constexpr Message criteria{"success criteria", "成功标准"};
inline constexpr Message plan_document{"continuity plan", "应急预案"};
inline constexpr Message business{"business during the drill", "演练期间业务"};
inline constexpr Message business_none{"none", "无业务"};
inline constexpr Message business_synthetic{"synthetic: drill writes only", "模拟业务，仅演练写入"};
inline constexpr Message business_real{"real business", "真实业务"};
inline constexpr Message services_scope{"Services in scope and their targets", "范围内服务及目标"};
inline constexpr Message priority{"priority", "优先级"};
inline constexpr Message mtpd{"MTPD", "最大可容忍中断"};
inline constexpr Message clock_arrow{"{} \u2192 {}", "{} \u2192 {}"};

// 2 Participants
inline constexpr Message participants{"Departments, people and duties", "参与部门、人员和职责分工"};
inline constexpr Message commander{"commander", "指挥长"};
inline constexpr Message evaluators{"evaluators", "评估员"};
inline constexpr Message players{"players", "参演人员"};
inline constexpr Message started_by{"started by", "启动人"};
inline constexpr Message people{"People", "人员"};
inline constexpr Message department{"department", "部门"};
inline constexpr Message roles{"roles", "角色"};
inline constexpr Message backup{"backup", "备岗"};
inline constexpr Message acted{"acted", "实际参与"};
inline constexpr Message yes{"yes", "是"};
inline constexpr Message no{"no", "否"};
inline constexpr Message no_people{"The workspace names no people.", "工作区未登记人员。"};

// 3 Scenario
inline constexpr Message scenario{"Scenario and drill form", "场景设置与演练形式"};
inline constexpr Message risks{"Risks that this drill tests", "本演练对应的风险"};
inline constexpr Message category{"category", "类别"};
inline constexpr Message likelihood{"likelihood", "可能性"};
inline constexpr Message impact{"impact", "影响"};
inline constexpr Message score{"L \u00d7 I", "分值"};
inline constexpr Message other_event{"other event", "其他事件"};
inline constexpr Message assumptions{"assumptions", "假设"};
inline constexpr Message simulated{"simulated parts", "模拟环节"};
inline constexpr Message could_go_wrong{"what could go wrong", "演练自身风险"};
inline constexpr Message rollback{"rollback", "回退办法"};
inline constexpr Message phases{"phases", "阶段顺序"};
inline constexpr Message stop_conditions{"stop conditions", "停止条件"};
inline constexpr Message stop_down{"probe {} down for {}", "探针 {} 中断 {}"};
inline constexpr Message stop_up{"probe {} up for {}", "探针 {} 可用 {}"};
inline constexpr Message guards{"guards", "护栏"};
inline constexpr Message guards_value{
    "at most {} hosts changed; at most {} of machine time; faults revert by themselves after {}",
    "至多变更 {} 台主机；机器用时至多 {}；故障最迟 {} 后自行撤销"};

// 4 Preparation
inline constexpr Message preparation{"Preparation", "演练准备"};
inline constexpr Message preflight{"Pre-flight checks and baseline", "预检与基线"};
inline constexpr Message took{"took", "用时"};
inline constexpr Message probes{"Probes", "探针"};
inline constexpr Message probe{"probe", "探针"};
inline constexpr Message connection{"connection", "连接"};
inline constexpr Message vantage{"from", "位置"};
inline constexpr Message every{"every", "间隔"};
inline constexpr Message deadline{"deadline", "时限"};
inline constexpr Message write_log{"drill writes", "演练写入"};
inline constexpr Message neighbour{"neighbour, only watched", "邻居，仅观察"};
inline constexpr Message connections_rate{"{} connections, {} ms apart", "{} 个连接，间隔 {} ms"};
inline constexpr Message no_preparation{"No step of preparation was run.", "未执行准备步骤。"};

}  // namespace firedrill::reports::texts
