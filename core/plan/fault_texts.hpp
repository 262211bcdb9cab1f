// What is said about the parameters of faults and fences, by `firedrill check` and by agents.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::plan::fault_texts {

inline constexpr Message unknown_kind{"{} is no kind of fault or fence", "没有 {} 这种故障或隔离"};
inline constexpr Message needs_parameter{"{} needs `{}`", "{} 需要 `{}` 参数"};
inline constexpr Message no_such_parameter{"{} takes no `{}`; it takes: {}",
                                           "{} 没有 `{}` 参数；可用参数：{}"};
inline constexpr Message bad_value{"{}: `{}` cannot be \"{}\"; write {}",
                                   "{}：`{}` 不能是 \"{}\"；请写成 {}"};

inline constexpr Message a_text{"a text", "文本"};
inline constexpr Message a_path{"an absolute path, like /var/lib/app",
                                "绝对路径，例如 /var/lib/app"};
inline constexpr Message some_words{"a program and its arguments, with blanks between",
                                    "程序及其参数，以空格分隔"};
inline constexpr Message a_target{
    "an absolute path without `.`, `..` and `//`, below two directories at least, and nothing that "
    "the system lives on (/usr, /bin, /lib, /boot, /dev, /proc, /sys, /etc/passwd and the like)",
    "绝对路径，不含 `.`、`..`、`//`，至少两级目录，且不是系统赖以运行的文件"
    "（/usr、/bin、/lib、/boot、/dev、/proc、/sys、/etc/passwd 等）"};
inline constexpr Message a_mount{
    "the absolute path of a mount point like /data, none of the system itself (/, /usr, /var, /etc "
    "…)",
    "挂载点的绝对路径，例如 /data；不可为系统自身的挂载点（/、/usr、/var、/etc 等）"};
inline constexpr Message a_mode{"a mode of four digits from 0000 to 0777",
                                "0000 至 0777 的四位权限值"};
inline constexpr Message an_interface{"a network interface like eth0; lo is none",
                                      "网络接口，例如 eth0；不可为 lo"};
inline constexpr Message an_address{"one address with its prefix length, like 10.0.1.100/24",
                                    "一个带前缀长度的地址，例如 10.0.1.100/24"};
inline constexpr Message a_delay{"a duration from 1ms to 60s", "1ms 至 60s 的时长"};
inline constexpr Message a_share{"a share from 0.01% to 100%", "0.01% 至 100% 的比例"};
inline constexpr Message an_answer{"drop or reject", "drop 或 reject"};
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
