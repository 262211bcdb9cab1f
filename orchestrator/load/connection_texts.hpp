// What the loader says about connections.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::load::connection_texts {

inline constexpr Message tls_form{"write `tls: true`, or `tls: {{ca: FILE, name: NAME}}`",
                                  "请写 `tls: true` 或 `tls: {{ca: FILE, name: NAME}}`"};
inline constexpr Message control_character{"a line end or another control character",
                                           "含有换行或其他控制字符"};
inline constexpr Message no_pointer{"\"{}\" does not point to a value", "“{}”没有指向任何值"};
inline constexpr Message no_pointer_remedy{"write its path from the root: `/status`, `/parts/0/up`",
                                           "请写从根开始的路径：`/status`、`/parts/0/up`"};
inline constexpr Message line_form{"a line either sends or expects",
                                   "每一行只能有 send 或 expect 之一"};
inline constexpr Message expects_nothing{"the dialog expects nothing, so that any answer is right",
                                         "对话未写任何 expect，任何应答都会算作正确"};
inline constexpr Message other_scheme{"`url` and `writes` begin alike, with http:// or https://",
                                      "`url` 与 `writes` 须同以 http:// 或 https:// 开头"};
inline constexpr Message not_absolute{"the program needs its whole path", "程序须写完整路径"};

}  // namespace firedrill::load::connection_texts
