// disk.fill: how much of a file system is taken away. Pure.
#pragma once

#include "core/plan/action.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace firedrill::plan {

/// "512MiB", "10GiB", "4096": bytes, more than none.
std::optional<std::int64_t> read_bytes(std::string_view text);

struct Fill {
    std::string directory;              ///< on the file system that is filled
    std::optional<std::int64_t> size;   ///< take so much
    std::optional<std::int64_t> leave;  ///< or leave so much
    bool beside_receipts = false;       ///< also where the agent keeps its receipts
};

/// Nothing if a parameter is not of its type.
std::optional<Fill> read_fill(const Parameters& with);

/// How much to take of a file system where so much is free; nothing: it cannot be done.
std::optional<std::int64_t> bytes_to_take(const Fill& fill, std::int64_t free);

}  // namespace firedrill::plan
