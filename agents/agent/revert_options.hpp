// The command line of `firedrill-agent revert`. Pure.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace firedrill::agent {

struct RevertOptions {
    std::string state = "/var/lib/firedrill";
    bool yes = false;
    bool json = false;
    bool help = false;
    std::optional<Language> language;
};

/// The words behind `revert`; usage when they make no sense.
Result<RevertOptions> parse_revert(const std::vector<std::string>& words);

}  // namespace firedrill::agent
