// What the compiler says about comparisons of data.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::plan::compare_texts {

inline constexpr Message no_comparing_host{"nothing says which host compares",
                                           "没有指定由哪台主机比对"};
inline constexpr Message no_comparing_host_remedy{
    "add `from: HOST`, a host whose firedrill-probe reaches both connections",
    "请添加 `from: 主机`，该主机上的 firedrill-probe 须能到达两个连接"};
inline constexpr Message unknown_connection{"unknown connection \"{}\"", "未知的连接 \"{}\""};
inline constexpr Message unknown_connection_remedy{"name one of `connections`: {}",
                                                   "请使用 `connections` 中的：{}"};
inline constexpr Message two_kinds{"{} is of kind {} and {} of kind {}: they cannot be compared",
                                   "{} 的类型为 {}，{} 的类型为 {}，无法比对"};
inline constexpr Message other_kind{"`verify: {}` reads {}; the connection {} is of kind {}",
                                    "`verify: {}` 读取 {}；连接 {} 的类型为 {}"};
inline constexpr Message same_side{"a place is compared with itself", "比对的两侧是同一个连接"};
inline constexpr Message same_side_remedy{"name two connections, one for each place",
                                          "请为两个位置各指定一个连接"};

inline constexpr Message two_hosts_remedy{"name two hosts", "请指定两台主机"};
inline constexpr Message no_absolute_path{"`{}` is no absolute path", "`{}` 不是绝对路径"};

}  // namespace firedrill::plan::compare_texts
