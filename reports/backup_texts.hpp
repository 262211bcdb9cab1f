// Section 8 of the report of a backup test, and what the terminal says of one.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::reports::backup_texts {

inline constexpr Message section{"Backup capability", "备份能力"};
inline constexpr Message usable{
    "The backup is usable: it was restored, checked, and an application "
    "asked it.",
    "备份可用：已恢复、已检查，并经应用查询。"};
inline constexpr Message unusable{"The backup **cannot be used**: step {} failed: {}",
                                  "备份**不可用**：步骤 {} 失败：{}"};
inline constexpr Message unproven{"Whether the backup can be used was **not measured**: {}.",
                                  "备份是否可用**未测量**：{}。"};
inline constexpr Message restored_in{" Restored and checked in {}.", "恢复并检查用时 {}。"};
inline constexpr Message aged{" The newest restored record was {} old when the restore began.",
                              "恢复开始时，恢复出的最新记录已有 {}。"};
inline constexpr Message results{"What the backup can do", "备份能力结果"};
inline constexpr Message quantity{"quantity", "项目"};
inline constexpr Message target{"target", "目标"};
inline constexpr Message measured{"measured", "实测"};
inline constexpr Message verdict{"verdict", "判定"};
inline constexpr Message how{"how it was found", "测量方法"};
inline constexpr Message usable_row{"usable", "可用性"};
inline constexpr Message usable_how{"restore, checks and application queries all succeeded",
                                    "恢复、检查、应用查询全部成功"};
inline constexpr Message restore_row{"restore time", "恢复用时"};
inline constexpr Message restore_how{"from the start of recipe {} to the end of the last check",
                                     "自配方 {} 开始至最后一项检查结束"};
inline constexpr Message age_row{"age of the data", "数据时效"};
inline constexpr Message age_how{
    "start of the restore minus the time of the newest record, {}; clocks may be off by {}. It "
    "counts idle time: it is an upper bound of what would be lost",
    "恢复开始时刻减最新记录时间 {}；时钟误差取 {}。含空闲时间，为可能丢失数据的上限"};
inline constexpr Message age_how_unknown{"no time of the newest record", "未取得最新记录时间"};
inline constexpr Message capacity_row{"throughput", "吞吐"};
inline constexpr Message capacity_how{
    "{} operations, as the load counted them, in the time of its step (lower bound) and by its own "
    "time "
    "(upper bound)",
    "加压程序自报 {} 次操作，按步骤用时计下限，按其自报用时计上限"};
inline constexpr Message capacity_how_unknown{"no load was run", "未施加负载"};
inline constexpr Message at_least{"at least {}/s", "至少 {}/s"};
inline constexpr Message between{"{} to {}/s", "{} 至 {}/s"};
inline constexpr Message table{"Capability: data backup, profile {}", "能力表：数据备份，配置 {}"};
inline constexpr Message level{"level", "等级"};
inline constexpr Message restore_within{"restore within", "恢复用时"};
inline constexpr Message no_older{"data no older than", "数据时效"};
inline constexpr Message share{"of the peak", "峰值占比"};
inline constexpr Message reached{"reached", "达到"};
inline constexpr Message yes{"yes", "是"};
inline constexpr Message no{"no", "否"};
inline constexpr Message asked_for{"{}: {}", "{}：{}"};
inline constexpr Message reached_level{"Level reached: **{}**.", "达到等级：**{}**。"};
inline constexpr Message no_level{"No level was reached.", "未达到任何等级。"};
inline constexpr Message not_verified{
    "The levels of this profile are **not verified** against their source: {}",
    "该配置的等级数值**未经核实**，来源：{}"};
inline constexpr Message verified{"Source of the levels: {}", "等级来源：{}"};
inline constexpr Message no_profile{"No levels are compared: firedrill.yaml names no profile.",
                                    "未比对等级：firedrill.yaml 未指定能力配置。"};
inline constexpr Message removed{"The scratch target {} was removed.", "临时恢复目标 {} 已清除。"};
inline constexpr Message left{"The scratch target {} was **not removed**.",
                              "临时恢复目标 {} **未清除**。"};
inline constexpr Message data_age{"age of restored data", "恢复数据时效"};

// The terminal
inline constexpr Message head{"Backup test {} ended {}.", "备份测试 {} 于 {} 结束。"};
inline constexpr Message say_usable{"Backup   usable: restored, checked, asked by an application.",
                                    "备份  可用：已恢复、已检查、经应用查询。"};
inline constexpr Message say_unusable{"Backup   NOT USABLE: step {}: {}",
                                      "备份  不可用：步骤 {}：{}"};
inline constexpr Message say_unproven{"Backup   not proven: {}", "备份  未证实：{}"};
inline constexpr Message say_rate{"Load     {}, peak {}/s: {}", "负载  {}，峰值 {}/s：{}"};
inline constexpr Message say_level{"Level    {} of profile {}{}", "等级  {}（配置 {}）{}"};
inline constexpr Message say_not_verified{", NOT VERIFIED against its source", "，数值未经核实"};
inline constexpr Message table_note{"(!) levels that are not verified against their source",
                                    "(!) 等级数值未经核实"};
inline constexpr Message none{"none", "无"};
inline constexpr Message say_removed{"Scratch  {} removed.", "临时目标  {} 已清除。"};
inline constexpr Message say_left{"Scratch  {} NOT removed.", "临时目标  {} 未清除。"};
inline constexpr Message test{"backup test", "备份测试"};
inline constexpr Message service{"service", "服务"};
inline constexpr Message last_run{"last run", "最近一次"};
inline constexpr Message is_usable{"usable", "可用"};
inline constexpr Message never{"never run", "从未运行"};
inline constexpr Message no_tests{
    "This workspace has no backup tests. docs/backup_tests.md shows how to write one below "
    "backups/.",
    "本工作区没有备份测试。写法见 docs/backup_tests.md，文件放在 backups/ 下。"};
inline constexpr Message unknown_test{"there is no backup test \"{}\"", "没有备份测试“{}”"};
inline constexpr Message unknown_test_remedy{"the workspace has: {}", "工作区中有：{}"};

}  // namespace firedrill::reports::backup_texts
