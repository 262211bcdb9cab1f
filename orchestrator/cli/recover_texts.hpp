// Texts of `firedrill recover`.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::recover_texts {

inline constexpr Message asking{"asking {} agents what they keep", "向 {} 个代理查询其留存内容"};
inline constexpr Message not_reached{"NOT REACHED: {}", "未能联系：{}"};
inline constexpr Message keeps_nothing{"keeps no drill", "无演练留存"};
inline constexpr Message drill{"  {}  {}, epoch {}, {} attempts", "  {}  {}，第 {} 代，{} 次尝试"};
inline constexpr Message under_way{"under way", "进行中"};
inline constexpr Message not_begun{"not begun", "未开始"};
inline constexpr Message over{"over", "已结束"};
inline constexpr Message lost_to{"lost its place to {}", "位置已被 {} 占用"};
inline constexpr Message outstanding{"    fault outstanding  {}", "    故障未消除  {}"};
inline constexpr Message fenced{"    fence held         {}", "    隔离中      {}"};
inline constexpr Message probes{"    probe running      {}", "    探测中      {}"};
inline constexpr Message in_store{"  its record is in the store", "  记录在本存储中"};
inline constexpr Message not_in_store{"  its record is not in this store: firedrill recover {}",
                                      "  记录不在本存储中：firedrill recover {}"};
inline constexpr Message recovering{
    "recovering {}: what the agents keep becomes its record, then it stops safely. What people "
    "said, and when the program learned what, is lost where the record was lost.",
    "正在恢复 "
    "{}：以代理留存内容补全记录，随后安全停止。记录丢失部分中的人员答复及程序获知时刻不可恢复。"};
inline constexpr Message recovering_on{
    "recovering {}: what the agents keep becomes its record, then it goes on. Approvals must be "
    "given again before a point of no return.",
    "正在恢复 {}：以代理留存内容补全记录，随后继续。不可逆点之前须重新审批。"};

inline constexpr Message nothing_kept{"no agent that answered keeps a drill that is not over",
                                      "应答的代理均无未结束的演练"};
inline constexpr Message nothing_remedy{
    "start the agents that did not answer, or name the drill: firedrill recover DRILL",
    "启动未应答的代理，或指明演练：firedrill recover 演练"};
inline constexpr Message lab_remedy{
    "agents of a lab keep their receipts with the store that started them: where it is gone, there "
    "is nothing to recover; end what the lab still runs, and start anew",
    "实验环境代理的回执随启动它的存储存放：存储已失则无可恢复；请结束实验环境中的残留程序后重新开"
    "始"};
inline constexpr Message several{"the agents keep several drills that are not over: {}",
                                 "代理留存多个未结束的演练：{}"};
inline constexpr Message several_remedy{"name one: firedrill recover {}",
                                        "请指明其一：firedrill recover {}"};
inline constexpr Message no_plan{"no agent that answered keeps the plan of drill {}",
                                 "应答的代理均未留存演练 {} 的计划"};

}  // namespace firedrill::cli::recover_texts
