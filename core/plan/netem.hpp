// network.delay and network.loss: what tc is told, so that packets which leave through an interface
// come late or not at all. Pure.
#pragma once

#include "core/base/time.hpp"
#include "core/plan/action.hpp"
#include "core/plan/partition.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::plan {

/// 1ms to 60s.
std::optional<Nanos> read_delay(std::string_view text);
/// "30%", "0.5%": in parts of a million, 0.01 % to 100 %.
std::optional<std::int64_t> read_share(std::string_view text);

struct Disturbance {
    std::string interface;
    Nanos delay{};
    Nanos jitter{};             ///< at most the delay
    std::int64_t loss_ppm = 0;  ///< of the packets that leave
    Peers peers;                ///< none: all packets
};

/// Nothing if a parameter is not of its type.
std::optional<Disturbance> read_disturbance(std::string_view kind, const Parameters& with);

/// By this handle our queue is known again; no other tool uses it by itself.
inline constexpr std::string_view netem_handle = "fd11:";

/// For `tc -batch -`: a line for each command, all or none of which must hold in the end.
std::string commands_to_disturb(const Disturbance& what);
/// Words of one `tc`.
std::vector<std::string> words_to_calm(std::string_view interface);

}  // namespace firedrill::plan
