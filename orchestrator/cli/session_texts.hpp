// Texts of a drill that runs on this terminal.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::session_texts {

inline constexpr Message abort_before{
    "Abort the drill and undo what was done? Once more within 10 s aborts.",
    "中止演练并撤销已执行的步骤？10 秒内再按一次即中止。"};
inline constexpr Message abort_after{
    "Abort? The point of no return has passed: nothing is undone, fences stay. Once more aborts.",
    "中止演练？已过不可逆点：不再撤销，隔离保持。再按一次即中止。"};
inline constexpr Message by_signal{"the program was told to end (SIGTERM)",
                                   "程序收到终止信号 (SIGTERM)"};
inline constexpr Message note{"Note, then Enter (Esc leaves it): ",
                              "记录内容，回车确认（Esc 放弃）："};
inline constexpr Message on_terminal{"on the terminal", "在终端上操作"};

}  // namespace firedrill::cli::session_texts
