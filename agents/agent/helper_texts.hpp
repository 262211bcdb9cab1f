// What the helper says to people, in the language of the plan.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::agent::text {

inline constexpr Message helper_not_in_plan{
    "the helper refuses: the plan has no such action of step {} for this host",
    "特权助手拒绝执行：预案中本主机的步骤 {} 没有该动作"};
inline constexpr Message helper_stopped{"stopped at this host: {} is there",
                                        "本主机已启用停止开关：存在文件 {}"};
inline constexpr Message helper_says{"the helper: {}", "特权助手：{}"};

}  // namespace firedrill::agent::text
