// Why an approval does not count, in English and Chinese.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::plan::approval_texts {

inline constexpr Message not_one{"this is not an approval: {}", "这不是一份签名批准：{}"};
inline constexpr Message forged{"the signature is not under these words: something was changed",
                                "签名与内容不符：内容已被改动"};
inline constexpr Message other_plan{"it was signed for another plan ({})",
                                    "签署的是另一份计划（{}）"};
inline constexpr Message other_drill{"it was signed for drill {}", "签署的是演练 {}"};
inline constexpr Message other_step{"it was signed for step {}", "签署的是步骤 {}"};
inline constexpr Message whole_plan{"it was signed for the plan as a whole, not for step {}",
                                    "签署的是整份计划，而不是步骤 {}"};
inline constexpr Message not_yet{"it counts only from {}", "自 {} 起才有效"};
inline constexpr Message expired{"it counted until {}", "有效期已于 {} 截止"};

}  // namespace firedrill::plan::approval_texts
