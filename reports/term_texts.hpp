// Formulas and terms of appendix D.
#pragma once

#include "core/base/text.hpp"

#include <array>

namespace firedrill::reports::term_texts {

struct Term {
    Message name;
    Message meaning;
};

inline constexpr std::array<Term, 13> terms{{
    {{"recovery time (RTO measured)", "恢复时间（RTO 实测）"},
     {"from the declared start to the declared end of the clock, gross; every figure is an "
      "interval "
      "that holds the truth",
      "自声明起点至声明终点的毛用时；每个数字均为包含真值的区间"}},
    {{"outage, lower bound", "中断下界"}, {"max(0, a_G \u2212 f_F)", "max(0, a_G \u2212 f_F)"}},
    {{"outage, upper bound", "中断上界"},
     {"c_H \u2212 max(a_L, J_lo)", "c_H \u2212 max(a_L, J_lo)"}},
    {{"fault to service", "故障至恢复"},
     {"[a_G \u2212 J_hi, c_H \u2212 J_lo]", "[a_G \u2212 J_hi, c_H \u2212 J_lo]"}},
    {{"symbols", "符号"},
     {"a, c: sending and completion of a probe; f_F: first failure known; L: last good before; G: "
      "last "
      "bad before, H: first good of the sustained run; J: interval in which the fault struck",
      "a、c 为探测发出与完成时刻；f_F 为首次判定失败；L 为中断前末次成功；G、H "
      "为持续成功段之前末次失败与段内首次成功；J 为故障发生区间"}},
    {{"sustained success", "持续成功"},
     {"share of good probes within W after H at least as stated, no two failures in a row",
      "H 之后 W 内成功率不低于规定值，且无连续两次失败"}},
    {{"good probe", "成功探测"},
     {"right answer no later than R after the slot was due (open loop: sent on time whether or not "
      "earlier ones returned)",
      "在预定时刻后 R 内得到正确答复（开环：无论先前是否返回均按时发出）"}},
    {{"clock offset", "时钟偏移"},
     {"in [t3 \u2212 t4, t2 \u2212 t1] of each four-stamp exchange, intersected, widened by drift",
      "每次四时戳交换给出 [t3 \u2212 t4, t2 \u2212 t1]，取交集并计入漂移"}},
    {{"lost write", "丢失写入"},
     {"acknowledged to the client, absent at the read-back", "已向客户端确认，核对时不存在"}},
    {{"RPO, time", "RPO 时间"},
     {"from the first lost acknowledged write to the fault", "自首笔丢失的已确认写入至故障"}},
    {{"met", "达标"}, {"upper bound \u2264 target", "区间上界 \u2264 目标"}},
    {{"not met", "未达标"}, {"lower bound > target", "区间下界 > 目标"}},
    {{"inconclusive, not measured", "无法判定、未测量"},
     {"the target lies inside the interval; there is no evidence. Neither ever counts as met",
      "目标落在区间内；没有证据。两者均不计为达标"}},
}};

}  // namespace firedrill::reports::term_texts
