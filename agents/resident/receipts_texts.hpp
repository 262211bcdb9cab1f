// What `receipts verify` says.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::resident::receipts_text {

inline constexpr Message help{
    R"(Usage: firedrill-agent receipts verify --state DIR [--head HEX] [--json]

Checks the receipts file of a state directory without the orchestrator, and changes nothing; the
agent may run meanwhile. Prints how many records there are, the head of their chain, and the first
place that does not fit. The report of a drill shows the head that the orchestrator saw when the
drill ended (section 15): with --head it is looked for, so that a cut tail or another file shows.

  --state DIR   the directory of `serve --state`
  --head HEX    a head that was seen before, or its first digits (at least 12)
  --json        one JSON object

Example:
  firedrill-agent receipts verify --state /var/lib/firedrill --head 3f9c01d2ab77

Exit codes: 0 the chain is whole (and holds the head), 1 it is broken (or does not hold it),
3 the file cannot be read, 64 usage.
)",
    R"(用法：firedrill-agent receipts verify --state DIR [--head HEX] [--json]

离线核验状态目录中的回执文件，不作任何改动；代理可同时运行。输出记录数、链头以及首个
不符之处。演练报告（第 15 节）载有演练结束时编排程序所见的链头：以 --head 查找，可发现
末尾被截或文件被换。

  --state DIR   即 `serve --state` 的目录
  --head HEX    此前所见链头，或其开头若干位（至少 12 位）
  --json        输出一个 JSON 对象

示例：
  firedrill-agent receipts verify --state /var/lib/firedrill --head 3f9c01d2ab77

退出码：0 链完整（且含该链头），1 链断裂（或不含该链头），3 无法读取文件，64 用法错误。
)"};
inline constexpr Message count{"records: {}", "记录数：{}"};
inline constexpr Message head{"head: {}", "链头：{}"};
inline constexpr Message whole{"the chain is whole", "链完整"};
inline constexpr Message broken{"BROKEN: {}", "链已断裂：{}"};
inline constexpr Message torn{
    "{} bytes at the end were not written to their end: the agent removes them when it starts",
    "末尾 {} 字节未写完：代理启动时将其删除"};
inline constexpr Message found{"head {} is that of record {}", "链头 {} 为第 {} 条记录所有"};
inline constexpr Message not_found{
    "head {} is NOT IN THIS CHAIN: its end is missing, or this is another file",
    "链头 {} 不在此链中：末尾缺失，或为另一文件"};

}  // namespace firedrill::resident::receipts_text
