#include "reports/word_texts.hpp"

#include <array>

namespace firedrill::reports {
namespace {

struct MarkTexts {
    std::string_view mark, id;
    Message name;
    Message stretch;
};

constexpr std::array<MarkTexts, 15> marks{{
    {"last_good", "T\u22121", {"last good answer", "末次成功探测"}, {"", ""}},
    {"disrupted", "T0", {"disrupted", "中断"}, {"disruption", "中断"}},
    {"detected", "T1", {"detected", "发现"}, {"detection", "发现"}},
    {"verified", "T2", {"verified", "核实"}, {"verification", "核实"}},
    {"assessed", "T3", {"assessed", "评估完成"}, {"assessment", "评估"}},
    {"declared", "T4", {"declared", "启动响应"}, {"declaration", "启动响应"}},
    {"proposed", "T5", {"proposed", "提出方案"}, {"proposal", "方案"}},
    {"approved", "T6", {"approved", "批准切换"}, {"approval", "审批"}},
    {"switch_started", "T7", {"switch started", "首个切换动作"}, {"mobilisation", "动员"}},
    {"promoted", "T8", {"promoted", "备库提升"}, {"role switch", "角色切换"}},
    {"serving", "T9", {"serving", "技术可用"}, {"service start", "服务启动"}},
    {"reconnected", "T10", {"reconnected", "客户端重连"}, {"reconnection", "重连"}},
    {"business_verified",
     "T11",
     {"business verified", "业务验证"},
     {"business verification", "业务验证"}},
    {"reconciled", "T12", {"reconciled", "核对完成"}, {"reconciliation", "核对"}},
    {"backfilled", "T13", {"backfilled", "补录完成"}, {"backfill", "补录"}},
}};

struct ObjectiveTexts {
    std::string_view id;
    Message name;
};

constexpr std::array<ObjectiveTexts, 7> objectives{{
    {"rto_rpo_achievable",
     {"recovery targets (RTO, RPO) can be reached", "检验恢复时间目标与恢复点目标能否实现"}},
    {"plan_deficiencies", {"find deficiencies of the plan", "发现预案缺陷"}},
    {"plan_understanding", {"staff know the plan", "熟悉预案"}},
    {"confidence", {"confidence in recovery", "增强恢复信心"}},
    {"strategy_effectiveness", {"the recovery strategy works", "检验恢复策略有效性"}},
    {"capability_sufficiency", {"backup capability suffices", "检验备份能力充足性"}},
    {"unforeseen_situations", {"find situations not foreseen", "发现未预见情形"}},
}};

const MarkTexts* find_mark(std::string_view mark) {
    for (const MarkTexts& texts : marks)
        if (texts.mark == mark) return &texts;
    return nullptr;
}

Text as_it_is(std::string_view name) {
    return {.en = std::string(name), .zh = std::string(name)};
}

}  // namespace

std::string_view mark_id(std::string_view mark) {
    const MarkTexts* texts = find_mark(mark);
    return texts == nullptr ? std::string_view{} : texts->id;
}

Text mark_word(std::string_view mark) {
    const MarkTexts* texts = find_mark(mark);
    return texts == nullptr ? as_it_is(mark) : text_of(texts->name);
}

Text piece_word(std::string_view to) {
    const MarkTexts* texts = find_mark(to);
    return texts == nullptr || texts->stretch.en.empty() ? as_it_is(to) : text_of(texts->stretch);
}

Text objective_word(std::string_view objective) {
    for (const ObjectiveTexts& texts : objectives)
        if (texts.id == objective) return text_of(texts.name);
    return as_it_is(objective);
}

}  // namespace firedrill::reports
