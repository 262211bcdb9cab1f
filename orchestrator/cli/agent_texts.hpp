// What `firedrill agent` says.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::agent_texts {

inline constexpr Message host{"HOST", "主机"};
inline constexpr Message program{"PROGRAM", "程序"};
inline constexpr Message way{"REACHED BY", "访问方式"};
inline constexpr Message used_by{"USED BY", "用于场景"};
inline constexpr Message version{"VERSION", "版本"};
inline constexpr Message account{"RUNS AS", "运行用户"};
inline constexpr Message round_trip{"ROUND TRIP", "往返时延"};
inline constexpr Message state{"STATE", "状态"};

inline constexpr Message ready{"ready", "就绪"};
inline constexpr Message holds{"ready; holds {} fault(s), {} fence(s)",
                               "就绪；仍有 {} 个故障、{} 个隔离"};
inline constexpr Message runs{"ready; {} step(s) under way", "就绪；{} 个步骤进行中"};
inline constexpr Message no_answer{"no answer within {}", "{} 内没有应答"};
inline constexpr Message not_reached{"NOT REACHED: {}", "无法访问：{}"};
inline constexpr Message no_hosts{"inventory.yaml has no hosts.", "inventory.yaml 中没有主机。"};

inline constexpr Message not_by_ssh{"{} is not reached by ssh", "{} 不是经 ssh 访问的主机"};
inline constexpr Message not_by_ssh_remedy{
    "install it there by hand; docs/agents.md says how. `agent install` is for `via: ssh`",
    "请在该主机上手工安装，见 docs/agents.md；`agent install` 只用于 `via: ssh`"};
inline constexpr Message no_policy{"{}: there is no policy, or it is empty",
                                   "{}：没有策略文件，或文件为空"};
inline constexpr Message no_policy_remedy{"docs/policy.md has one to begin with",
                                          "可从 docs/policy.md 中的示例开始"};
inline constexpr Message would_lose_policy{
    "the agent on {} has a policy, and would have none any more",
    "{} 上的代理已有策略，重新安装后将失去策略"};
inline constexpr Message would_lose_policy_remedy{
    "give --policy (and --account) as when it was installed",
    "请像首次安装时一样使用 --policy（及 --account）"};
inline constexpr Message not_let_in{
    "ssh logs in as {} on {}: an agent of account {} does not let it in",
    "ssh 以 {} 登录 {}：账户 {} 的代理不允许其连接"};
inline constexpr Message not_let_in_remedy{
    "--account {}, or let ssh log in as root or as that account",
    "请使用 --account {}，或让 ssh 以 root 或该账户登录"};
inline constexpr Message no_program{"there is no {} to upload", "没有可上传的 {}"};
inline constexpr Message no_program_remedy{"build it: ./bootstrap build",
                                           "请先构建：./bootstrap build"};
inline constexpr Message other_machine{"{} is {}, and our program is for {}",
                                       "{} 是 {}，而本程序用于 {}"};
inline constexpr Message other_machine_remedy{"build Firedrill on such a machine",
                                              "请在同类机器上构建"};
inline constexpr Message will_install{
    "On {} ({}, {}, kernel {}): {} to {} and {}; it will run as {}.",
    "在 {}（{}，{}，内核 {}）：安装 {} 到 {}，服务为 {}，以 {} 身份运行。"};
inline constexpr Message systemd{"a systemd service", "systemd 服务"};
inline constexpr Message by_hand{"no service (there is no systemd)", "无（没有 systemd）"};
inline constexpr Message type_yes{"Type yes to go on: ", "输入 yes 继续："};
inline constexpr Message not_yes{"nothing was changed", "未作任何更改"};
inline constexpr Message not_yes_remedy{"type yes, or give --yes", "请输入 yes，或使用 --yes"};
inline constexpr Message will_remove{"From {}: stop and remove {}, its service, and {}.",
                                     "从 {}：停止并删除 {}、其服务以及 {}。"};
inline constexpr Message uploaded{"  {}: uploaded {} KiB, checksum equal",
                                  "  {}：已上传 {} KiB，校验一致"};
inline constexpr Message same_already{"  {}: the same program is there already",
                                      "  {}：已是同一程序"};
inline constexpr Message started{"  {}: running", "  {}：运行中"};
inline constexpr Message at_boot{"  {}: starts at boot ({})", "  {}：开机自动启动（{}）"};
inline constexpr Message not_at_boot{
    "  {}: does NOT start at boot: let your service manager run\n      {}",
    "  {}：不会开机启动：请让服务管理器运行\n      {}"};
inline constexpr Message removed{"  {}: removed", "  {}：已删除"};
inline constexpr Message holds_still{
    "{} still holds {} fault(s), {} fence(s), {} step(s) or probe(s)",
    "{} 仍有 {} 个故障、{} 个隔离、{} 个步骤或探测"};
inline constexpr Message holds_still_remedy{
    "end the drill first: firedrill abort, or on the host: firedrill-agent revert --all --offline",
    "请先结束演练：firedrill abort；或在该主机上：firedrill-agent revert --all --offline"};

}  // namespace firedrill::cli::agent_texts
