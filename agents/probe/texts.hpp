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
inline constexpr Message kind_takes_no_writes{
    "connection {}: kind {} takes no drill writes; postgresql, mariadb, redis and http do",
    "连接 {}：类型 {} 不支持演练写入；支持的类型为 postgresql、mariadb、redis 和 http",
};
inline constexpr Message no_writes_url{
    "connection {} has no `writes`: the url where its service takes drill writes",
    "连接 {} 没有 `writes`，即其服务接收演练写入的 url",
};

// Comparisons
inline constexpr Message kind_not_compared{
    "connection {}: kind {} is not compared; postgresql and mariadb are",
    "连接 {}：类型 {} 不支持比对；支持的类型为 postgresql 和 mariadb",
};
inline constexpr Message table_missing{
    "{}: there is no table {}, or it may not be read",
    "{}：没有表 {}，或无权读取",
};
inline constexpr Message column_missing{
    "{}: table {} has no column {}",
    "{}：表 {} 没有列 {}",
};
inline constexpr Message key_with_null{
    "table {}: {} may be NULL and is no key; name columns that are never NULL",
    "表 {}：{} 可能为 NULL，不能作为键；请指定非空的列",
};
inline constexpr Message key_not_unique{
    "{}: table {} has several rows of one key; name more columns in `key`",
    "{}：表 {} 中同一键有多行；请在 `key` 中补充列",
};
inline constexpr Message comparison_ended{
    "the comparison of {} was ended",
    "{} 的比对已被终止",
};
inline constexpr Message comparison_unfinished{
    "the comparison of {} did not end in time: {} rows are compared; retry the step and it goes on "
    "from there, or give it a longer timeout",
    "{} 的比对未在时限内完成：已比对 {} 行；重试该步骤将从此处继续，或请延长时限",
};
inline constexpr Message keys_unfinished{
    "{}: the keys were not all read in time; give the step a longer timeout",
    "{}：未在时限内读完所有键；请延长该步骤的时限",
};
inline constexpr Message follower_lags{
    "{} did not catch up within 5 s: what differs may only be late",
    "{} 在 5 s 内未追上：差异可能只是延迟",
};
inline constexpr Message cannot_compare{
    "cannot compare: {}",
    "无法比对：{}",
};
inline constexpr Message sets_differ{
    "{} of {} differ, first: {}",
    "{1} 项中有 {0} 项不一致，首个为：{2}",
};
inline constexpr Message rows_differ{
    "{} ({} missing, {} extra, {} changed, {} unsettled)",
    "{}（缺失 {}，多出 {}，改变 {}，不稳定 {}）",
};
inline constexpr Message answers_too_long{
    "{}: the query {} gives more than {} rows; compare its tables instead",
    "{}：查询 {} 的结果超过 {} 行；请改为比对其数据表",
};

inline constexpr Message cannot_start{
    "probe {} cannot start: {}",
    "探针 {} 无法启动：{}",
};
inline constexpr Message no_good_answer{
    "probe {} got no good answer within {} (last: {})",
    "探针 {} 在 {} 内未得到正常应答（最后一次：{}）",
};

// What was wrong with an answer, or why there was none
inline constexpr Message no_answer{"no answer in time", "未及时应答"};
inline constexpr Message closed{"the other side closed the connection", "对方关闭了连接"};
inline constexpr Message no_tls{"TLS: {}", "TLS：{}"};
inline constexpr Message takes_no_writes{"it takes no writes: a standby, or read-only",
                                         "不接受写入：备机或只读"};
inline constexpr Message other_status{"status {}, not {}", "状态码 {}，应为 {}"};
inline constexpr Message other_body{"the body has no \"{}\"", "正文中没有“{}”"};
inline constexpr Message no_http{"the answer is no HTTP: {}", "应答不是 HTTP：{}"};
inline constexpr Message no_json{"the body is no JSON: {}", "正文不是 JSON：{}"};
inline constexpr Message no_value{"the body has no value at {}", "正文中没有 {} 的值"};
inline constexpr Message other_value{"{} is \"{}\", not \"{}\"", "{} 为“{}”，应为“{}”"};
inline constexpr Message no_redis{"the answer is none of Redis: {}", "应答不符合 Redis 协议：{}"};
inline constexpr Message no_master{"Sentinel {} knows no master \"{}\": {}",
                                   "哨兵 {} 不认识主节点“{}”：{}"};
inline constexpr Message no_dns{"the answer is none of a name server", "应答不符合 DNS 协议"};
inline constexpr Message dns_cut{"the answer did not fit into one packet", "应答超出单个报文"};
inline constexpr Message no_record{"no record of this type", "没有该类型的记录"};
inline constexpr Message other_records{"other records: {}", "记录不同：{}"};
inline constexpr Message other_line{"\"{}\", without \"{}\"", "应答“{}”中没有“{}”"};
inline constexpr Message no_line{"a line without end", "行过长，没有结尾"};
inline constexpr Message exit_code{"exit code {}: {}", "退出码 {}：{}"};

// Which programs a probe may run
inline constexpr Message command_not_absolute{"{} is no absolute path", "{} 不是绝对路径"};
inline constexpr Message command_missing{"{} is no program that can be run", "{} 不是可执行的程序"};
inline constexpr Message no_commands{"this host lets probes run no programs",
                                     "本机不允许探针运行程序"};
inline constexpr Message no_commands_remedy{
    "its administrator names their directory: firedrill-probe serve --commands DIR",
    "请由本机管理员指定目录：firedrill-probe serve --commands DIR"};
inline constexpr Message command_elsewhere{"{} does not lie in {}", "{} 不在 {} 中"};
inline constexpr Message command_unsafe{"{}, or its directory, can be changed by others",
                                        "{} 或其所在目录可被他人修改"};
inline constexpr Message command_unsafe_remedy{
    "chown it to root, and take the right to write from group and others",
    "请把属主改为 root，并去掉组和其他用户的写权限"};
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
