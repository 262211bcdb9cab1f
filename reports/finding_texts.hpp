// One text for each finding code of core/drill/finding_codes.hpp; {name} is a value of the finding.
#pragma once

#include "core/base/text.hpp"

#include <array>
#include <string_view>

namespace firedrill::reports::finding_texts {

struct Finding {
    std::string_view code;
    Message text;
};

inline constexpr std::array<Finding, 1> findings{{
    {"rto_not_met", {"{service}: recovery took longer than its target", "{service}：恢复时间超出目标"}},
}};

}  // namespace firedrill::reports::finding_texts
