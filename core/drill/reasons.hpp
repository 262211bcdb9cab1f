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
inline constexpr Message stopped{"the drill was stopped", "演练已停止"};
inline constexpr Message guard{"guard {}: {}", "防护条件 {}：{}"};
inline constexpr Message place_lost{"drill {} has its place on {}",
                                    "演练 {} 已占用其在 {} 上的位置"};
inline constexpr Message recovered{"its record was recovered from the agents by {}",
                                   "演练记录由 {} 自代理恢复"};
inline constexpr Message recovered_over{
    "it was over when its record was recovered from the agents by {}",
    "由 {} 自代理恢复记录时，演练已经结束"};
inline constexpr Message went_on{"the drill went on from a later phase", "演练从后续阶段继续"};
inline constexpr Message condition{"probe {} is {} for {}", "探测 {} 处于 {} 状态已达 {}"};
inline constexpr Message over_time{"machine time exceeds {}", "机器用时超过 {}"};

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
                                &place_lost,
                                &recovered_over,
                                &recovered,
                                &went_on,
                                &condition,
                                &over_time,
                                &skipped_by_because,
                                &skipped_by,
                                &settled_by_because,
                                &settled_by,
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
                                &out_of_contact};

}  // namespace firedrill::drill::reasons

namespace firedrill::drill {

/// `why` in this language: a sentence of the list above is translated, anything else unchanged.
std::string reason_in(Language language, std::string_view why);

}  // namespace firedrill::drill
