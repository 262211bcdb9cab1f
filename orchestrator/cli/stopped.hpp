// What the kill switch says to people.
#pragma once

#include "core/base/text.hpp"
#include "orchestrator/cli/workspace.hpp"
#include "orchestrator/journal/halt.hpp"

#include <string>

namespace firedrill::cli {

namespace stopped_texts {

inline constexpr Message stopped{"ALL DRILLS STOPPED {} by {}: {}",
                                 "全部演练已于 {} 由 {} 停止：{}"};
inline constexpr Message remedy{"when drills may start again: firedrill stop-all --lift",
                                "允许再次演练时：firedrill stop-all --lift"};
inline constexpr Message nothing_ran{
    "No drill was under way. None starts until: "
    "firedrill stop-all --lift",
    "没有进行中的演练。解除前不会启动任何演练：firedrill stop-all --lift"};
inline constexpr Message lifted{"Drills may start again.", "已解除，可以再次演练。"};
inline constexpr Message was_not_set{"Nothing was stopped; drills may start.",
                                     "未处于停止状态，可以演练。"};
inline constexpr Message no_reason{"no reason given", "未说明原因"};

}  // namespace stopped_texts

/// One line while drills are stopped, empty otherwise.
std::string stopped_line(const Workspace& workspace, const journal::Store& store);
/// Errc::refused while drills are stopped.
Result<void> unless_stopped(const Workspace& workspace, const journal::Store& store);

}  // namespace firedrill::cli
