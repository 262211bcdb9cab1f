// What is said about the parameters of faults and fences, by `firedrill check` and by agents.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::plan::fault_texts {

inline constexpr Message unknown_kind{"{} is no kind of fault or fence", "没有 {} 这种故障或隔离"};
inline constexpr Message needs_parameter{"{} needs `{}`", "{} 需要 `{}` 参数"};
inline constexpr Message bad_value{"{}: `{}` cannot be \"{}\"; write {}",
                                   "{}：`{}` 不能是 \"{}\"；请写成 {}"};

inline constexpr Message a_text{"a text", "文本"};
inline constexpr Message a_path{"an absolute path, like /var/lib/app",
                                "绝对路径，例如 /var/lib/app"};
inline constexpr Message some_peers{
    "1 to 64 addresses or networks with blanks between, like 10.0.1.10 10.2.0.0/16 fd00::1",
    "1 至 64 个地址或网段，以空格分隔，例如 10.0.1.10 10.2.0.0/16 fd00::1"};
inline constexpr Message a_port{"a port from 1 to 65535", "1 至 65535 的端口"};
inline constexpr Message a_direction{"in, out or both", "in、out 或 both"};
inline constexpr Message some_bytes{"a size like 512MiB, 10GiB or 4096 (bytes)",
                                    "大小，例如 512MiB、10GiB 或 4096（字节）"};
inline constexpr Message some_cores{"a number of cores from 1 to 1024", "1 至 1024 的核数"};
inline constexpr Message yes_or_nothing{"true, or leave it out", "true，或不写"};

}  // namespace firedrill::plan::fault_texts
