// Words for the values of enums: one word in each language, used everywhere in a report.
#pragma once

#include "core/base/text.hpp"
#include "core/drill/assess.hpp"
#include "core/drill/drill.hpp"
#include "core/measure/verdict.hpp"
#include "core/plan/plan.hpp"

#include <string_view>

namespace firedrill::reports {

inline Message word(measure::Verdict verdict) {
    using enum measure::Verdict;
    switch (verdict) {
        case met: return {"met", "达标"};
        case not_met: return {"not met", "未达标"};
        case inconclusive: return {"inconclusive", "无法判定"};
        case not_measured: return {"not measured", "未测量"};
        case not_applicable: return {"not applicable", "不适用"};
    }
    return {"?", "?"};
}

inline Message word(measure::Reason reason) {
    using enum measure::Reason;
    switch (reason) {
        case none: return {"", ""};
        case interval_straddles_target:
            return {"the target lies inside the interval", "目标落在实测区间内"};
        case late_probe_slots: return {"the probe itself was late", "探针自身延迟"};
        case no_samples: return {"no probe samples", "无探测样本"};
        case no_fault_time: return {"the time of the fault is unknown", "中断时刻未知"};
        case not_recovered: return {"service did not come back", "服务未恢复"};
        case clock_unsynchronised: return {"clocks could not be compared", "时钟未同步"};
        case no_write_log: return {"no drill writes", "未做演练写入"};
        case not_verified: return {"drill writes not read back", "演练写入未核对"};
        case end_not_bound: return {"the end of the clock was not marked", "计时终点未标记"};
        case drill_not_completed: return {"the drill did not complete", "演练未完成"};
        case simulated: return {"simulated in this drill", "本次为模拟环节"};
        case no_target: return {"no target", "未设目标"};
        case only_warned_lost:
            return {"only writes acknowledged with a warning are missing",
                    "仅缺少带警告确认的写入"};
        case no_outage_seen: return {"no outage seen by the probe", "探针未见中断"};
        case not_restored: return {"the backup was not restored", "备份未能恢复"};
        case scratch_full: return {"the scratch target had no room left", "临时恢复目标空间不足"};
        case age_not_asked:
            return {"nothing said how old the restored data are", "未取得恢复数据的最新时间"};
        case load_not_run:
            return {"no load was run, or its answer cannot be true", "未施加负载，或其结果不可信"};
        case throughput_unclear:
            return {"the load says only what was reached at least", "负载仅给出吞吐下限"};
    }
    return {"?", "?"};
}

inline Message word(plan::Phase phase) {
    using enum plan::Phase;
    switch (phase) {
        case prepare: return {"prepare", "准备"};
        case baseline: return {"baseline", "基线"};
        case disrupt: return {"disrupt", "中断"};
        case detect: return {"detect", "发现"};
        case declare: return {"declare", "启动"};
        case failover: return {"failover", "切换"};
        case verify: return {"verify", "核对"};
        case operate: return {"operate", "运行"};
        case failback: return {"failback", "回切"};
        case reinstate: return {"reinstate", "复原"};
    }
    return {"?", "?"};
}

inline Message word(plan::Form form) {
    using enum plan::Form;
    switch (form) {
        case tabletop: return {"tabletop", "桌面推演"};
        case walkthrough: return {"walkthrough", "流程走查"};
        case simulation: return {"simulation", "模拟演练"};
        case isolated_test: return {"isolated test", "隔离环境测试"};
        case live_switchover: return {"live switchover", "实切演练"};
    }
    return {"?", "?"};
}

inline Message word(plan::Variant variant) {
    return variant == plan::Variant::planned ? Message{"planned switchover", "计划切换"}
                                             : Message{"unplanned failover", "故障切换"};
}

inline Message word(plan::Environment environment) {
    using enum plan::Environment;
    switch (environment) {
        case lab: return {"lab", "实验环境"};
        case test: return {"test", "测试环境"};
        case production: return {"production", "生产环境"};
    }
    return {"?", "?"};
}

inline Message word(plan::ClockStart start) {
    using enum plan::ClockStart;
    switch (start) {
        case disruption: return {"T0 disruption", "T0 中断"};
        case detection: return {"T1 detection", "T1 发现"};
        case declaration: return {"T4 declaration", "T4 启动响应"};
        case switch_start: return {"T7 start of the switch", "T7 切换开始"};
    }
    return {"?", "?"};
}

inline Message word(plan::ClockEnd end) {
    using enum plan::ClockEnd;
    switch (end) {
        case serving: return {"T9 serving", "T9 技术可用"};
        case reconnected: return {"T10 reconnected", "T10 客户端重连"};
        case business_verified: return {"T11 business verified", "T11 业务验证"};
    }
    return {"?", "?"};
}

inline Message word(drill::Proof proof) {
    using enum drill::Proof;
    switch (proof) {
        case claimed: return {"claimed, not proven", "自称，未证明"};
        case os_user: return {"operating-system user", "操作系统用户"};
        case signature: return {"signature", "签名"};
        case waived: return {"waived: nobody was asked", "免审批，未询问任何人"};
    }
    return {"?", "?"};
}

inline Message word(drill::Severity severity) {
    using enum drill::Severity;
    switch (severity) {
        case high: return {"high", "高"};
        case medium: return {"medium", "中"};
        case low: return {"low", "低"};
    }
    return {"?", "?"};
}

inline Message word(drill::Ending ending) {
    using enum drill::Ending;
    switch (ending) {
        case completed: return {"completed", "完成"};
        case failed: return {"failed", "失败"};
        case aborted: return {"aborted", "中止"};
        case refused: return {"refused", "审批未通过"};
    }
    return {"?", "?"};
}

inline Message word(drill::StepStatus status) {
    using enum drill::StepStatus;
    switch (status) {
        case pending: return {"not begun", "未开始"};
        case running: return {"running", "执行中"};
        case waiting: return {"waiting for a person", "等待人员"};
        case delayed: return {"waiting for a retry", "等待重试"};
        case orphaned: return {"to be asked after", "待查询"};
        case checking: return {"being checked", "核查中"};
        case held: return {"held for a person", "待人员处置"};
        case succeeded: return {"succeeded", "成功"};
        case failed: return {"failed", "失败"};
        case unknown: return {"unknown", "结果未知"};
        case skipped: return {"skipped", "跳过"};
        case cancelled: return {"not executed", "未执行"};
    }
    return {"?", "?"};
}

inline Message word(drill::UndoStatus status) {
    using enum drill::UndoStatus;
    switch (status) {
        case none: return {"none", "无"};
        case armed: return {"armed", "可撤销"};
        case running: return {"being undone", "撤销中"};
        case done: return {"undone", "已撤销"};
        case failed: return {"undo failed", "撤销失败"};
        case released: return {"kept", "保留"};
    }
    return {"?", "?"};
}

inline Message word(drill::Source source) {
    using enum drill::Source;
    switch (source) {
        case automatic: return {"automatic", "自动"};
        case samples: return {"probe samples", "探测样本"};
        case person: return {"confirmed", "确认"};
        case entered_later: return {"entered later", "补录"};
    }
    return {"?", "?"};
}

/// "T0" of "disrupted"; empty for a name that is no mark.
std::string_view mark_id(std::string_view mark);
/// The mark's name; an unknown one is shown as it is.
Text mark_word(std::string_view mark);
/// What happens in the stretch that ends with this mark: "detected" -> "detection".
Text piece_word(std::string_view to);
/// One of the seven objectives of the guide; an unknown one is shown as it is.
Text objective_word(std::string_view objective);

inline Text text_of(const Message& message) {
    return {.en = std::string(message.en), .zh = std::string(message.zh)};
}
template <class Value>
Text word_text(Value value) {
    return text_of(word(value));
}

}  // namespace firedrill::reports
