#include "core/drill/guard_words.hpp"

#include "core/drill/machine.hpp"
#include "core/plan/stop_condition.hpp"

#include <algorithm>

namespace firedrill::drill {

namespace {

namespace texts {
inline constexpr Message event{"stop condition {} ({}): {}", "停止条件 {}（{}）：{}"};
inline constexpr Message within{"within, {}", "未超限，{}"};
inline constexpr Message over{"OVER THE LIMIT, {}", "已超限，{}"};
inline constexpr Message silent{"NOT READ", "没有读数"};
inline constexpr Message holds{"HOLDS", "已成立"};
inline constexpr Message watched{"watched", "监视中"};
inline constexpr Message unwatched{"not watched now", "目前未监视"};
}  // namespace texts

template <class... Args>
Text both(const Message& message, const Args&... args) {
    return {say(Language::en, message, args...), say(Language::zh, message, args...)};
}

Text state_of(const plan::StopCondition& condition, Reading reading, std::int64_t value) {
    if (reading == Reading::silent) return both(texts::silent);
    const std::string figure = condition.limit ? plan::figure(*condition.limit, value) : "";
    return both(reading == Reading::over ? texts::over : texts::within, figure);
}

bool is_watched(const Drill& drill, std::size_t position) {
    if (drill.status != DrillStatus::running) return false;
    const auto& limit = drill.plan.stop_conditions[position].limit;
    if (limit && limit->watch == plan::Watch::second_fault) return true;
    return std::ranges::binary_search(guards_at_work(drill), position);
}

}  // namespace

Text in_words(const plan::Plan& plan, const GuardChanged& event) {
    const auto position = static_cast<std::size_t>(event.condition - 1);
    if (position >= plan.stop_conditions.size()) return {};
    const plan::StopCondition& condition = plan.stop_conditions[position];
    const Text what = plan::in_words(condition);
    const Text state = state_of(condition, event.reading, event.value);
    return {say(Language::en, texts::event, event.condition, what.en, state.en),
            say(Language::zh, texts::event, event.condition, what.zh, state.zh)};
}

std::vector<GuardLine> guard_lines(const Drill& drill) {
    std::vector<GuardLine> out;
    for (std::size_t i = 0; i < drill.plan.stop_conditions.size(); ++i) {
        const plan::StopCondition& condition = drill.plan.stop_conditions[i];
        GuardLine line{.condition = plan::in_words(condition), .state = both(texts::watched)};
        const auto guard = drill.guards.find(i);
        if (guard != drill.guards.end()) {
            line.state = state_of(condition, guard->second.reading, guard->second.value);
            line.bad = guard->second.reading != Reading::within;
        } else if (machine::grounds_to_stop(drill, i)) {
            line.state = both(texts::holds);
            line.bad = true;
        } else if (!is_watched(drill, i)) {
            line.state = both(texts::unwatched);
        }
        out.push_back(std::move(line));
    }
    return out;
}

}  // namespace firedrill::drill
