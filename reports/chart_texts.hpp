// Lettering of the charts: short.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::reports::chart_texts {

inline constexpr Message rto_axis{"recovery time RTO, s", "恢复时间 RTO，s"};
inline constexpr Message rpo_axis{"data loss RPO, s", "数据丢失 RPO，s"};
inline constexpr Message intervals{"Measured intervals against their targets", "实测区间对目标"};
inline constexpr Message target{"target", "目标"};
inline constexpr Message within{"within target", "目标之内"};
inline constexpr Message measured{"measured, end block = interval", "实测，末端块为误差区间"};
inline constexpr Message seconds{"s", "s"};
inline constexpr Message phase{"phase", "阶段"};
inline constexpr Message step{"step", "步骤"};
inline constexpr Message on{"on", "执行"};
inline constexpr Message actual{"actual s", "实际 s"};
inline constexpr Message planned{"plan s", "计划 s"};
inline constexpr Message difference{"diff. s", "差 s"};
inline constexpr Message gantt{"Steps of the drill over time", "演练步骤甘特图"};
inline constexpr Message outage{"outage {}", "服务中断 {}"};
inline constexpr Message second_outage{"failback outage {}", "回切中断 {}"};
inline constexpr Message machine_bar{"machine", "机器"};
inline constexpr Message people_bar{"people", "人员"};
inline constexpr Message planned_bar{"planned", "计划"};
inline constexpr Message no_return{"point of no return", "不可逆点"};
inline constexpr Message outage_bar{"outage", "中断"};
inline constexpr Message unverified_bar{"not yet verified", "待验证"};
inline constexpr Message since_fault{"s, since T0", "s，自 T0"};
inline constexpr Message since_start{"s, since start", "s，自开始"};
inline constexpr Message pieces{"Decomposition of the recovery time", "恢复时间分解"};
inline constexpr Message magnified{"magnified", "放大"};
inline constexpr Message people_sum{"people {} ({})", "人员 {}（{}）"};
inline constexpr Message machine_sum{"machine {} ({})", "机器 {}（{}）"};
inline constexpr Message total{"sum {}", "合计 {}"};
inline constexpr Message writes{"Acknowledged and surviving drill writes around T0",
                                "T0 前后已确认与留存的演练写入"};
inline constexpr Message cumulative{"writes, cumulative", "累计写入，笔"};
inline constexpr Message acknowledged{"acknowledged {}", "客户端已确认 {}"};
inline constexpr Message surviving{"surviving {}", "核对时留存 {}"};
inline constexpr Message lost{"lost {}", "丢失 {} 笔"};
inline constexpr Message rate{"Acknowledged drill writes per second", "每秒确认的演练写入"};
inline constexpr Message per_second{"{}/s", "{}/s"};
inline constexpr Message outages{"Both outages on one scale", "两次中断对照"};
inline constexpr Message failover{"failover", "故障切换"};
inline constexpr Message switchover{"switchover", "计划切换"};
inline constexpr Message failback{"failback", "回切"};
inline constexpr Message outage_label{"{}; lost {} of {}", "{}；丢失 {} / {} 笔"};
inline constexpr Message client_view{"s, client's view", "s，客户端视角"};

}  // namespace firedrill::reports::chart_texts
