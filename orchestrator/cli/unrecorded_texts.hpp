// Texts of a drill that is stopped without its journal.
#pragma once

#include "core/base/text.hpp"

namespace firedrill::cli::unrecorded_texts {

inline constexpr Message no_room{
    "the store's disk is full: the drill is aborted, recorded in the store's reserve",
    "存储磁盘已满：中止演练，记录写入预留空间"};
inline constexpr Message why_aborted{"the store's disk is full", "存储磁盘已满"};
inline constexpr Message headline{"{}: STOPPED WITHOUT ITS JOURNAL   {}",
                                  "{}：未经记录即停止   {}"};
inline constexpr Message told{"  {} {}  told; nothing runs, nothing to revert is left",
                              "  {} {}  已通知；无运行中的步骤，无待还原的故障"};
inline constexpr Message busy{"  {} {}  told; not quiet yet", "  {} {}  已通知；尚未停下"};
inline constexpr Message absent{
    "  {} {}  NOT REACHED: {}; its faults revert {} after contact was lost",
    "  {} {}  无法联系：{}；其故障在失联 {} 后自动还原"};
inline constexpr Message left{"    left there: {}", "    仍存在：{}"};
inline constexpr Message catch_up{
    "when the store can be written again: firedrill resume {0} asks the agents what became of it, "
    "or: firedrill abort {0}",
    "存储恢复可写后：firedrill resume {0} 向代理核实实际情况，或：firedrill abort {0}"};
inline constexpr Message end_it{
    "the agents refuse that process from now on; end it ({}), then: firedrill abort {}",
    "代理今后拒绝该进程；请结束它（{}），然后：firedrill abort {}"};

}  // namespace firedrill::cli::unrecorded_texts
