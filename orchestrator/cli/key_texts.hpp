// Texts of keys and signatures.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::key_texts {

// Files
inline constexpr Message is_there{"{} is there already", "{} 已存在"};
inline constexpr Message is_there_remedy{
    "name another file: whoever lost a key makes a new one, and people.yaml and the policies of "
    "the hosts are changed",
    "请换一个文件名；遗失密钥须重新生成，并更新 people.yaml 和各主机策略"};
inline constexpr Message not_ours{"{} is not a file of ours", "{} 不是本账户的普通文件"};
inline constexpr Message too_wide{"{}: others may read the private key (mode {:o})",
                                  "{}：其他账户可读取该私钥（权限 {:o}）"};
inline constexpr Message too_wide_remedy{
    "if nobody else had it: chmod 600 {}; otherwise make a new one with firedrill key new",
    "若确认未泄露：chmod 600 {}；否则请用 firedrill key new 重新生成"};
inline constexpr Message no_private_key{"{} holds no private key", "{} 中没有私钥"};

// key new, key show
inline constexpr Message made{
    "Private key  {0}      stays with its person: mode 0600, never on the orchestrator\n"
    "Public key   {0}.pub  for people.yaml (key:) and the policy of each host (approvers)\n"
    "             {1}",
    "私钥  {0}      由本人保管：权限 0600，不得放到编排机上\n"
    "公钥  {0}.pub  填入 people.yaml（key:）和各主机策略（approvers）\n"
    "      {1}"};

// key sign
inline constexpr Message signs{"{} signs: {} \"{}\", variant {}, environment {}",
                               "{} 即将签署：{}“{}”，{}，环境 {}"};
inline constexpr Message services{"  services  {}", "  服务      {}"};
inline constexpr Message hosts{"  changes   {}", "  改动主机  {}"};
inline constexpr Message nothing{"nothing", "无"};
inline constexpr Message step{"  step      {}  {}  {}", "  步骤      {}  {}  {}"};
inline constexpr Message no_return{"  no way back after {}", "  不可逆点  {}"};
inline constexpr Message answers{"  answers   step {} of drill {} with yes",
                                 "  答复      批准演练 {1} 的步骤 {0}"};
inline constexpr Message counts{"  counts    {} to {} (UTC), for one drill",
                                "  有效期    {} 至 {}（UTC），仅用于一次演练"};
inline constexpr Message hash{"  hash      {}", "  哈希      {}"};
inline constexpr Message type_yes{"Type yes to sign: ", "输入 yes 签署："};
inline constexpr Message not_signed{"nothing was signed: nobody said yes", "未签署：未得到确认"};
inline constexpr Message not_signed_remedy{"type yes at the question, or sign with --yes",
                                           "在提示处输入 yes，或使用 --yes"};
inline constexpr Message signed_now{"Signed    {}\n  next    {}", "已签署    {}\n  下一步  {}"};
inline constexpr Message next_run{"firedrill run {} --approval {}",
                                  "firedrill run {} --approval {}"};
inline constexpr Message next_approve{"firedrill approve {} {} --approval {}",
                                      "firedrill approve {} {} --approval {}"};
inline constexpr Message no_plan{"{} holds no plan that this version can show whole",
                                 "{} 中没有本版本能完整显示的计划"};
inline constexpr Message no_plan_remedy{
    "export it with firedrill plan SCENARIO --json of the same version: what is shown is what is "
    "signed",
    "请用同一版本的 firedrill plan SCENARIO --json 导出：显示的内容即签署的内容"};
inline constexpr Message changed_plan{"{}: the plan does not have the hash that the file says",
                                      "{}：计划与文件所写哈希不符"};
inline constexpr Message no_such_step{"step {} of this plan asks for no approval",
                                      "本计划的步骤 {} 不需要批准"};
inline constexpr Message step_wants_drill{"--step and --drill go together",
                                          "--step 与 --drill 须同时使用"};
inline constexpr Message bad_window{"a signature counts for at least 1 minute and at most {}",
                                    "签名有效期至少 1 分钟，最长 {}"};

// Who may sign
inline constexpr Message unknown_person{"{} is not in people.yaml of this plan",
                                        "本计划的 people.yaml 中没有 {}"};
inline constexpr Message unknown_person_remedy{
    "give --as the id that people.yaml has, or add the person there and export the plan again",
    "请以 --as 指定 people.yaml 中的标识；或在其中添加此人后重新导出计划"};
inline constexpr Message no_key{"people.yaml names no key of {}", "people.yaml 中没有 {} 的公钥"};
inline constexpr Message no_key_remedy{
    "add key: FILE.pub there; the plan changes with it, so export it again",
    "请在其中添加 key: FILE.pub；计划随之改变，须重新导出"};
inline constexpr Message other_key{"it is not the key that people.yaml names for {}",
                                   "与 people.yaml 中 {} 的公钥不符"};
inline constexpr Message other_key_remedy{
    "sign with the person's own key, or put the new .pub into people.yaml and the policies",
    "请用本人密钥签署；或将新的 .pub 写入 people.yaml 及各主机策略"};
inline constexpr Message evaluates{"{} evaluates this drill, and does not approve it",
                                   "{} 是本演练的评估人，不参与批准"};
inline constexpr Message starts{"{} starts this drill, and somebody else approves it",
                                "{} 是本演练的发起人，须由他人批准"};

// plan, run
inline constexpr Message wanted{
    "Signed    wanted: in production every host whose policy lets this plan change it says how "
    "many of whom",
    "签名      需要：production 环境中，由每台被改动主机的策略规定人数和人选"};
inline constexpr Message there{"          {} until {} (UTC)", "          {}，有效至 {}（UTC）"};
inline constexpr Message there_not{"          nobody yet", "          尚无人签署"};
inline constexpr Message does_not_count{"          does not count: {}: {}",
                                        "          无效：{}：{}"};
inline constexpr Message can_sign{"          can sign: {} (firedrill key sign)",
                                  "          可签署：{}（firedrill key sign）"};
inline constexpr Message nobody_can{"          nobody can sign: people.yaml names no key",
                                    "          无人可签署：people.yaml 中没有任何公钥"};
inline constexpr Message unsigned_plan{
    "nobody has signed plan {}, and in production nothing begins without signatures{}",
    "计划 {} 尚无人签署，production 环境中没有签名不得开始{}"};
inline constexpr Message unsigned_remedy{
    "export it with firedrill plan {} --json; can sign with firedrill key sign: {}",
    "用 firedrill plan {} --json 导出；可执行 firedrill key sign 签署的人：{}"};
inline constexpr Message refused_file{"approval {}: {}", "签名批准 {}：{}"};
inline constexpr Message type_service{"Type the name of the service ({}) to start: ",
                                      "输入服务名称（{}）以开始："};
inline constexpr Message no_service{
    "the drill was not started: in production the name of the service is typed",
    "演练未启动：production 环境须输入服务名称"};
inline constexpr Message no_service_remedy{
    "type {0} at the question, or start with --service {0}; --yes does not replace it",
    "在提示处输入 {0}，或使用 --service {0}；--yes 不能代替"};

}  // namespace firedrill::cli::key_texts
