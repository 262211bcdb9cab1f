// One text for each finding code of core/drill/finding_codes.hpp; {name} is a value of the finding.
#pragma once

#include "core/base/text.hpp"

#include <array>
#include <string_view>

namespace firedrill::reports::finding_texts {

struct Finding {
    std::string_view code;
    Message text;
};

inline constexpr std::array<Finding, 53> findings{{
    {"rto_not_met",
     {"{service}: recovery took {measured}, {over} over its target of {target}.",
      "{service}恢复用时 {measured}，超出目标 {target} 达 {over}。"}},
    {"mtpd_exceeded",
     {"{service}: recovery took {measured}, longer than the tolerable disruption of {mtpd}.",
      "{service}恢复用时 {measured}，超出最大可容忍中断 {mtpd}。"}},
    {"rto_conflict",
     {"{service}: the target of {rto} is not below the tolerable disruption of {mtpd}: the target "
      "itself must change.",
      "{service}的恢复时间目标 {rto} 不小于最大可容忍中断 {mtpd}，目标本身须修订。"}},
    {"rpo_not_met_async",
     {"{service}: {lost} of {acked} acknowledged writes were lost, {age} in time; the target is "
      "{target}. Replication does not wait for the standby.",
      "{service}在 {acked} 笔已确认写入中丢失 {lost} 笔，折合 {age}，目标为 {target}；"
      "复制不等待备用确认。"}},
    {"service_not_measured",
     {"{service}: {what} was not measured: {reason}.", "{service}的 {what} 未测量：{reason}。"}},
    {"service_not_back",
     {"{service} did not come back as probe {probe} sees it.",
      "据探针 {probe}，{service}未恢复。"}},
    {"outage_seen_by_some",
     {"Probe {saw} saw an outage of {service}, probe {did_not} saw none: clients are not alike.",
      "探针 {saw} 观测到{service}中断，探针 {did_not} 未观测到：各处客户端的感受不同。"}},
    {"recovery_seen_apart",
     {"{service} came back at different times: {one_time} after the fault as probe {one} sees it, "
      "{other_time} as probe {other} does.",
      "各处观测到{service}恢复的时间不同：探针 {one} 为故障后 {one_time}，探针 {other} 为 "
      "{other_time}。"}},
    {"failback_rto_exceeded",
     {"{service}: the outage of the failback took {measured}, longer than the target of {target}.",
      "{service}回切中断 {measured}，超出目标 {target}。"}},
    {"failback_writes_lost",
     {"The failback lost {lost} of {acked} acknowledged writes.",
      "回切在 {acked} 笔已确认写入中丢失 {lost} 笔。"}},
    {"backup_unusable",
     {"The backup of {service} cannot be used: step {step} failed: {why}",
      "{service}的备份不可用：步骤 {step} 失败：{why}"}},
    {"backup_stale",
     {"{service}: the newest restored data were {age} old; the target is {target}.",
      "{service}恢复出的最新数据已有 {age}，目标为 {target}。"}},
    {"backup_too_slow",
     {"{service}: the restored service did {rate}; its peak is {peak}.",
      "{service}恢复后吞吐为 {rate}，峰值为 {peak}。"}},
    {"backup_left_behind",
     {"What the test made in {directory} on {host} was not removed.",
      "测试在 {host} 的 {directory} 中产生的内容未清除。"}},
    {"ack_with_warning_lost",
     {"{count} writes acknowledged with a warning are absent ({outage}): clients that ignore the "
      "warning lose data.",
      "{count} 笔带警告确认的写入不存在（{outage}）：忽略警告的客户端将丢失数据。"}},
    {"split_writes",
     {"Split brain ({outage}): the old primary acknowledged {count} writes after the fault; {lost} "
      "of "
      "them are lost.",
      "脑裂（{outage}）：旧主用在故障后仍确认 {count} 笔写入，其中丢失 {lost} 笔。"}},
    {"holes",
     {"{count} of {lost} lost writes precede surviving ones ({outage}): not a clean cut.",
      "{lost} 笔丢失写入中有 {count} 笔之后的写入却留存（{outage}），存在空洞。"}},
    {"phantom_rows",
     {"{count} writes that were refused are present ({outage}).",
      "{count} 笔明确失败的写入却存在（{outage}）。"}},
    {"unexpected_rows",
     {"{count} rows are present that nobody wrote ({outage}).",
      "{count} 行从未写入却存在（{outage}）。"}},
    {"duplicated_rows",
     {"{count} writes are present more than once ({outage}).",
      "{count} 笔写入重复存在（{outage}）。"}},
    {"changed_rows",
     {"{count} writes are present with another content ({outage}).",
      "{count} 笔写入内容与原写入不同（{outage}）。"}},
    {"writes_vanished",
     {"{count} writes survived the failover and are gone after the failback.",
      "{count} 笔写入在切换后留存，回切后消失。"}},
    {"approval_share",
     {"Approval {step} took {took}, {share} of the recovery of {whole}.",
      "审批 {step} 用时 {took}，占恢复时间 {whole} 的 {share}。"}},
    {"person_waited",
     {"Step {step} waited {took} for a person (planned {planned}), {share} of the recovery.",
      "步骤 {step} 等待人员 {took}（计划 {planned}），占恢复时间 {share}。"}},
    {"approvals_waived",
     {"Approvals and manual steps were waived ({count}): decision times were not tested.",
      "{count} 项审批与人工步骤被豁免，决策用时未经检验。"}},
    {"record_recovered",
     {"The record was completed by {by} from what the agents kept: {count} attempts were not "
      "witnessed; hosts that did not answer: {unreached}.",
      "记录由 {by} 依据各代理留存内容补全：{count} 次尝试非当时记录；未应答主机：{unreached}。"}},
    {"drill_paused", {"{by} paused the drill for {took}: {why}.", "{by} 暂停演练 {took}：{why}。"}},
    {"entered_later",
     {"{mark} ({step}) was entered later by {by}, known to {bound} only.",
      "{mark}（{step}）由 {by} 事后补录，误差 {bound}。"}},
    {"step_failed", {"Step {step} on {host} failed: {why}.", "步骤 {step}（{host}）失败：{why}。"}},
    {"step_skipped", {"Step {step} was left out: {why}.", "步骤 {step} 未执行：{why}。"}},
    {"step_settled",
     {"Only a person's word shows what became of step {step} on {host}: {why}.",
      "步骤 {step}（{host}）是否生效仅凭人员说明：{why}。"}},
    {"fence_presumed",
     {"No receipt shows that step {step} fenced {host}: {why}.",
      "没有回执表明步骤 {step} 已隔离 {host}：{why}。"}},
    {"step_retried",
     {"Step {step} on {host} needed {attempts} attempts.",
      "步骤 {step}（{host}）尝试 {attempts} 次。"}},
    {"step_over_planned",
     {"Step {step} took {took}, planned {planned}.", "步骤 {step} 用时 {took}，计划 {planned}。"}},
    {"undo_failed",
     {"The undo of step {step} on {host} failed: {why}.",
      "步骤 {step}（{host}）撤销失败：{why}。"}},
    {"fault_outstanding",
     {"Fault {kind} of step {step} is outstanding on {host}.",
      "步骤 {step} 的故障 {kind} 在 {host} 上仍未消除。"}},
    {"fence_held",
     {"The fence ({kind}) of step {step} still holds on {host}.",
      "步骤 {step} 的隔离（{kind}）在 {host} 上仍生效。"}},
    {"flaps",
     {"Service came and went {count} times inside the outage as probe {probe} sees it ({outage}).",
      "据探针 {probe}，中断期间服务反复 {count} 次（{outage}）。"}},
    {"baseline_differs",
     {"The end state differs from the baseline in {count} unexpected items, such as {item}: before "
      "\"{before}\", after \"{after}\".",
      "终态与基线有 {count} 项未预期差异，如 {item}：演练前“{before}”，演练后“{after}”。"}},
    {"data_differs",
     {"{set} differs between the two places (step {step}): {missing} missing, {extra} extra, "
      "{changed} changed.",
      "两处的 {set} 不一致（步骤 {step}）：缺失 {missing}，多出 {extra}，改变 {changed}。"}},
    {"data_differs_somewhere",
     {"{set} differs between the two places (step {step}; it has no key, so nobody can say in "
      "which rows.",
      "两处的 {set} 不一致（步骤 {step}）；该数据集没有键，无法指出具体的行。"}},
    {"data_made_good",
     {"{set} lacked {missing} rows and differed in {others} others (step {step}); step {again} "
      "found "
      "it equal.",
      "{set} 曾缺失 {missing} 行、另有 {others} 行不一致（步骤 {step}）；步骤 {again} 复核一致。"}},
    {"data_unsettled",
     {"{count} rows of {set} changed whenever they were read (step {step}): whether they agree was "
      "not measured.",
      "{set} 中有 {count} 行在每次读取时都在变化（步骤 {step}）：是否一致未测得。"}},
    {"neighbour_affected",
     {"Neighbour {probe} failed {bad} of {slots} probes: the drill had an effect on others.",
      "邻居 {probe} 在 {slots} 次探测中失败 {bad} 次：演练影响了其他系统。"}},
    {"drill_aborted", {"The drill ended as {ending}: {why}.", "演练结局为 {ending}：{why}。"}},
    {"late_slots",
     {"Probe {probe} was late itself in {late} of {slots} slots ({share}, {outage}): no verdict of "
      "\"met\" rests on it.",
      "探针 {probe} 自身延迟 {late} / {slots} 次（{share}，{outage}），不据此判定达标。"}},
    {"clock_unsynchronised",
     {"The clock of {host} could not be compared: its times have no bound.",
      "{host} 的时钟无法比对，其时刻无误差界。"}},
    {"answers_refused",
     {"{host} said {count} things that count for nothing; the first: {why}. Its other figures are "
      "only as good as its word.",
      "{host} 有 {count} 项陈述不予采信，首项：{why}。其余数据的可信度以其自身陈述为限。"}},
    {"time_refused",
     {"What {host} says about the time of step {step} lies outside the time in which it was under "
      "way: it is not used.",
      "{host} 所报步骤 {step} 的时刻超出该步骤的执行区间，不予采用。"}},
    {"marks_unbound",
     {"Marked by no step: {marks}. Clocks that end there fall back.",
      "无步骤标记：{marks}；以其为终点的计时口径回退。"}},
    {"receipts_differ",
     {"Step {step}, attempt {attempt}: the journal says \"{journal}\", the receipts on {host} say "
      "\"{receipts}\".",
      "步骤 {step} 第 {attempt} 次尝试：日志为“{journal}”，{host} 上的回执为“{receipts}”。"}},
    {"receipts_differ_more",
     {"The receipts on {host} and the journal differ in {count} further attempts.",
      "{host} 上的回执与日志另有 {count} 次尝试不一致。"}},
    {"receipts_changed",
     {"The receipts on {host} are not what they were: known is \"{journal}\", found was "
      "\"{receipts}\".",
      "{host} 上的回执已变动：应为“{journal}”，实为“{receipts}”。"}},
}};

/// Values that are words of ours: the same in a finding of either language.
struct Word {
    std::string_view name;
    std::string_view value;
    Message text;
};

inline constexpr std::array<Word, 5> words{{
    {"outage", "failover", {"failover", "切换"}},
    {"outage", "failback", {"failback", "回切"}},
    {"ending", "failed", {"failed", "失败"}},
    {"ending", "aborted", {"aborted", "中止"}},
    {"ending", "refused", {"refused", "审批未通过"}},
}};

}  // namespace firedrill::reports::finding_texts
