// What is wrong with a policy file, and what `firedrill-agent policy` says.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::agent::policy_text {

// YAML
inline constexpr Message alias{"anchors and aliases are refused: write it out",
                               "不接受锚点和别名：请直接写出"};
inline constexpr Message tag{"tags are refused: quote the text instead", "不接受标签：请改用引号"};
inline constexpr Message too_much{"more than {} values or {} levels", "超过 {} 个值或 {} 层"};
inline constexpr Message too_long{"longer than {} bytes", "超过 {} 字节"};
inline constexpr Message empty{"the file says nothing; nothing would be allowed",
                               "文件为空，等于什么都不允许"};
inline constexpr Message second_document{"a second document: one file holds one policy",
                                         "出现第二个文档：一个文件只能有一份策略"};
inline constexpr Message not_yaml{"no YAML: {}", "不是合法的 YAML：{}"};
inline constexpr Message bad_key{"a key is one plain word", "键必须是一个普通的词"};
inline constexpr Message twice{"`{}` stands here twice", "`{}` 重复出现"};

// Types
inline constexpr Message wants_map{"keys and values are wanted here", "此处应为键值对"};
inline constexpr Message wants_list{"`{}` is a list", "`{}` 应为列表"};
inline constexpr Message wants_text{"`{}` is a text that is not empty", "`{}` 应为非空文本"};
inline constexpr Message wants_duration{"`{}` is a duration: 30s, 10m, 4h",
                                        "`{}` 应为时长：30s、10m、4h"};
inline constexpr Message wants_yes{"`{}` is true or false", "`{}` 应为 true 或 false"};
inline constexpr Message missing{"`{}` is missing", "缺少 `{}`"};
inline constexpr Message unknown_key{"`{}` is no key here; known are: {}",
                                     "此处没有 `{}` 这个键；可用：{}"};

// Meaning
inline constexpr Message environment{"environment is lab, test or production",
                                     "environment 应为 lab、test 或 production"};
inline constexpr Message verb{"`{}` is nothing that firedrill-agent performs; known are: {}",
                              "firedrill-agent 不执行 `{}`；可用：{}"};
inline constexpr Message kind{"`{}` is no kind of {}", "`{}` 不是 {} 的类型"};
inline constexpr Message parameter{"{} has no parameter `{}`", "{} 没有参数 `{}`"};
inline constexpr Message command_parameter{
    "`{}` holds the words of a program: name it under `commands`",
    "`{}` 的内容是程序：请写在 `commands` 下"};
inline constexpr Message program{"argv begins with one absolute path of a program, written out",
                                 "argv 的第一项必须是程序的绝对路径，逐字写出"};
inline constexpr Message path{"`{}` is no plain absolute path", "`{}` 不是规范的绝对路径"};
inline constexpr Message one_form{
    "a value is a text, or has exactly one of: values, chars, below, within, max",
    "一个取值应为文本，或恰好使用以下之一：values、chars、below、within、max"};
inline constexpr Message form_of{"this parameter takes one of: {}", "此参数应使用：{}"};
inline constexpr Message number{
    "`{}` is a number, in the unit of the other bound (7, 10GiB, 200ms, 5%)",
    "`{}` 应为数字，单位与另一界限相同（7、10GiB、200ms、5%）"};
inline constexpr Message range{"min is greater than max", "min 大于 max"};
inline constexpr Message networks{"`{}` is no address and no network", "`{}` 不是地址或网段"};
inline constexpr Message digest{"sha256 is 64 digits of lower-case hexadecimal",
                                "sha256 应为 64 位小写十六进制"};
inline constexpr Message day{"`{}` is no day: mon, tue, wed, thu, fri, sat, sun",
                             "`{}` 不是星期：mon、tue、wed、thu、fri、sat、sun"};
inline constexpr Message time_of_day{"`{}` is no time of day: \"22:00\"",
                                     "`{}` 不是时刻：\"22:00\""};
inline constexpr Message offset{"offset is the time zone as \"+08:00\"",
                                "offset 为时区偏移，如 \"+08:00\""};

inline constexpr Message public_key{
    "key is what firedrill key show prints: ed25519: and 64 digits",
    "key 应为 firedrill key show 显示的公钥：ed25519: 加 64 位十六进制"};
inline constexpr Message key_twice{"this key stands here twice", "该公钥重复出现"};
inline constexpr Message no_quorum{"quorum is a number from 1", "quorum 应为不小于 1 的数"};
inline constexpr Message quorum_impossible{"quorum is {}, and {} people can sign",
                                           "quorum 为 {}，但只有 {} 人可签署"};
inline constexpr Message says_nobody{
    "no approvers: in environment production nothing that changes the host would be allowed",
    "缺少 approvers：production 环境中将不允许任何改动主机的操作"};

// The file
inline constexpr Message owner{"{} belongs to user {}; a policy belongs to root",
                               "{} 属于用户 {}；策略文件必须属于 root"};
inline constexpr Message owner_or_us{
    "{} belongs to user {}; a policy belongs to root, or to the user of the agent",
    "{} 属于用户 {}；策略文件必须属于 root 或 agent 的运行用户"};
inline constexpr Message writable{"{} can be written by others (mode {:o})",
                                  "{} 可被其他用户写入（权限 {:o}）"};
inline constexpr Message writable_remedy{"chown root:root {0}; chmod 0644 {0}",
                                         "chown root:root {0}; chmod 0644 {0}"};
inline constexpr Message no_file{"{} is not a file", "{} 不是普通文件"};

// firedrill-agent policy check
inline constexpr Message in_order{"{}: in order", "{}：无误"};
inline constexpr Message not_started{"the agent would not start with it: {}",
                                     "agent 将拒绝以此文件启动：{}"};
inline constexpr Message all_permitted{"plan {}: every step of firedrill-agent{} is allowed",
                                       "计划 {}：firedrill-agent{} 的所有步骤均被允许"};
inline constexpr Message step_refused{"plan {}: step {} ({}): {}", "计划 {}：步骤 {}（{}）：{}"};
inline constexpr Message signatures_wanted{
    "plan {}: {} signatures are wanted before it begins, of: {}",
    "计划 {}：开始前需要 {} 个签名，可由以下人员签署：{}"};
inline constexpr Message plan_refused{"plan {}: {}", "计划 {}：{}"};
inline constexpr Message help{R"(Usage:
  firedrill-agent policy check FILE [--plan FILE] [--host NAME] [--approval FILE ...]

Says with file and line what is wrong with the policy of a host, and which steps of a plan it would
refuse (--plan: what `firedrill plan --json` wrote, or the plan of a drill; --host: only the steps
of this host; --approval: a signature under the plan, as firedrill key sign wrote it). Hours and
signatures are judged by this moment. It changes nothing and asks nobody.

Exit codes: 0 in order and every step allowed, 6 steps would be refused, 64 usage, 65 not in order.
)",
                              R"(用法：
  firedrill-agent policy check FILE [--plan FILE] [--host NAME] [--approval FILE ...]

逐行指出主机策略文件的问题，并列出它会拒绝计划中的哪些步骤（--plan：`firedrill plan --json` 的输出
或演练的计划；--host：只看该主机的步骤；--approval：firedrill key sign 写出的签名）。时段和签名按当前时刻判断。不做任何改动，也不询问任何程序。

退出码：0 无误且全部允许，6 有步骤会被拒绝，64 用法错误，65 文件有误。
)"};

}  // namespace firedrill::agent::policy_text
