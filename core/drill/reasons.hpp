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
inline constexpr Message stopped{"the drill was stopped", "演练已停止"};
inline constexpr Message guard{"guard {}: {}", "防护条件 {}：{}"};
inline constexpr Message went_on{"the drill went on from a later phase", "演练从后续阶段继续"};
inline constexpr Message condition{"probe {} is {} for {}", "探测 {} 处于 {} 状态已达 {}"};
inline constexpr Message over_time{"machine time exceeds {}", "机器用时超过 {}"};

/// The more specific of two that share a beginning stands first.
inline constexpr std::array all{
    &no_answer,          &no_contact, &lost_track,  &never_arrived, &not_fenced,
    &refused_by_because, &refused_by, &step_failed, &step_unknown,  &step_refused,
    &aborted_by_because, &aborted_by, &stopped,     &guard,         &went_on,
    &condition,          &over_time};

}  // namespace firedrill::drill::reasons

namespace firedrill::drill {

/// `why` in this language: a sentence of the list above is translated, anything else unchanged.
std::string reason_in(Language language, std::string_view why);

}  // namespace firedrill::drill
