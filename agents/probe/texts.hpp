// What the probe says to people, in the language of the plan.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::probe::text {

inline constexpr Message not_ours{
    "firedrill-probe does not perform {}",
    "firedrill-probe 不执行 {}",
};
inline constexpr Message unknown_probe{
    "the plan has no probe {}",
    "计划中没有探针 {}",
};
inline constexpr Message unknown_connection{
    "the plan has no connection {}",
    "计划中没有连接 {}",
};
inline constexpr Message kind_not_probed{
    "connection {}: nothing is known about kind {}",
    "连接 {}：不支持的类型 {}",
};
inline constexpr Message lag_needs_postgresql{
    "the lag of \"{}\" is read from PostgreSQL servers only; name another connection",
    "\"{}\" 的落后时间只能从 PostgreSQL 服务器读取；请指定其他连接"};
inline constexpr Message writes_need_postgresql{
    "probe {}: a write log needs a connection of kind postgresql",
    "探针 {}：写入日志需要 postgresql 类型的连接",
};
inline constexpr Message cannot_start{
    "probe {} cannot start: {}",
    "探针 {} 无法启动：{}",
};
inline constexpr Message no_good_answer{
    "probe {} got no good answer within {} (last: {})",
    "探针 {} 在 {} 内未得到正常应答（最后一次：{}）",
};
inline constexpr Message not_running{
    "probe {} does not run here",
    "探针 {} 未在此运行",
};
inline constexpr Message runs_already{
    "probe {} runs already",
    "探针 {} 已在运行",
};
inline constexpr Message no_write_log{
    "probe {} has no write log",
    "探针 {} 没有写入日志",
};
inline constexpr Message not_up{
    "probe {0} was not up for {1} within {2}",
    "探针 {0} 未能在 {2} 内连续正常 {1}",
};
inline constexpr Message not_down{
    "probe {0} was not down for {1} within {2}",
    "探针 {0} 未在 {2} 内连续异常 {1}",
};
inline constexpr Message cancelled{
    "cancelled",
    "已取消",
};
inline constexpr Message below_share{
    "{0} of {1} probes were good, fewer than the {2} asked for",
    "探测 {1} 次中 {0} 次正常，低于要求的 {2}",
};
inline constexpr Message no_evidence{
    "the prober was late all the time: nothing is known",
    "探针自身一直延迟：无法得出结论",
};
inline constexpr Message cannot_read_back{
    "the drill writes cannot be read back: {}",
    "演练写入无法读回：{}",
};
inline constexpr Message spool_failed{
    "the probe could not keep its records: {}",
    "探针无法保存记录：{}",
};
inline constexpr Message left_behind{
    "drill writes of probe {} are left on the database: {}",
    "探针 {} 的演练写入仍留在数据库中：{}",
};

}  // namespace firedrill::probe::text
