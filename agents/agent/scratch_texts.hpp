// What the sub-command scratch says.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::agent::scratch_text {

inline constexpr Message usage{
    "firedrill-agent scratch make DIRECTORY BYTES, or scratch remove|state DIRECTORY",
    "firedrill-agent scratch make DIRECTORY BYTES，或 scratch remove|state DIRECTORY"};
inline constexpr Message bad_name{
    "{} is no place for a scratch target: an absolute path at least two below the root, of "
    "letters, digits and ._-/ only",
    "{} 不能作为临时恢复目标：须为根下至少两级的绝对路径，只含字母、数字和 ._-/"};
inline constexpr Message bad_bytes{"{} is no number of bytes", "{} 不是字节数"};
inline constexpr Message through_link{"{} is reached through the symbolic link {}; left as it is",
                                      "{} 途经符号链接 {}；未作改动"};
inline constexpr Message no_directory{"{} is no directory; left as it is", "{} 不是目录；未作改动"};
inline constexpr Message not_empty{
    "{} is not empty and no backup test made it (it holds {}); left as it is",
    "{} 非空且不是备份测试所建（含 {}）；未作改动"};
inline constexpr Message mounted{"{} is mounted in {}; left as it is", "{} 挂载于 {} 内；未作改动"};
inline constexpr Message no_room{"{} has room for {} bytes, and the test asks for {}",
                                 "{} 的可用空间为 {} 字节，测试要求 {} 字节"};
inline constexpr Message no_parent{"{} cannot be looked at: {}", "无法查看 {}：{}"};
inline constexpr Message not_made{"{} cannot be made: {}", "无法建立 {}：{}"};
inline constexpr Message not_removed{"{} cannot be removed: {}", "无法清除 {}：{}"};
inline constexpr Message still_runs{"process {} works in {} and does not end",
                                    "进程 {} 仍在 {} 中运行，无法结束"};

}  // namespace firedrill::agent::scratch_text
