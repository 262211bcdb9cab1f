// A place on a network as people write it: "gate", "10.0.9.5:7461", "[fd00::5]:7461". Pure.
#pragma once

#include "core/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace firedrill {

struct Address {
    std::string host;  ///< name or number, without brackets
    std::optional<int> port;
    bool operator==(const Address&) const = default;
};

/// invalid_input for anything else: an IPv6 number needs its brackets, a port is 1 .. 65535.
Result<Address> parse_address(std::string_view text);

}  // namespace firedrill
