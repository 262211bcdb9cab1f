// Texts of a series of drills.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::series_texts {

inline constexpr Message times{"This is done {} times, one drill after the other.",
                               "将依次执行 {} 次演练。"};
inline constexpr Message next{"drill {} of {}", "第 {} 次演练，共 {} 次"};
inline constexpr Message stops{"the series stops after drill {} of {}: {}",
                               "连续演练在第 {} 次（共 {} 次）后停止：{}"};
inline constexpr Message not_completed{"the drill did not complete", "该次演练未完成"};
inline constexpr Message fault_outstanding{"a fault is outstanding", "有故障尚未恢复"};
inline constexpr Message fence_held{"a fence still holds", "隔离（防脑裂）仍然有效"};
inline constexpr Message not_as_before{"the end state differs from the baseline",
                                       "结束状态与基线不一致"};
inline constexpr Message service_down{"probe {} sees the service down", "探针 {} 观测到服务不可用"};

inline constexpr Message headline{"Series {}: {} of {} drills of {}",
                                  "连续演练 {}：已执行 {}/{} 次，场景 {}"};
inline constexpr Message service{"service", "服务"};
inline constexpr Message figure{"figure", "指标"};
inline constexpr Message least{"min", "最小"};
inline constexpr Message median{"median", "中位"};
inline constexpr Message most{"max", "最大"};
inline constexpr Message of_trials{"drills", "次数"};
inline constexpr Message rto{"RTO", "RTO"};
inline constexpr Message lost{"writes lost", "丢失写入"};
inline constexpr Message verdicts{
    "  {0}: RTO target met in {1} of {2} drills ({3} not met, {4} inconclusive, {5} not measured)",
    "  {0}：{2} 次演练中 {1} 次达标（未达标 {3}，无法判定 {4}，未测量 {5}）"};
inline constexpr Message bound{
    "  {}: all {} met. If drills are alike, at most {} of them would miss the target (95 %).",
    "  {}：{} 次全部达标。若各次演练条件相同，未达标比例至多 {}（95 % 置信）。"};
inline constexpr Message loss_bound{
    "  {}: none of {} acknowledged writes lost. The share of lost ones is at most {} (95 %).",
    "  {}：已确认写入 {} 笔，无丢失。丢失比例至多 {}（95 % 置信）。"};
inline constexpr Message drill_line{"  {:>3}  {}  {}", "  {:>3}  {}  {}"};
inline constexpr Message none{"drill {} is of no series", "演练 {} 不属于任何连续演练"};
inline constexpr Message none_remedy{"firedrill run SCENARIO --times N makes one",
                                     "使用 firedrill run 场景 --times N 发起"};

}  // namespace firedrill::cli::series_texts
