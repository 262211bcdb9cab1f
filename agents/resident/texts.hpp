// What agent and probe say to people. Reasons of attempts are in the language of the plan.
#pragma once

#include "core/base/text.hpp"
#include "core/plan/plan.hpp"

namespace firedrill::resident {

inline Language language_of(const plan::Plan& plan) {
    return terminal_language(plan.languages);
}

namespace text {

inline constexpr Message cancelled_before{
    "cancelled before it began",
    "开始之前已取消",
};
inline constexpr Message cancelled{
    "cancelled while its effect was awaited",
    "等待生效期间被取消",
};
inline constexpr Message nothing_armed{
    "the fault was not in place: nothing to revert",
    "故障未注入，无需恢复",
};
inline constexpr Message nothing_fenced{
    "no fence of this step is held: nothing to release",
    "本步骤的隔离（防脑裂）未生效，无需解除",
};
inline constexpr Message broke_off{
    "a defect of {} broke the attempt off: {}",
    "{} 的缺陷中断了本次执行：{}",
};

}  // namespace text
}  // namespace firedrill::resident
