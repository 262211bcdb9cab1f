// What the loader says, in English and Chinese: about bytes, YAML and single values.
// (Texts about whole workspaces: lint_texts.hpp.)
#pragma once

#include "core/base/text.hpp"

namespace firedrill::load::texts {

// Bytes and YAML
inline constexpr Message too_large{"the file is larger than 1 MiB", "文件超过 1 MiB"};
inline constexpr Message too_large_remedy{"split it, or keep data elsewhere",
                                          "请拆分文件，或把数据放到别处"};
inline constexpr Message byte_order_mark{"the file begins with a byte-order mark",
                                         "文件开头有字节顺序标记（BOM）"};
inline constexpr Message byte_order_mark_remedy{"save it as UTF-8 without a byte-order mark",
                                                "请另存为不带 BOM 的 UTF-8"};
inline constexpr Message nul_byte{"a NUL byte", "含有 NUL 字节"};
inline constexpr Message nul_byte_remedy{"this is no text file (UTF-16?); save it as UTF-8",
                                         "这不是文本文件（UTF-16？）；请另存为 UTF-8"};
inline constexpr Message control_byte{"a control character", "含有控制字符"};
inline constexpr Message control_byte_remedy{"remove it", "请删除"};
inline constexpr Message not_utf8{"not valid UTF-8", "不是合法的 UTF-8"};
inline constexpr Message not_utf8_remedy{"save the file as UTF-8", "请把文件另存为 UTF-8"};
inline constexpr Message too_many_values{"more than {} values in one file",
                                         "一个文件中的值超过 {} 个"};
inline constexpr Message too_deep{"more than {} levels", "嵌套超过 {} 层"};
inline constexpr Message limit_remedy{"make the file simpler; nothing after this place was read",
                                      "请简化文件；此处之后未读取"};
inline constexpr Message alias{"aliases (*name) are not read", "不支持别名（*name）"};
inline constexpr Message anchor{"anchors (&name) are not read", "不支持锚点（&name）"};
inline constexpr Message merge_key{"merge keys (<<) are not read", "不支持合并键（<<）"};
inline constexpr Message alias_remedy{"write the values out", "请直接写出各值"};
inline constexpr Message alias_of_itself{"an alias (*name) inside the value that it names",
                                         "别名（*name）位于它所指的值之内"};
inline constexpr Message tag{"tags ({}) are not read", "不支持标签（{}）"};
inline constexpr Message tag_remedy{"remove the tag; quote the value if it is a text",
                                    "请删除标签；若值是文本，请加引号"};
inline constexpr Message key_is_no_text{"a key must be a plain text", "键必须是文本"};
inline constexpr Message key_is_no_text_remedy{
    "write `key: value`; a value that begins with a brace or bracket needs quotes",
    "请写成 `key: value`；以括号开头的值要加引号"};
inline constexpr Message duplicate_key{"duplicate key \"{}\"", "重复的键 \"{}\""};
inline constexpr Message duplicate_key_remedy{"keep one of the two", "请只保留一个"};
inline constexpr Message second_document{"a second document (---) in one file",
                                         "一个文件中有第二个文档（---）"};
inline constexpr Message second_document_remedy{"put it into a file of its own",
                                                "请放到单独的文件中"};
inline constexpr Message tab{"a tab in the indentation", "缩进中有制表符"};
inline constexpr Message tab_remedy{"indent with spaces", "请用空格缩进"};
inline constexpr Message not_yaml{"not YAML: {}", "不是合法的 YAML：{}"};
inline constexpr Message not_yaml_remedy{
    "look at indentation, quotes and brackets around this place; nothing after it was read",
    "请检查此处附近的缩进、引号和括号；此处之后未读取"};

// Keys
inline constexpr Message unknown_key{"unknown key \"{}\"", "未知的键 \"{}\""};
inline constexpr Message unknown_key_remedy{"rename the key or remove it", "请改名或删除该键"};
inline constexpr Message text_as_key_remedy{
    "a text with a comma inside {{ }} needs quotes around all of it",
    "花括号内含逗号的文本要整体加引号"};
inline constexpr Message keys_allowed{"{}; keys allowed here: {}", "{}；此处允许的键：{}"};
inline constexpr Message missing_key{"\"{}\" is missing", "缺少 \"{}\""};
inline constexpr Message missing_key_remedy{"add `{}: ...`", "请添加 `{}: ...`"};
inline constexpr Message later_key{"\"{}\" is not available in this version",
                                   "本版本尚不支持 \"{}\""};
inline constexpr Message later_key_remedy{"remove it", "请删除"};

// Kinds of values
inline constexpr Message not_a_map{"expected a mapping (key: value)", "此处应为映射（key: value）"};
inline constexpr Message not_a_list{"expected a list", "此处应为列表"};
inline constexpr Message not_a_list_remedy{"write `[a, b]`, or one `- item` a line",
                                           "请写成 `[a, b]`，或每行一个 `- 项`"};
inline constexpr Message not_a_word{"expected a text", "此处应为文本"};
inline constexpr Message not_a_word_remedy{"write one value; quote it if it holds {{ }} [ ] : or #",
                                           "请写一个值；若含 {{ }} [ ] : 或 # 请加引号"};
inline constexpr Message empty_value{"the value is empty", "值为空"};
inline constexpr Message empty_value_remedy{"write a value or remove the key",
                                            "请填写值或删除该键"};
inline constexpr Message surprising{"{} without quotes: other YAML readers take it for {}",
                                    "{} 未加引号：其他 YAML 读取器会把它当作{}"};
inline constexpr Message surprising_remedy{"write \"{}\" in quotes if you mean the text",
                                           "若指文本，请加引号写成 \"{}\""};
inline constexpr Message a_boolean{"a boolean", "布尔值"};
inline constexpr Message a_null{"nothing (null)", "空值（null）"};
inline constexpr Message an_octal{"an octal number", "八进制数"};
inline constexpr Message a_hex{"a hexadecimal number", "十六进制数"};
inline constexpr Message a_grouped{"a number with its _ removed", "去掉 _ 的数字"};
inline constexpr Message a_sexagesimal{"a number of base 60", "六十进制数"};
inline constexpr Message bad_id{"\"{}\" is no id", "\"{}\" 不是合法的标识符"};
inline constexpr Message bad_id_remedy{
    "use ASCII letters, digits, - _ and .; begin with a letter or digit; at most 64",
    "请用 ASCII 字母、数字、- _ 和 .；以字母或数字开头；最多 64 个字符"};
inline constexpr Message bad_text{"expected a text or {{en: ..., zh: ...}}",
                                  "此处应为文本或 {{en: ..., zh: ...}}"};
inline constexpr Message bad_duration{"\"{}\" is no duration", "\"{}\" 不是时长"};
inline constexpr Message bad_duration_remedy{
    "write a number with its unit, such as 250ms, 30s, 5m or 1h30m",
    "请写带单位的数，如 250ms、30s、5m 或 1h30m"};
inline constexpr Message bare_duration{"{} has no unit", "{} 没有单位"};
inline constexpr Message bare_duration_remedy{"write {0}s, {0}ms or {0}m",
                                              "请写成 {0}s、{0}ms 或 {0}m"};
inline constexpr Message clock_duration_remedy{"write a duration as 1h30m, not as 1:30",
                                               "时长请写成 1h30m，不要写成 1:30"};
inline constexpr Message bad_integer{"\"{}\" is no whole number from {} to {}",
                                     "\"{}\" 不是 {} 到 {} 之间的整数"};
inline constexpr Message bad_integer_remedy{"write decimal digits only, without quotes",
                                            "请只写十进制数字，不加引号"};
inline constexpr Message bad_boolean{"\"{}\" is neither true nor false",
                                     "\"{}\" 既不是 true 也不是 false"};
inline constexpr Message bad_boolean_remedy{"write true or false, without quotes",
                                            "请写 true 或 false，不加引号"};
inline constexpr Message bad_percent{"\"{}\" is no share", "\"{}\" 不是百分比"};
inline constexpr Message bad_percent_remedy{"write it with its sign, such as 99% or 99.93%",
                                            "请带百分号，如 99% 或 99.93%"};
inline constexpr Message bad_rate{"\"{}\" is no rate", "\"{}\" 不是速率"};
inline constexpr Message bad_rate_remedy{"write it with its unit, such as 200/s or 5/m",
                                         "请带单位，如 200/s 或 5/m"};
inline constexpr Message bad_choice{"\"{}\" is not possible here", "此处不能是 \"{}\""};
inline constexpr Message bad_choice_remedy{"choose one of: {}", "请选择其一：{}"};

// Files
inline constexpr Message file_missing{"the file does not exist", "文件不存在"};
inline constexpr Message file_missing_remedy{
    "create it (firedrill init DIR writes a workspace to start from), or name the workspace with "
    "-C DIR",
    "请创建该文件（firedrill init DIR 可生成起步工作区），或用 -C DIR 指定工作区"};
inline constexpr Message file_unreadable{"the file cannot be read: {}", "无法读取文件：{}"};
inline constexpr Message file_unreadable_remedy{"check its rights and that it is a file",
                                                "请检查权限，并确认它是文件"};
inline constexpr Message file_unknown{"this file belongs to nothing that is known here",
                                      "此处不认识这个文件"};
inline constexpr Message file_unknown_remedy{"files known here: {}", "此处认识的文件：{}"};

}  // namespace firedrill::load::texts
