// Why a step or a drill is no success, where the machine itself says so (a performer's and a
// person's words pass through unchanged). State and journal keep the English sentence; reports and
// terminal show it in the reader's language through reason_in().
#pragma once

#include "core/base/text.hpp"

#include <array>
#include <string>
#include <string_view>

namespace firedrill::drill::reasons {

inline constexpr Message no_answer{"no answer in time", "未在规定时间内答复"};
inline constexpr Message no_contact{"no contact to host {}", "与主机 {} 失去联系"};
inline constexpr Message lost_track{"its performer did not say what became of it",
                                    "执行方未告知其结果"};
inline constexpr Message never_arrived{"the request never reached its performer",
                                       "请求始终未送达执行方"};
inline constexpr Message not_fenced{"fence step {} did not succeed", "隔离步骤 {} 未成功"};
inline constexpr Message refused_by{"refused by {}", "被 {} 拒绝"};
inline constexpr Message refused_by_because{"refused by {}: {}", "被 {} 拒绝：{}"};
inline constexpr Message step_failed{"step {} failed", "步骤 {} 失败"};
inline constexpr Message step_unknown{"outcome of step {} unknown", "步骤 {} 结果未知"};
inline constexpr Message step_refused{"step {} was refused", "步骤 {} 被拒绝"};
inline constexpr Message aborted_by{"aborted by {}", "由 {} 中止"};
inline constexpr Message aborted_by_because{"aborted by {}: {}", "由 {} 中止：{}"};
inline constexpr Message skipped_by{"skipped by {}", "由 {} 跳过"};
inline constexpr Message skipped_by_because{"skipped by {}: {}", "由 {} 跳过：{}"};
inline constexpr Message settled_by{"it happened, says {}", "{} 确认已生效"};
inline constexpr Message settled_by_because{"it happened, says {}: {}", "{} 确认已生效：{}"};
inline constexpr Message presumed{
    "presumed by elapsed time, not by a receipt: no contact to host {} for {}, and fault {} fences "
    "it when its lease ends",
    "按时间推定，无回执：与主机 {} 失联已达 {}，故障 {} 在其租约到期时隔离该主机"};
inline constexpr Message stopped{"the drill was stopped", "演练已停止"};
inline constexpr Message guard{"guard {}: {}", "防护条件 {}：{}"};
inline constexpr Message guard_stop{"stop_condition", "停止条件"};
inline constexpr Message guard_time{"max_duration", "最长时间"};
inline constexpr Message place_lost{"drill {} has its place on {}",
                                    "演练 {} 已占用其在 {} 上的位置"};
inline constexpr Message recovered{"its record was recovered from the agents by {}",
                                   "演练记录由 {} 自代理恢复"};
inline constexpr Message recovered_over{
    "it was over when its record was recovered from the agents by {}",
    "由 {} 自代理恢复记录时，演练已经结束"};
inline constexpr Message went_on{"the drill went on from a later phase", "演练从后续阶段继续"};
inline constexpr Message condition{"probe {} is {} for {}", "探测 {} 处于 {} 状态已达 {}"};
inline constexpr Message errors_over{"errors of probe {} are {}, above {} over {}",
                                     "探测 {} 的错误率为 {}，超过 {}（{} 内）"};
inline constexpr Message latency_over{"latency of probe {} ({}) is {}, above {} over {}",
                                      "探测 {} 的时延（{}）为 {}，超过 {}（{} 内）"};
inline constexpr Message lag_over{"standby {} is {} behind, more than {} for {}",
                                  "备库 {} 落后 {}，超过 {} 已达 {}"};
inline constexpr Message guard_silent{
    "three readings in a row of stop condition {} are missing: probe {} does not watch it",
    "停止条件 {} 连续三次没有读数：探测 {} 未在监视"};
inline constexpr Message host_broke{
    "host {} is out of contact for {}, and no fault of this drill acts there",
    "主机 {} 失去联系已达 {}，而本次演练未在该主机上造成故障"};
inline constexpr Message service_broke{"probe {} is down for {}, which is not of this drill",
                                       "探测 {} 中断已达 {}，并非本次演练造成"};
inline constexpr Message over_time{"machine time exceeds {}", "机器用时超过 {}"};

inline constexpr Message values_too_long{"the values of earlier steps are too long for a request",
                                         "前序步骤的取值过长，无法下达"};

// What is not believed of a peer.
inline constexpr Message not_asked{"it says how {} ended, which nobody asked it to do",
                                   "称 {} 已结束，但从未要求其执行"};
inline constexpr Message not_its_step{"it says how {} ended, which is a step of {}",
                                      "称 {} 已结束，但该步骤属于 {}"};
inline constexpr Message other_outcome{"it says that {} {}, and had said that it {}",
                                       "称 {} 结果为 {}，此前曾称 {}"};
inline constexpr Message other_host{"it speaks of {} as host {}", "就 {} 以主机 {} 的名义陈述"};
inline constexpr Message impossible_times{"its times of {} cannot be true",
                                          "其所报 {} 的时刻不可能成立"};
inline constexpr Message no_such_probe{"it says how probe {} fares, which it has not",
                                       "陈述探针 {} 的状态，但该探针不在其上"};
inline constexpr Message no_such_fault{"it says that it reverted step {}, which is no fault there",
                                       "称已撤销步骤 {} 的故障，但其上并无此故障"};
inline constexpr Message untrue_artifact{"its artifact {} is not what it said: {}",
                                         "其制品 {} 与所述不符：{}"};
inline constexpr Message not_a_frame{"it does not keep to the protocol: {}", "未遵守通信协议：{}"};
inline constexpr Message no_more_told{"more of the same is only in the log", "其余仅记入日志"};

// Why somebody may not steer the drill so.
inline constexpr Message nobody_named{"nobody is named", "未指明人员"};
inline constexpr Message evaluates{"{} evaluates this drill and takes no part in it",
                                   "{} 为本次演练的评估人员，不参与演练"};
inline constexpr Message not_running{"the drill stops or has ended already",
                                     "演练正在停止或已经结束"};
inline constexpr Message paused_already{"the drill is paused already, by {}", "演练已由 {} 暂停"};
inline constexpr Message not_paused{"the drill is not paused", "演练未暂停"};
inline constexpr Message no_such_step{"this drill has no step {}", "本次演练没有步骤 {}"};
inline constexpr Message has_begun{"step {} has begun: let it come to its end, or abort",
                                   "步骤 {} 已开始：等待其结束，或中止演练"};
inline constexpr Message is_over_already{"step {} is over", "步骤 {} 已结束"};
inline constexpr Message is_left_out{"step {} will be skipped already", "步骤 {} 已定为跳过"};
inline constexpr Message not_held{"step {} is not held: nobody is asked how to go on with it",
                                  "步骤 {} 未处于待定状态，无需人员处置"};
inline constexpr Message no_skip_point{"step {} is a point of no return: it is not skipped",
                                       "步骤 {} 为不可逆点，不得跳过"};
inline constexpr Message no_skip_approval{"step {} is an approval: approve or refuse it",
                                          "步骤 {} 为审批：请批准或拒绝"};
inline constexpr Message no_skip_always{"step {} ends what the drill began: it is not skipped",
                                        "步骤 {} 用于收尾，不得跳过"};
inline constexpr Message no_skip_fence{"step {} needs the fence of step {}: it is not skipped",
                                       "步骤 {} 需要步骤 {} 的隔离，不得跳过"};
inline constexpr Message no_word_for_fence{
    "step {} needs the fence of step {}: nobody's word stands for it",
    "步骤 {} 需要步骤 {} 的隔离，不以人员确认代替"};
inline constexpr Message may_have_happened{
    "step {} may have happened and must not happen twice: say that it did not",
    "步骤 {} 可能已生效且不得重复：须声明其未生效"};
inline constexpr Message out_of_contact{"host {} is out of contact: retry when it is back",
                                        "与主机 {} 失去联系：恢复联系后重试"};

// Why receipts were not compared with the journal, and what either of them says.
inline constexpr Message receipts_unreached{"not reached: {}", "未能联系：{}"};
inline constexpr Message receipts_too_old{"its program ({}) is too old to tell its receipts",
                                          "其程序版本（{}）过旧，无法出示回执"};
inline constexpr Message receipts_silent{"it did not tell its receipts in time",
                                         "未在规定时间内出示回执"};
inline constexpr Message receipts_cleared{"it keeps nothing of a drill that was over",
                                          "演练早已结束，其回执已清除"};
inline constexpr Message journal_unread{"the journal could not be read: {}", "无法读取日志：{}"};
inline constexpr Message attempt_absent{"no such attempt", "无此次尝试"};
inline constexpr Message attempt_open{"begun, no end", "已开始，无结果"};
inline constexpr Message attempt_intended{"intended, no end", "已下达，无结果"};
inline constexpr Message attempt_never_came{"it never came there", "从未送达"};
inline constexpr Message ended_so{"{}, figures {}", "{}，数据摘要 {}"};
inline constexpr Message succeeded_word{"succeeded", "成功"};
inline constexpr Message failed_word{"failed", "失败"};
inline constexpr Message unknown_word{"unknown", "未知"};
inline constexpr Message records_counted{"{} records", "{} 条记录"};
inline constexpr Message record_is{"record {} is {}", "第 {} 条为 {}"};
inline constexpr Message chain_whole{"an unbroken chain", "链完整"};
inline constexpr Message chain_broken{"the chain is broken: {}", "链已断裂：{}"};

/// The more specific of two that share a beginning stands first.
inline constexpr std::array all{&no_answer,
                                &no_contact,
                                &lost_track,
                                &never_arrived,
                                &not_fenced,
                                &refused_by_because,
                                &refused_by,
                                &step_failed,
                                &step_unknown,
                                &step_refused,
                                &aborted_by_because,
                                &aborted_by,
                                &stopped,
                                &guard,
                                &guard_stop,
                                &guard_time,
                                &place_lost,
                                &recovered_over,
                                &recovered,
                                &went_on,
                                &errors_over,
                                &latency_over,
                                &lag_over,
                                &guard_silent,
                                &host_broke,
                                &service_broke,
                                &presumed,
                                &condition,
                                &over_time,
                                &skipped_by_because,
                                &skipped_by,
                                &settled_by_because,
                                &settled_by,
                                &values_too_long,
                                &not_asked,
                                &not_its_step,
                                &other_outcome,
                                &other_host,
                                &impossible_times,
                                &no_such_probe,
                                &no_such_fault,
                                &untrue_artifact,
                                &not_a_frame,
                                &no_more_told,
                                &nobody_named,
                                &evaluates,
                                &not_running,
                                &paused_already,
                                &not_paused,
                                &no_such_step,
                                &has_begun,
                                &is_over_already,
                                &is_left_out,
                                &not_held,
                                &no_skip_point,
                                &no_skip_approval,
                                &no_skip_always,
                                &no_word_for_fence,
                                &no_skip_fence,
                                &may_have_happened,
                                &out_of_contact,
                                &receipts_unreached,
                                &receipts_too_old,
                                &receipts_silent,
                                &receipts_cleared,
                                &journal_unread,
                                &attempt_absent,
                                &attempt_open,
                                &attempt_intended,
                                &attempt_never_came,
                                &succeeded_word,
                                &failed_word,
                                &unknown_word,
                                &record_is,
                                &chain_whole,
                                &chain_broken,
                                &records_counted,
                                &ended_so};

}  // namespace firedrill::drill::reasons

namespace firedrill::drill {

/// `why` in this language: a sentence of the list above is translated, anything else stands as it
/// is. What would act on a terminal is made visible: performers' words come from elsewhere.
std::string reason_in(Language language, std::string_view why);

}  // namespace firedrill::drill
