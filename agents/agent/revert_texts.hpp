// What `firedrill-agent revert` says to the person at the host.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::agent::text {

inline constexpr Message revert_help{
    R"(Usage:
  firedrill-agent revert --all --offline [--state DIR] [--yes] [--json] [--lang en|zh]

For the person at the host when the orchestrator is gone and the agent does not run. Reads what
drills left here, reverts every fault that can revert by itself (on a host that the plan fences, the
host is fenced first), looks whether each revert took effect, writes all that into the receipts so
that the orchestrator learns it later, and prints the exact commands for what is left to a person.

  --state DIR  the agent's state directory (default /var/lib/firedrill)
  --yes        do not ask; without it and without a terminal nothing is reverted, only listed
  --json       one JSON object
  --lang       language; default: that of the drill

Example:
  firedrill-agent revert --all --offline --state /var/lib/firedrill --yes

While an agent runs with the directory nothing is done: it reverts by itself when its lease ends, and
when it is told to end (kill PID). Ask again afterwards.
Exit codes: 0 nothing is outstanding, 4 something is, 6 an agent runs, 64 usage, 65 damaged receipts,
3 cannot run.
)",
    R"(用法：
  firedrill-agent revert --all --offline [--state 目录] [--yes] [--json] [--lang en|zh]

供主机现场人员在编排端已失、代理未运行时使用。读取演练在本机的遗留，恢复所有可自动恢复的故障（计划中
须隔离的主机先隔离），核实每项恢复是否生效，并写入回执，编排端日后可据此获知；其余须由人员处理的，列出
可直接输入的命令。

  --state 目录  代理的状态目录（默认 /var/lib/firedrill）
  --yes         不再询问；既无此选项又无终端时只列出，不恢复
  --json        输出一个 JSON 对象
  --lang        语言；默认为演练计划的语言

示例：
  firedrill-agent revert --all --offline --state /var/lib/firedrill --yes

代理正在使用该目录时不做任何操作：租约到期时，或收到结束信号（kill PID）时，代理会自行恢复。此后再执行
本命令。
退出码：0 无遗留，4 有遗留，6 代理正在运行，64 用法错误，65 回执损坏，3 无法执行。
)"};

inline constexpr Message revert_says_both{"revert needs --all --offline",
                                          "revert 须同时给出 --all --offline"};
inline constexpr Message see_help{"see firedrill-agent revert --help",
                                  "参见 firedrill-agent revert --help"};
inline constexpr Message unknown_option{"unknown option {}", "未知选项 {}"};
inline constexpr Message needs_value{"{} needs a value", "{} 需要取值"};
inline constexpr Message unknown_language{"--lang is en or zh, not {}",
                                          "--lang 只能是 en 或 zh，不是 {}"};
inline constexpr Message no_receipts{"{} holds no receipts", "{} 中没有回执"};
inline constexpr Message name_state{"name the agent's state directory with --state",
                                    "请用 --state 指定代理的状态目录"};
inline constexpr Message agent_runs{"the agent runs: {} works with {}",
                                    "代理正在运行：{} 正在使用 {}"};
inline constexpr Message process_is{"process {} ({})", "进程 {}（{}）"};
inline constexpr Message some_process{"another process", "另一进程"};
inline constexpr Message end_agent{
    "end it first (kill {}): it reverts what it can before it ends; then run this again",
    "请先结束它（kill {}）：它结束前会恢复可恢复的故障；然后再执行本命令"};
inline constexpr Message end_some_agent{
    "end it first: it reverts what it can before it ends; then run this again",
    "请先结束它：它结束前会恢复可恢复的故障；然后再执行本命令"};

inline constexpr Message nothing_left{"Nothing is outstanding: no fault, no fence ({}).",
                                      "无遗留：没有未消除的故障，也没有隔离（{}）。"};
inline constexpr Message will_revert{"Faults that are reverted now", "即将恢复的故障"};
inline constexpr Message were_reverted{"Reverted", "已恢复"};
inline constexpr Message left_to_people{
    "Outstanding: a person must act on {}; start a server only when no other host has taken over",
    "未消除，须由人员在 {} 上处理；仅在没有其他主机接管时方可启动服务器"};
inline constexpr Message fences_hold{
    "Fences held: lift one only when no other host has taken over and its drill has ended",
    "仍保持的隔离（防脑裂）：仅在没有其他主机接管且演练已结束时方可解除"};
inline constexpr Message type_this{"type:  {}", "输入： {}"};
inline constexpr Message ran_as{"it ran as:  {}", "原命令： {}"};
inline constexpr Message no_command{"the plan knows no command for it; start it by hand",
                                    "计划中没有对应命令，请人工启动"};
inline constexpr Message ask_revert{"Revert these {} now? [y/N] ", "现在恢复 {} 项故障？[y/N] "};
inline constexpr Message not_reverted{"nothing was reverted; add --yes to revert",
                                      "未恢复任何故障；加 --yes 执行恢复"};
inline constexpr Message not_written{
    "the receipts could not be written ({}): the orchestrator will not learn what was done here",
    "回执写入失败（{}）：编排端将无法获知此处的操作"};
inline constexpr Message by_person{"reverted by hand at the host", "由现场人员执行恢复"};
inline constexpr Message exit_code{"exit code {}", "退出码 {}"};

}  // namespace firedrill::agent::text
