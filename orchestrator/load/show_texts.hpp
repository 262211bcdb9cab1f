// Words around complaints, in English and Chinese.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::load::show_texts {

inline constexpr Message error{"error", "错误"};
inline constexpr Message warning{"warning", "警告"};
inline constexpr Message notice{"note", "提示"};
inline constexpr Message where{"where", "位置"};
inline constexpr Message hint{"hint", "提示"};
inline constexpr Message remedy{"remedy", "办法"};
inline constexpr Message summary{"{}, {}, {}. Nothing was run.", "{}，{}，{}。未运行任何步骤。"};
inline constexpr Message one_file{"{} file read", "读取 {} 个文件"};
inline constexpr Message files{"{} files read", "读取 {} 个文件"};
inline constexpr Message one_error{"{} error", "{} 个错误"};
inline constexpr Message errors{"{} errors", "{} 个错误"};
inline constexpr Message one_warning{"{} warning", "{} 个警告"};
inline constexpr Message warnings{"{} warnings", "{} 个警告"};

}  // namespace firedrill::load::show_texts
