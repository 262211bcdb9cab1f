// What the comparison with the baseline is called in words: for reports and terminal.
#pragma once

#include "core/base/text.hpp"

#include <map>
#include <string>

namespace firedrill::reports {

/// Of the categories of a snapshot's items; an unknown one is shown as it is.
inline Text category_word(const std::string& category) {
    static const std::map<std::string, Text> words{
        {"file", {"file", "文件"}},
        {"owners", {"owner of a file", "文件属主"}},
        {"process", {"processes", "进程"}},
        {"addresses", {"address", "网络地址"}},
        {"routes", {"route", "路由"}},
        {"nft", {"packet filter (nft)", "包过滤规则 (nft)"}},
        {"tc", {"queue of an interface (tc)", "接口队列 (tc)"}},
        {"units", {"systemd unit", "systemd 单元"}},
        {"role", {"role", "角色"}},
        {"in_recovery", {"in recovery", "恢复模式"}},
        {"timeline", {"timeline", "时间线"}},
        {"standbys", {"standbys", "备库数"}},
        {"setting", {"setting", "参数"}},
        {"slot", {"replication slot", "复制槽"}},
        {"schema", {"schema", "模式"}},
        {"table", {"table", "表"}},
    };
    const auto found = words.find(category);
    return found == words.end() ? Text{.en = category, .zh = category} : found->second;
}

inline constexpr Message old_agent{"the agent is of an earlier version, which does not look at it",
                                   "代理版本较早，不采集此项"};

}  // namespace firedrill::reports
