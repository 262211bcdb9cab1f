// The renderers: one Report value in, bytes out. Pure.
//
// `both` prints Chinese first and English small beside it; HTML is self-contained (inline style and
// SVG, no script, nothing fetched) and prints on A4.
#pragma once

#include "core/base/text.hpp"
#include "reports/report.hpp"

#include <string>

namespace firedrill::reports {

/// Canonical JSON and a final newline.
std::string render_json(const Report& report);
std::string render_markdown(const Report& report, Languages languages);
std::string render_html(const Report& report, Languages languages);

}  // namespace firedrill::reports
