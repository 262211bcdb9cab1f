// Why the administrator of a host refuses something, in the language of the plan.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::agent::text {

// Values of earlier steps
inline constexpr Message no_value{"the value of ${{{{ {} }}}} is missing",
                                  "缺少 ${{{{ {} }}}} 的取值"};
inline constexpr Message value_too_long{"the value of ${{{{ {} }}}} is longer than {} bytes",
                                        "${{{{ {} }}}} 的取值超过 {} 字节"};
inline constexpr Message value_with_nul{"the value of ${{{{ {} }}}} contains a NUL byte",
                                        "${{{{ {} }}}} 的取值含有 NUL 字节"};

// What a value may be
inline constexpr Message one_of{"one of: {}", "以下之一：{}"};
inline constexpr Message characters{"`{}`, then {} to {} of the characters {}, then `{}`",
                                    "`{}`，接 {} 至 {} 个字符（{}），再接 `{}`"};
inline constexpr Message below{"a plain path at or below {}", "{} 及其下的规范路径"};
inline constexpr Message within{"addresses inside {}", "{} 范围内的地址"};
inline constexpr Message between{"a number from {} to {}", "{} 至 {} 之间的数"};
inline constexpr Message bad_chars{
    "`{}` names no characters: write single ones and ranges of printable ASCII (a-z0-9._-)",
    "`{}` 不是字符集合：请写可打印 ASCII 单字符及区间（a-z0-9._-）"};

// The drill as a whole
inline constexpr Message other_environment{
    "{}: it allows drills of environment {}; this plan is of {}",
    "{}：仅允许 {} 环境的演练，本计划属于 {} 环境"};
inline constexpr Message other_service{"{}: services: {} is not among them",
                                       "{}：services：未包含 {}"};
inline constexpr Message lease_too_long{"{}: max_lease: {} is longer than {}",
                                        "{}：max_lease：{} 超过 {}"};
inline constexpr Message duration_too_long{"{}: max_duration: {} is longer than {}",
                                           "{}：max_duration：{} 超过 {}"};
inline constexpr Message no_policy{
    "this agent was installed without a policy, and takes no plan of environment production",
    "本 agent 安装时未配置策略，不接受 production 环境的计划"};
inline constexpr Message no_policy_remedy{
    "the administrator of the host writes one (docs/policy.md) and starts the agent with --policy",
    "请主机管理员编写策略（docs/policy.md），并以 --policy 启动 agent"};

// Steps
inline constexpr Message verb{"{}: verbs: {} is not among them", "{}：verbs：未包含 {}"};
inline constexpr Message outside_hours{"{}: hours: nothing that changes the host begins now",
                                       "{}：hours：当前时段不允许开始任何改动主机的操作"};
inline constexpr Message never_kind{"{}: never: kind {}", "{}：never：类型 {}"};
inline constexpr Message never_path{"{}: never: path {} (in `{}`)",
                                    "{}：never：路径 {}（见 `{}`）"};
inline constexpr Message never_command{"{}: never: command {} (in `{}`)",
                                       "{}：never：命令 {}（见 `{}`）"};
inline constexpr Message no_command{"{}: commands: none is {}", "{}：commands：没有任何一项为 {}"};
inline constexpr Message relative_program{
    "{}: commands: {} is not an absolute path, and the policy looks programs up in no PATH",
    "{}：commands：{} 不是绝对路径，策略不按 PATH 查找程序"};
inline constexpr Message argument_count{"{}: commands: {} with {} arguments",
                                        "{}：commands：{} 不允许带 {} 个参数"};
inline constexpr Message argument{"{}: commands: {}: argument {} is `{}`, not {}",
                                  "{}：commands：{}：第 {} 个参数为 `{}`，应为 {}"};
inline constexpr Message secret_variable{
    "{}: commands: {}: variable {} with the secret of {} is not allowed (see `secrets`)",
    "{}：commands：{}：不允许变量 {} 取 {} 中的密钥（见 `secrets`）"};
inline constexpr Message environment_variable{"{}: commands: {}: environment variable {}",
                                              "{}：commands：{}：环境变量 {}"};
inline constexpr Message start_directory{"{}: commands: {}: started in directory {}",
                                         "{}：commands：{}：启动目录 {}"};
inline constexpr Message script{"{}: scripts: none has the digest {} with interpreter {}",
                                "{}：scripts：没有摘要为 {}、解释器为 {} 的脚本"};
inline constexpr Message kind{"{}: {}: {} is not among them", "{}：{}：未包含 {}"};
inline constexpr Message parameter{"{}: {}: {}: parameter {} is not allowed",
                                   "{}：{}：{}：不允许参数 {}"};
inline constexpr Message parameter_value{"{}: {}: {}: {} is `{}`, not {}",
                                         "{}：{}：{}：{} 为 `{}`，应为 {}"};
inline constexpr Message parameter_absent{"{}: {}: {}: {} is missing, which makes the effect wider",
                                          "{}：{}：{}：缺少 {}，影响范围会扩大"};
inline constexpr Message snapshot_file{"{}: files: {} is not at or below one of them",
                                       "{}：files：{} 不在允许的目录之下"};
inline constexpr Message remedy{
    "change the plan, or ask the administrator of the host; a policy changes only there",
    "请修改计划，或联系主机管理员；策略只能在主机上修改"};

// Signatures under the plan
inline constexpr Message no_approvers{
    "{}: approvers: nobody is named, and in environment production nothing that changes the host "
    "begins without signatures",
    "{}：approvers：未指定任何人；production 环境中没有签名，不得开始任何改动主机的操作"};
inline constexpr Message no_approvers_remedy{
    "the administrator of the host names quorum and keys under approvers (docs/policy.md)",
    "请主机管理员在 approvers 下写明 quorum 和 keys（docs/policy.md）"};
inline constexpr Message too_few_signatures{
    "{}: approvers: {} of {} signatures count (of: {}); who may sign still: {}",
    "{}：approvers：有效签名 {} 个，需要 {} 个（已签：{}）；尚可签署：{}"};
inline constexpr Message does_not_count{"; of {} does not count: {}", "；{} 的签名无效：{}"};
inline constexpr Message unknown_key{"key {}... is not among the keys", "密钥 {}… 不在 keys 之列"};
inline constexpr Message key_of_another{"the key is that of {}", "该密钥属于 {}"};
inline constexpr Message used_up{"it has served drill {}, and serves no other",
                                 "已用于演练 {}，不能再用于其他演练"};
inline constexpr Message sign_remedy{
    "firedrill plan SCENARIO --json writes the plan; they sign it with firedrill key sign, and "
    "firedrill run takes it with --approval FILE",
    "firedrill plan SCENARIO --json 导出计划，由签署人执行 firedrill key sign，再以 "
    "firedrill run --approval FILE 提交"};

// Its own receipts
inline constexpr Message foreign_revert{
    "step {} would revert {} in another way than step {} broke it",
    "步骤 {} 恢复 {} 的方式与步骤 {} 注入时的记录不符"};
inline constexpr Message foreign_release{
    "step {} would release {} in another way than step {} set it",
    "步骤 {} 解除 {} 的方式与步骤 {} 设置时的记录不符"};

// The kill switch
inline constexpr Message stopped{"stopped at the host by {}", "主机上已急停：{}"};

// An offer
inline constexpr Message step_refused{"({}) step {}: {}", "（{}）步骤 {}：{}"};
inline constexpr Message undo_refused{"({}) undo of step {}: {}", "（{}）步骤 {} 的撤销：{}"};
inline constexpr Message check_refused{"({}) check of step {}: {}", "（{}）步骤 {} 的检查：{}"};
inline constexpr Message more_refused{"and {} more", "另有 {} 项"};

}  // namespace firedrill::agent::text
