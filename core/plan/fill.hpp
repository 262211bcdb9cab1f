// disk.fill and memory.load: how much of a file system or of the memory is taken away. Pure.
#pragma once

#include "core/plan/action.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace firedrill::plan {

/// "512MiB", "10GiB", "4096": bytes, more than none.
std::optional<std::int64_t> read_bytes(std::string_view text);

inline constexpr int cores_max = 1024;
/// cpu.load: how many cores are kept busy, 1 to cores_max.
std::optional<int> read_cores(std::string_view text);

struct Amount {
    std::optional<std::int64_t> size;   ///< take so much
    std::optional<std::int64_t> leave;  ///< or leave so much
};

/// `size` or `leave`; nothing if a parameter is not of its type.
std::optional<Amount> read_amount(const Parameters& with);

/// How much to take where so much is free; nothing: it cannot be done.
std::optional<std::int64_t> bytes_to_take(const Amount& amount, std::int64_t free);

struct Fill {
    std::string directory;  ///< on the file system that is filled
    Amount amount;
    bool beside_receipts = false;  ///< also where the agent keeps its receipts
};

/// Nothing if a parameter is not of its type.
std::optional<Fill> read_fill(const Parameters& with);

}  // namespace firedrill::plan
