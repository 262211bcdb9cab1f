// How stop conditions are said, and why one cannot be measured.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::plan::stop_condition_texts {

inline constexpr Message up{"probe {} is up for {}", "探测 {} 可用 {}"};
inline constexpr Message down{"probe {} is down for {}", "探测 {} 中断 {}"};
inline constexpr Message errors{"errors of probe {} above {} over {}",
                                "探测 {} 的错误率超过 {}（{} 内）"};
inline constexpr Message latency{"latency of probe {} ({}) above {} over {}",
                                 "探测 {} 的时延（{}）超过 {}（{} 内）"};
inline constexpr Message lag{"standby {} more than {} behind for {}",
                             "备库 {} 落后超过 {}，持续 {}"};
inline constexpr Message second_fault{"something breaks that the drill did not break, for {}",
                                      "出现非本次演练造成的故障，持续 {}"};

inline constexpr Message short_window{
    "the window holds fewer than ten answers, so that its share says nothing",
    "窗口内不足十次应答，比例没有意义"};
inline constexpr Message long_window{"the window is too long", "窗口过长"};
inline constexpr Message share_out_of_range{"the share must lie from 0% to below 100%",
                                            "比例须在 0% 与 100% 之间（不含 100%）"};
inline constexpr Message quantile_out_of_range{"the quantile must lie from 50% to below 100%",
                                               "分位数须在 50% 与 100% 之间（不含 100%）"};
inline constexpr Message beyond_deadline{
    "an answer later than the probe's deadline is an error, so no latency above it is ever seen",
    "晚于探测时限的应答计为错误，因此观测不到超过时限的时延"};
inline constexpr Message no_lag_limit{"a lag above which the drill stops must be positive",
                                      "触发停止的落后时间须大于零"};

inline constexpr Message widen{"write `over: {}` or more", "请写 `over: {}` 或更长"};
inline constexpr Message narrow{"write `over: {}` or less", "请写 `over: {}` 或更短"};
inline constexpr Message write_share{"write such as `errors_above: 5%`",
                                     "请按 `errors_above: 5%` 的形式书写"};
inline constexpr Message write_quantile{"write such as `quantile: 95%`",
                                        "请按 `quantile: 95%` 的形式书写"};
inline constexpr Message below_deadline{
    "write a latency below {}, give the probe a longer deadline, or use `errors_above`",
    "请写低于 {} 的时延，或延长探测时限，或改用 `errors_above`"};
inline constexpr Message write_lag{"write such as `above: 5s`", "请按 `above: 5s` 的形式书写"};

}  // namespace firedrill::plan::stop_condition_texts
