// The classes of drill writes, with what each means.
#pragma once

#include "core/base/text.hpp"

#include <array>

namespace firedrill::reports::loss_texts {

struct Class {
    Message name;
    Message definition;
};

/// Why there are no figures of drill writes, as core/drill/assess_writes.cpp says it.
inline constexpr std::array<Message, 3> no_writes{{
    {"probe {} keeps no write log", "探针 {} 未做演练写入"},
    {"the drill ended before the writes were verified", "演练在写入核对之前结束"},
    {"the writes were not verified", "未核对写入"},
}};

inline constexpr Class kept{{"kept", "留存"}, {"acknowledged, present", "已确认，核对时存在"}};
inline constexpr Class lost{{"lost", "丢失"}, {"acknowledged, absent", "已确认，核对时不存在"}};
inline constexpr Class warned{
    {"acknowledged with warning", "带警告确认"},
    {"the server said that it may not be replicated", "服务器声明可能未复制"}};
inline constexpr Class unsure{
    {"unsure", "未知"},
    {"no answer: may or may not have happened", "无答复，可能发生也可能未发生"}};
inline constexpr Class failed{{"failed", "被拒"}, {"refused or never sent", "被拒绝或未发出"}};
inline constexpr Class attempted{
    {"attempted", "尝试"},
    {"kept + lost + with warning + unsure + failed", "留存 + 丢失 + 带警告 + 未知 + 被拒"}};
inline constexpr Class warned_lost{{"with warning, absent", "带警告且不存在"},
                                   {"of the acknowledged with warning", "带警告确认中不存在者"}};
inline constexpr Class unsure_absent{{"unsure, absent", "未知且不存在"},
                                     {"of the unsure", "未知中不存在者"}};
inline constexpr Class recovered{{"recovered", "寻回"}, {"of the unsure: present", "未知中存在者"}};
inline constexpr Class phantom{{"phantom", "幻影"}, {"failed, yet present", "明确失败却存在"}};
inline constexpr Class unexpected{{"unexpected", "意外"},
                                  {"present, never attempted", "从未尝试却存在"}};
inline constexpr Class duplicated{{"duplicated", "重复"},
                                  {"present twice or more", "存在两次以上"}};
inline constexpr Class changed{{"changed", "篡改"},
                               {"present with another content", "存在但内容不同"}};
inline constexpr Class present{{"present", "存在"}, {"rows read back", "核对读回的行"}};

}  // namespace firedrill::reports::loss_texts
