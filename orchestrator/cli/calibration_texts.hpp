// Texts of firedrill calibrate.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::calibration_texts {

inline constexpr Message begins{
    "calibration {} known outages, probed every {}; {} drill writes; seed {}; only loopback",
    "校准      已知中断 {} 次，探测间隔 {}；演练写入 {} 笔；种子 {}；仅使用本机回环"};
inline constexpr Message progress{"outages {} of {}, drill writes {} of {}",
                                  "中断 {}/{}，演练写入 {}/{}"};
inline constexpr Message headline{"Calibration of {}, Firedrill {}, probe interval {}, seed {}",
                                  "{} 的校准，Firedrill {}，探测间隔 {}，种子 {}"};
inline constexpr Message failing{"service", "服务"};
inline constexpr Message figure{"figure", "指标"};
inline constexpr Message held{"held", "含真值"};
inline constexpr Message error_median{"error p50", "误差中位数"};
inline constexpr Message error_worst{"worst", "最大误差"};
inline constexpr Message width_median{"width p50", "宽度中位数"};
inline constexpr Message width_worst{"widest", "最大宽度"};
inline constexpr Message wider{"wider", "过宽"};
inline constexpr Message late{"late", "迟探"};
inline constexpr Message refused{"refused", "拒绝连接"};
inline constexpr Message black_holed{"black-holed", "无响应（黑洞）"};
inline constexpr Message stalled{"stalled", "停滞"};
inline constexpr Message drill_writes{"drill writes", "演练写入"};
inline constexpr Message clocks{"clocks", "时钟"};
inline constexpr Message outage{"outage", "中断时长"};
inline constexpr Message recovery{"recovery", "恢复时间"};
inline constexpr Message down{"down time", "停用时长"};
inline constexpr Message age{"age of loss", "丢失数据时龄"};
inline constexpr Message offset{"offset", "时钟偏差"};
inline constexpr Message legend{
    "  held: intervals that held the truth. wider: than the formula allows. late: the prober was "
    "late beside it.",
    "  含真值：包含真值的区间数。过宽：超出公式允许的宽度。迟探：邻近探测发送过迟。"};
inline constexpr Message flaps{"  {} of {} outages came back in between (flaps)",
                               "  {1} 次中断中 {0} 次期间曾短暂恢复（抖动）"};
inline constexpr Message writes{
    "  drill writes: {} of {} in another class than planted ({} kept, {} lost, {} duplicated, {} "
    "recovered, {} phantom, {} unexpected)",
    "  演练写入：{1} 笔中 {0} 笔分类与预设不符（保留 {2}，丢失 {3}，重复 {4}，补回 {5}，幻影 "
    "{6}，意外 {7}）"};
inline constexpr Message cost{"  one probe took {0} of one core; {1} of {2} slots were sent late",
                              "  每个探针占用单核 {0}；{2} 次探测中 {1} 次发送过迟"};
inline constexpr Message unclaimed{"  {} figures were not given, because the prober was late",
                                   "  因探测过迟，{} 个指标未给出"};
inline constexpr Message miss{"  MISSED  {} outage {}, {}: measured {}, in truth {}{}",
                              "  未含真值  {} 第 {} 次，{}：测得 {}，真值 {}{}"};
inline constexpr Message in_doubt{" (many slots were late: a drill would not trust it)",
                                  "（迟探过多：演练不会采信）"};
inline constexpr Message doubted{
    "{} of those missed lay among many late slots, on which a drill gives no verdict \"met\". This "
    "host was too busy for its probes: calibrate again when it is quiet, or with a longer --every.",
    "其中 {} 个处于大量迟探之中，演练对此不给出“达标”判定。本机过于繁忙：请在空闲时或以更长的 "
    "--every "
    "重新校准。"};
inline constexpr Message nothing{"nothing", "无"};
inline constexpr Message good{"EVERY INTERVAL HELD THE TRUTH ({} of {})",
                              "所有区间均包含真值（{}/{}）"};
inline constexpr Message bad{
    "NOT EVERY INTERVAL HELD THE TRUTH ({} of {}; {} drill writes "
    "misjudged)",
    "并非所有区间都包含真值（{}/{}；误判演练写入 {} 笔）"};
inline constexpr Message kept{"kept in {}: the drills that start here cite it",
                              "已保存至 {}：此后在本机启动的演练将引用"};
inline constexpr Message of_day{"made {} (UTC), kept in {}", "校准于 {} (UTC)，保存在 {}"};
inline constexpr Message too_few{"--outages and --writes take 1 to 1,000,000",
                                 "--outages 与 --writes 取值 1 至 1,000,000"};
inline constexpr Message bad_interval{"--every takes 1ms to 1s, not {}",
                                      "--every 取值 1ms 至 1s，不能为 {}"};

}  // namespace firedrill::cli::calibration_texts
