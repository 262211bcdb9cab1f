// What the loader says about backup tests and capability profiles, and the texts that it writes
// into the plan of a backup test.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::load::backup_texts {

// Of the plan
inline constexpr Message reason{"a test of the backup capability", "备份能力测试"};
inline constexpr Message purpose{
    "Whether the service can be brought back from this backup, how long that takes and how old its "
    "data are then. The production service is not touched: everything is restored beside it.",
    "验证能否由该备份恢复服务、恢复用时，以及恢复出的数据的新旧程度。"
    "不触及生产服务：全部在旁路恢复。"};
inline constexpr Message could_go_wrong{
    "restoring takes disk space, disk and network bandwidth of its host",
    "恢复占用所在主机的磁盘空间、磁盘与网络带宽"};
inline constexpr Message rollback{
    "the scratch target is removed, whether the test succeeds, fails or is aborted",
    "无论测试成功、失败或中止，临时恢复目标都会清除"};
inline constexpr Message make_title{"Make the scratch target", "建立临时恢复目标"};
inline constexpr Message restore_title{"Restore", "恢复"};
inline constexpr Message newest_title{"Ask for the newest record", "查询最新记录时间"};
inline constexpr Message load_title{"Load the restored service", "对恢复的服务加压"};
inline constexpr Message remove_title{"Remove the scratch target", "清除临时恢复目标"};

// Complaints
inline constexpr Message no_steps{
    "no step in `{}`: a backup counts as verified only after restore, "
    "check and application query",
    "`{}` 中没有步骤：备份须经恢复、检查和应用查询才算验证"};
inline constexpr Message no_steps_remedy{
    "add a step that asks the restored service, such as `{{run: [psql, …], expect: {{output: "
    "\"1\"}}}}`",
    "请添加查询恢复后服务的步骤，如 `{{run: [psql, …], expect: {{output: \"1\"}}}}`"};
inline constexpr Message one_step{"`{}` takes one step", "`{}` 只能有一个步骤"};
inline constexpr Message one_step_remedy{"write it as a mapping with `run`",
                                         "请写成含 `run` 的映射"};
inline constexpr Message other_verb{"a step of a backup test may only run programs",
                                    "备份测试的步骤只能运行程序"};
inline constexpr Message other_verb_remedy{
    "use run, script or use; what breaks or asks people "
    "belongs into a scenario",
    "请用 run、script 或 use；故障和人工步骤属于场景"};
inline constexpr Message bad_room{"\"{}\" is no amount of room", "“{}”不是空间大小"};
inline constexpr Message bad_room_remedy{"write a whole number with its unit, such as 20GiB",
                                         "请写带单位的整数，如 20GiB"};
inline constexpr Message bad_scratch{"\"{}\" is no place for a scratch target",
                                     "“{}”不能作为临时恢复目标"};
inline constexpr Message bad_scratch_remedy{
    "name a directory of its own, at least two below the root, of letters, digits and ._-/ only, "
    "such as /var/tmp/firedrill-restore/ledger",
    "请使用独立目录，至少位于根下两级，只含字母、数字和 ._-/，如 "
    "/var/tmp/firedrill-restore/ledger"};
inline constexpr Message live_directory{
    "the scratch target {} is, or lies in or around, {} of host {}",
    "临时恢复目标 {0} 与主机 {2} 的 {1} 相同或互相包含"};
inline constexpr Message live_directory_remedy{
    "a backup test never goes near a live directory; name another one",
    "备份测试不得靠近在用目录，请换一个目录"};
inline constexpr Message taken{"a scenario has the name {} already", "已有名为 {} 的场景"};
inline constexpr Message taken_remedy{"give the backup test a name of its own",
                                      "请给备份测试另起名称"};
inline constexpr Message no_profile{"the profile {} has no file", "能力配置 {} 没有文件"};
inline constexpr Message no_profile_remedy{
    "write profiles/{}.yaml, or remove `profile` from firedrill.yaml; docs/backup_tests.md shows "
    "one",
    "请编写 profiles/{}.yaml，或从 firedrill.yaml 删除 `profile`；示例见 docs/backup_tests.md"};
inline constexpr Message other_profile{"the file of profile {} says that it is {}",
                                       "配置 {} 的文件自称为 {}"};
inline constexpr Message no_targets{"service {} has neither RTO nor RPO to judge by",
                                    "服务 {} 既无 RTO 也无 RPO，无从评判"};
inline constexpr Message no_targets_remedy{"state them in catalogue.yaml",
                                           "请在 catalogue.yaml 中写明"};
inline constexpr Message age_not_asked{
    "service {} has an RPO and the test does not ask how old the restored data are",
    "服务 {} 设有 RPO，但测试未查询恢复数据的新旧"};
inline constexpr Message age_not_asked_remedy{
    "add `newest`, a query that prints the time of the newest record",
    "请添加 `newest`：输出最新记录时间的查询"};
inline constexpr Message load_not_run{
    "service {} has a peak and the test does not load what it restored",
    "服务 {} 设有峰值，但测试未对恢复的服务加压"};
inline constexpr Message load_not_run_remedy{"add `load`, which prints how many operations it did",
                                             "请添加 `load`：输出完成的操作数"};
inline constexpr Message backup_test{"backup test", "备份测试"};

}  // namespace firedrill::load::backup_texts
